#include "integrations/cli/command_line.h"

#include <charconv>
#include <memory>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>

#include "integrations/cli/command_pages.h"
#include "integrations/cli/usage.h"
#include "scanner/core/instant.h"
#include "scanner/foreign/foreign_finding.h"

namespace curfew::cli {
namespace {

/// Everything a run of the parser fills; one field for each sub-command.
struct Parsed {
    Invocation invocation;
    ScanOptions scan;
    ScanOptions gate;
    VerifyOptions verify;
    RevokeOptions revoke;
    ImportOptions import;
    SignaturesOptions signatures;
    ConfigOptions config;
    CompletionOptions completion;
    std::string format;
    std::string as_of;
    std::string max_file_size;
    std::string patience;
    int exit_code = 1;
    unsigned jobs = 0;
};

std::optional<std::uint64_t> byte_count_from(std::string_view text) {
    std::uint64_t count = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (problem != std::errc{}) return std::nullopt;
    const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
    if (unit.empty() || unit == "B") return count;
    if (unit == "K" || unit == "KiB") return count << 10U;
    if (unit == "M" || unit == "MiB") return count << 20U;
    if (unit == "G" || unit == "GiB") return count << 30U;
    return std::nullopt;
}

std::string complain_about_format(const std::string& text) {
    if (report::format_from(text)) return {};
    return "the formats are text, json, jsonl, sarif and csv, not \"" + text + "\"";
}

std::string complain_about_instant(const std::string& text) {
    const auto parsed = core::parse_instant(text);
    return parsed.has_value() ? std::string{} : parsed.error().message();
}

std::string complain_about_duration(const std::string& text) {
    const auto parsed = core::parse_duration(text);
    return parsed.has_value() ? std::string{} : parsed.error().message();
}

std::string complain_about_size(const std::string& text) {
    return byte_count_from(text) ? std::string{} : "a size is written 500K, 64MiB or 1G";
}

void add_sources(CLI::App& command, ScanOptions& scan) {
    command.add_option("target", scan.targets,
                       "Repository, directory or file; - is standard input; A..B is a range of "
                       "commits, of the repository named beside it (default: where you stand)");
    command.add_flag("--staged", scan.staged, "What the index would commit")->group("Sources");
    command.add_flag("--unstaged", scan.unstaged, "What is changed but not staged")
        ->group("Sources");
    command.add_option("--since-commit", scan.since_commit, "Commits not reachable from REV")
        ->type_name("REV")
        ->group("Sources");
    command.add_option("--branch", scan.branch, "Only what REF reaches")
        ->type_name("REF")
        ->group("Sources");
    auto* only = command.add_flag("--history-only", scan.history_only, "Leave the work tree out");
    auto* none = command.add_flag("--no-history", scan.no_history, "Only the files as they are");
    only->group("Sources")->excludes(none);
    none->group("Sources");
    command.add_flag("--all-files", scan.all_files, "Dependency and build folders too")
        ->group("Sources");
    command
        .add_flag("--respect-gitignore", scan.respect_gitignore,
                  "Leave out what git ignores (by default it is read)")
        ->group("Sources");
    command
        .add_option("--exclude", scan.excludes, "Leave out paths that match, in the history too")
        ->type_name("GLOB")
        ->group("Sources");
}

/// What is looked for, and in how large files.
void add_choice(CLI::App& command, ScanOptions& scan, Parsed& parsed) {
    command.add_option("--max-file-size", parsed.max_file_size, "Larger files are only counted")
        ->type_name("SIZE")
        ->check(CLI::Validator(complain_about_size, ""))
        ->group("Sources");
    command.add_option("--signature", scan.signatures, "Only this signature")
        ->type_name("ID")
        ->group("Signatures");
    command.add_option("--exclude-signature", scan.excluded_signatures, "Not this signature")
        ->type_name("ID")
        ->group("Signatures");
    command.add_option("--signatures", scan.signature_paths, "Further signature files")
        ->type_name("PATH")
        ->group("Signatures");
}

void add_judgement(CLI::App& command, ScanOptions& scan, Parsed& parsed) {
    command.add_option("--baseline", scan.baselines, "Known findings, by fingerprint")
        ->type_name("FILE")
        ->group("Judgement");
    command
        .add_flag("--update-baseline", scan.update_baseline,
                  "Write what was found into the baseline")
        ->group("Judgement");
    command.add_option("--as-of", parsed.as_of, "Judge as if it were this moment (RFC 3339)")
        ->type_name("INSTANT")
        ->check(CLI::Validator(complain_about_instant, ""))
        ->group("Judgement");
    command.add_option("--exit-code", parsed.exit_code, "Instead of 1 when something blocks")
        ->type_name("N")
        ->check(CLI::Range(0, 255))
        ->group("Judgement");
    command.add_flag("--no-store", scan.no_store, "Do not remember where secrets were found")
        ->group("Judgement");
}

void add_output(CLI::App& command, ScanOptions& scan, Parsed& parsed) {
    command
        .add_option("-f,--format,--report-format", parsed.format, "text, json, jsonl, sarif, csv")
        ->type_name("FORMAT")
        ->check(CLI::Validator(complain_about_format, ""))
        ->group("Output");
    command.add_option("-o,--output,--report-path", scan.output, "Write the report there")
        ->type_name("FILE")
        ->group("Output");
    command.add_flag("--show-secrets", scan.show_secrets, "Do not mask them")->group("Output");
    command.add_flag("--show-suppressed", scan.show_suppressed, "Show allowed findings too")
        ->group("Output");
    command.add_option("-j,--jobs", parsed.jobs, "Threads (default: all cores)")
        ->type_name("N")
        ->check(CLI::Range(1, 1024))
        ->group("Output");
}

void add_asking(CLI::App& command, ScanOptions& scan) {
    command
        .add_flag("--explain-requests", scan.explain_requests,
                  "Print what would be sent, secrets masked, and send nothing")
        ->group("Asking");
    command.add_flag("--touch-canaries", scan.touch_canaries, "Ask about known bait too")
        ->group("Asking");
}

void add_verify(CLI::App& app, Parsed& parsed) {
    CLI::App* command = app.add_subcommand(kVerifyUsage.name, kVerifyUsage.summary);
    command->footer(kVerifyUsage.examples);
    ScanOptions& scan = parsed.verify.scan;
    command
        ->add_option("what", parsed.verify.what,
                     "A fingerprint that a scan of yours has seen, a report with its secrets, a "
                     "file or folder, or - for standard input")
        ->required();
    add_asking(*command, scan);
    add_choice(*command, scan, parsed);
    add_output(*command, scan, parsed);
}

void add_revoke(CLI::App& app, Parsed& parsed) {
    CLI::App* command = app.add_subcommand(kRevokeUsage.name, kRevokeUsage.summary);
    command->footer(kRevokeUsage.examples);
    RevokeOptions& revoke = parsed.revoke;
    command
        ->add_option("what", revoke.what,
                     "A fingerprint that a scan of yours has seen, a report with its secrets, a "
                     "file or folder, or - for standard input")
        ->required();
    command->add_flag("--yes", revoke.yes, "End them; without it nothing is sent")->group("Ending");
    command
        ->add_option("--allow", revoke.allow,
                     "Also what hits more than the credential itself: bystanders (others that "
                     "share it, what it gave out), principal_wide (all of its owner)")
        ->type_name("WIDTH")
        ->check(CLI::IsMember({"itself", "bystanders", "principal_wide"}))
        ->group("Ending");
    command
        ->add_option("--wait", parsed.patience,
                     "How long to wait for each proof (default: 1m); what takes longer is "
                     "accepted, not proven")
        ->type_name("DURATION")
        ->check(CLI::Validator(complain_about_duration, ""))
        ->group("Ending");
    command->add_flag("--touch-canaries", revoke.scan.touch_canaries, "End known bait too")
        ->group("Ending");
    add_choice(*command, revoke.scan, parsed);
    command->add_option("-f,--format,--report-format", parsed.format, "text, json, jsonl")
        ->type_name("FORMAT")
        ->check(CLI::IsMember({"text", "json", "jsonl"}))
        ->group("Output");
    command->add_option("-o,--output,--report-path", revoke.scan.output, "Write the report there")
        ->type_name("FILE")
        ->group("Output");
}

std::string complain_about_origin(const std::string& text) {
    if (foreign::format_from(text)) return {};
    return "reports come from gitleaks, betterleaks, trufflehog, kingfisher, detect-secrets or "
           "sarif, not \"" +
           text + "\"";
}

void add_import(CLI::App& app, Parsed& parsed) {
    CLI::App* command = app.add_subcommand(kImportUsage.name, kImportUsage.summary);
    command->footer(kImportUsage.examples);
    ImportOptions& options = parsed.import;
    ScanOptions& scan = options.scan;
    command
        ->add_option("file", options.files, "Reports of other secret scanners; - is standard input")
        ->required();
    command
        ->add_option("--from", options.from,
                     "Read them as reports of this tool, whatever they look "
                     "like: gitleaks, betterleaks, trufflehog, kingfisher, "
                     "detect-secrets, sarif")
        ->type_name("NAME")
        ->check(CLI::Validator(complain_about_origin, ""))
        ->group("Sources");
    command
        ->add_option("--repository", options.repository,
                     "The repository or folder the reports speak of; nothing outside of it is read "
                     "(default: the repository where you stand, or the folder)")
        ->type_name("PATH")
        ->group("Sources");
    command
        ->add_flag("--no-history", scan.no_history,
                   "Only the places that are named; do not look for further ones in the history")
        ->group("Sources");
    command
        ->add_flag("--verify", scan.verify,
                   "Ask providers about what is imported: live or dead, until when, whose")
        ->group("Asking");
    add_asking(*command, scan);
    add_choice(*command, scan, parsed);
    add_judgement(*command, scan, parsed);
    add_output(*command, scan, parsed);
}

void add_scan(CLI::App& app, Parsed& parsed, ScanOptions& scan, const Usage& usage) {
    CLI::App* command = app.add_subcommand(usage.name, usage.summary);
    command->footer(usage.examples);
    add_sources(*command, scan);
    command
        ->add_flag("--verify", scan.verify,
                   "Ask providers about what is found: live or dead, until when, whose")
        ->group("Asking");
    add_asking(*command, scan);
    add_choice(*command, scan, parsed);
    add_judgement(*command, scan, parsed);
    add_output(*command, scan, parsed);
}

void add_signatures(CLI::App& app, SignaturesOptions& options) {
    CLI::App* command = app.add_subcommand(kSignaturesUsage.name, kSignaturesUsage.summary);
    command->footer(kSignaturesUsage.examples);
    command->require_subcommand(1);
    CLI::App* list = command->add_subcommand("list", "Every signature, a line each");
    list->add_option("--provider", options.provider, "Only this provider's")->type_name("ID");
    list->callback([&options] { options.action = SignaturesOptions::Action::list; });
    CLI::App* show = command->add_subcommand("show", "All that is known of one kind");
    show->add_option("id", options.id, "Signature")->required();
    show->callback([&options] { options.action = SignaturesOptions::Action::show; });
    CLI::App* check = command->add_subcommand("check", "Run a signature file with its examples");
    check->add_option("file", options.paths, "Signature files")->required();
    check->callback([&options] { options.action = SignaturesOptions::Action::check; });
    for (CLI::App* part : {list, show}) {
        part->add_option("--signatures", options.signature_paths, "Further signature files")
            ->type_name("PATH");
    }
}

void add_config(CLI::App& app, ConfigOptions& options) {
    CLI::App* command = app.add_subcommand(kConfigUsage.name, kConfigUsage.summary);
    command->footer(kConfigUsage.examples);
    command->require_subcommand(1);
    using Action = ConfigOptions::Action;
    command->add_subcommand("init", "Make the fingerprint key and a configuration to start from")
        ->callback([&options] { options.action = Action::init; });
    command->add_subcommand("show", "Each value, and the layer it came from")->callback([&options] {
        options.action = Action::show;
    });
    command->add_subcommand("path", "The files that are looked at")->callback([&options] {
        options.action = Action::path;
    });
}

void add_everywhere(CLI::App& app, Invocation& invocation) {
    app.add_option("--config", invocation.config_file, "Instead of the system's and the user's")
        ->type_name("FILE");
    app.add_flag("-v,--verbose", invocation.is_verbose, "Name what was left out");
    app.add_flag("-q,--quiet", invocation.is_quiet,
                 "No progress line, no warnings; the report stays");
    app.add_flag("--no-color", invocation.no_color, "No colours (also: NO_COLOR)");
    app.add_flag("--offline", invocation.offline, "Fail rather than use the network");
    app.set_version_flag("--version", std::string("curfew ") + CURFEW_VERSION);
}

void build(CLI::App& app, Parsed& parsed) {
    app.name("curfew");
    app.footer(std::string(kMainFooter));
    app.require_subcommand(1);
    app.fallthrough();
    app.get_formatter()->column_width(36);
    parsed.gate.is_gate = true;
    add_everywhere(app, parsed.invocation);
    add_scan(app, parsed, parsed.scan, kScanUsage);
    add_scan(app, parsed, parsed.gate, kGateUsage);
    add_verify(app, parsed);
    add_revoke(app, parsed);
    add_import(app, parsed);
    add_signatures(app, parsed.signatures);
    add_config(app, parsed.config);
    app.add_subcommand("completion", "Completions for your shell")
        ->add_option("shell", parsed.completion.shell, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    app.add_subcommand("manual", "The manual page, for man -l -");
    app.add_subcommand("version", "Version, engine and catalogue");
}

ScanOptions finished(const Parsed& parsed, ScanOptions scan, const CLI::App& command) {
    if (!parsed.format.empty()) scan.format = report::format_from(parsed.format);
    if (!parsed.as_of.empty()) scan.as_of = core::parse_instant(parsed.as_of).value();
    if (!parsed.max_file_size.empty()) scan.max_file_bytes = byte_count_from(parsed.max_file_size);
    if (command.get_option_no_throw("--exit-code") != nullptr && command.count("--exit-code") > 0)
        scan.exit_code = parsed.exit_code;
    if (parsed.jobs > 0) scan.jobs = parsed.jobs;
    return scan;
}

Command command_of(const CLI::App& app, const Parsed& parsed) {
    const CLI::App& chosen = *app.get_subcommands().front();
    const std::string& name = chosen.get_name();
    if (name == kScanUsage.name) return finished(parsed, parsed.scan, chosen);
    if (name == kGateUsage.name) return finished(parsed, parsed.gate, chosen);
    if (name == kVerifyUsage.name) {
        return VerifyOptions{parsed.verify.what, finished(parsed, parsed.verify.scan, chosen)};
    }
    if (name == kRevokeUsage.name) {
        RevokeOptions revoke = parsed.revoke;
        revoke.scan = finished(parsed, parsed.revoke.scan, chosen);
        if (!parsed.patience.empty()) {
            revoke.patience = core::parse_duration(parsed.patience).value();
        }
        return revoke;
    }
    if (name == kImportUsage.name) {
        ImportOptions options = parsed.import;
        options.scan = finished(parsed, options.scan, chosen);
        return options;
    }
    if (name == kSignaturesUsage.name) return parsed.signatures;
    if (name == kConfigUsage.name) return parsed.config;
    if (name == "completion") return parsed.completion;
    if (name == "manual") return ManualOptions{};
    return VersionOptions{};
}

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
    return app.get_subcommands([](const CLI::App*) { return true; });
}

}  // namespace

Invocation parse_command_line(int count, const char* const* arguments) {
    CLI::App app{std::string(kMainSummary)};
    Parsed parsed;
    build(app, parsed);
    try {
        app.parse(count, arguments);
    } catch (const CLI::CallForVersion& asked) {
        return {.command = Answer{std::string(asked.what()) + "\n", 0}};
    } catch (const CLI::CallForHelp&) {
        return {.command = Answer{app.help(), 0}};
    } catch (const CLI::CallForAllHelp&) {
        return {.command = Answer{app.help("", CLI::AppFormatMode::All), 0}};
    } catch (const CLI::ParseError& wrong) {
        return {.command = Answer{std::string("curfew: ") + wrong.what() +
                                      "\nTry curfew --help, or curfew COMMAND --help.\n",
                                  2}};
    }
    parsed.invocation.command = command_of(app, parsed);
    return parsed.invocation;
}

std::string completion_script(const std::string& shell) {
    CLI::App app{std::string(kMainSummary)};
    Parsed parsed;
    build(app, parsed);
    const std::vector<const CLI::App*> commands = commands_of(app);
    if (shell == "bash") return bash_script(app, commands);
    if (shell == "zsh") {
        return "#compdef curfew\nautoload -U +X bashcompinit && bashcompinit\n" +
               bash_script(app, commands);
    }
    return shell == "fish" ? fish_script(commands) : std::string{};
}

std::string manual_page() {
    CLI::App app{std::string(kMainSummary)};
    Parsed parsed;
    build(app, parsed);
    std::string page = ".TH CURFEW 1 \"\" \"curfew " CURFEW_VERSION
                       "\" \"User Commands\"\n"
                       ".SH NAME\ncurfew \\- " +
                       troff_escaped(kMainSummary) +
                       "\n.SH SYNOPSIS\n.B curfew\nCOMMAND [OPTION]...\n.SH COMMANDS\n";
    for (const CLI::App* command : commands_of(app)) {
        page += manual_section(*command, command->get_name());
    }
    page += ".SH OPTIONS\n" + manual_section(app, "Everywhere");
    page += ".SH EXIT STATUS\n" + troff_escaped(kMainFooter) + "\n";
    return page;
}

}  // namespace curfew::cli
