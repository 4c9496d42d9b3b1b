#include "integrations/cli/command_pages.h"

namespace curfew::cli {
namespace {

/// The flags of a command, long form, without their values.
std::vector<std::string> flags_of(const CLI::App& command) {
    std::vector<std::string> flags;
    for (const CLI::Option* option : command.get_options()) {
        for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
    }
    return flags;
}

std::string joined(const std::vector<std::string>& words) {
    std::string line;
    for (const std::string& word : words) line += (line.empty() ? "" : " ") + word;
    return line;
}

}  // namespace

std::string bash_script(const CLI::App& app, const std::vector<const CLI::App*>& commands) {
    std::vector<std::string> names;
    std::string cases;
    for (const CLI::App* command : commands) {
        names.push_back(command->get_name());
        std::vector<std::string> words = flags_of(*command);
        for (const CLI::App* part :
             command->get_subcommands([](const CLI::App*) { return true; })) {
            words.push_back(part->get_name());
        }
        cases += "        " + command->get_name() + ") words=\"" + joined(words) + "\" ;;\n";
    }
    return "# bash completion for curfew\n"
           "_curfew() {\n"
           "    local current=${COMP_WORDS[COMP_CWORD]} words\n"
           "    case ${COMP_WORDS[1]} in\n" +
           cases + "        *) words=\"" + joined(names) + " " + joined(flags_of(app)) +
           "\" ;;\n"
           "    esac\n"
           "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
           "    [[ $current == -* ]] || mapfile -t -O \"${#COMPREPLY[@]}\" COMPREPLY < "
           "<(compgen -f -- \"$current\")\n"
           "}\n"
           "complete -o filenames -F _curfew curfew\n";
}

std::string fish_script(const std::vector<const CLI::App*>& commands) {
    std::string script = "# fish completion for curfew\n";
    for (const CLI::App* command : commands) {
        const std::string& name = command->get_name();
        script += "complete -c curfew -n __fish_use_subcommand -a " + name + " -d '" +
                  command->get_description() + "'\n";
        for (const std::string& flag : flags_of(*command)) {
            script += "complete -c curfew -n '__fish_seen_subcommand_from " + name + "' -l " +
                      flag.substr(2) + "\n";
        }
    }
    return script;
}

std::string troff_escaped(std::string_view text) {
    std::string escaped;
    for (const char letter : text) {
        if (letter == '\\') escaped += "\\\\";
        else if (letter == '-') escaped += "\\-";
        else if (letter == '\n') escaped += "\n.br\n";
        else escaped += letter;
    }
    return escaped;
}

std::string manual_section(const CLI::App& command, const std::string& title) {
    std::string text = ".SS " + title + "\n" + troff_escaped(command.get_description()) + "\n";
    for (const CLI::Option* option : command.get_options()) {
        text += ".TP\n.B " + troff_escaped(option->get_name(false, true)) + "\n" +
                troff_escaped(option->get_description()) + "\n";
    }
    return text;
}

}  // namespace curfew::cli
