#include "tests/support/repo_builder.h"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scanner/core/check.h"
#include "scanner/sources/object_store.h"
#include "tests/support/temp_dir.h"

namespace curfew::support {
namespace {

constexpr const char* kWho = "Tester <tester@example.invalid>";

std::string environment_line(const char* name) {
    const char* const value = std::getenv(name);
    return std::string(name) + "=" + (value == nullptr ? "" : value);
}

/// Everything git must know, and nothing of the machine.
std::vector<std::string> environment() {
    return {environment_line("PATH"),
            "HOME=/nonexistent",
            "LC_ALL=C",
            "TZ=UTC",
            "GIT_CONFIG_NOSYSTEM=1",
            "GIT_CONFIG_GLOBAL=/dev/null",
            "GIT_AUTHOR_NAME=Tester",
            "GIT_AUTHOR_EMAIL=tester@example.invalid",
            "GIT_COMMITTER_NAME=Tester",
            "GIT_COMMITTER_EMAIL=tester@example.invalid",
            "GIT_AUTHOR_DATE=1700000000 +0000",
            "GIT_COMMITTER_DATE=1700000000 +0000",
            "GIT_CONFIG_COUNT=3",
            "GIT_CONFIG_KEY_0=protocol.file.allow",
            "GIT_CONFIG_VALUE_0=always",
            "GIT_CONFIG_KEY_1=gc.auto",
            "GIT_CONFIG_VALUE_1=0",
            "GIT_CONFIG_KEY_2=init.defaultBranch",
            "GIT_CONFIG_VALUE_2=main"};
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (std::string& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

void append(std::string& stream, std::string_view text) {
    stream += "data " + std::to_string(text.size()) + "\n";
    stream += text;
    stream += '\n';
}

std::string quoted_path(std::string_view path) {
    std::string text = "\"";
    for (const char letter : path) {
        const auto byte = static_cast<unsigned char>(letter);
        if (letter == '"' || letter == '\\' || byte < 0x20 || byte >= 0x7f) {
            text += '\\';
            text += static_cast<char>('0' + (byte >> 6U));
            text += static_cast<char>('0' + (byte >> 3U & 7U));
            text += static_cast<char>('0' + (byte & 7U));
        } else {
            text += letter;
        }
    }
    return text + "\"";
}

}  // namespace

std::string run_git(const std::string& folder, const std::vector<std::string>& arguments,
                    std::string_view input) {
    const TempDir scratch;
    const std::string in = scratch.write("in", input);
    const std::string out = scratch.at("out");
    std::vector<std::string> words = {"git", "-C", folder};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<std::string> settings = environment();
    const std::vector<char*> word_pointers = pointers_to(words);
    const std::vector<char*> setting_pointers = pointers_to(settings);

    posix_spawn_file_actions_t actions;
    core::check(posix_spawn_file_actions_init(&actions) == 0);
    posix_spawn_file_actions_addopen(&actions, 0, in.c_str(), O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), O_WRONLY | O_CREAT, 0600);
    posix_spawn_file_actions_addopen(&actions, 2, scratch.at("errors").c_str(), O_WRONLY | O_CREAT,
                                     0600);
    pid_t child = 0;
    const int started = posix_spawnp(&child, "git", &actions, nullptr, word_pointers.data(),
                                     setting_pointers.data());
    posix_spawn_file_actions_destroy(&actions);
    core::check(started == 0);
    int status = 0;
    core::check(::waitpid(child, &status, 0) == child);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        std::string report = read_file(scratch.at("errors"));
        for (const std::string& word : words) report += word + " ";
        core::check(::write(STDERR_FILENO, report.data(), report.size()) > 0);
        core::check(false);
    }
    std::string text = read_file(out);
    if (text.ends_with('\n')) text.pop_back();
    return text;
}

RepoBuilder::RepoBuilder(std::string path, bool is_bare)
    : path_(std::move(path)), is_bare_(is_bare) {
    std::filesystem::create_directories(path_);
    git(is_bare ? std::vector<std::string>{"init", "-q", "--template=", "--bare"}
                : std::vector<std::string>{"init", "-q", "--template="});
}

std::size_t RepoBuilder::commit(CommitPlan plan) {
    std::vector<CommitPlan> plans;
    plans.push_back(std::move(plan));
    return commit_all(std::move(plans));
}

std::size_t RepoBuilder::commit_all(std::vector<CommitPlan> plans) {
    const std::size_t first = ids_.size();
    const auto name_of = [&](std::size_t number) {
        return number < first ? ids_[number].hex() : ":" + std::to_string(number + 1);
    };
    std::string stream;
    for (std::size_t at = 0; at < plans.size(); ++at) {
        const CommitPlan& plan = plans[at];
        seconds_ = plan.seconds != 0 ? plan.seconds : seconds_ + 60;
        const std::string who = std::string(kWho) + " " + std::to_string(seconds_) + " +0000\n";
        stream += "reset " + plan.branch + "\n\n";
        stream += "commit " + plan.branch + "\nmark :" + std::to_string(first + at + 1) + "\n";
        stream += "author " + who + "committer " + who;
        append(stream, plan.message);
        for (std::size_t parent = 0; parent < plan.parents.size(); ++parent) {
            stream += (parent == 0 ? "from " : "merge ") + name_of(plan.parents[parent]) + "\n";
        }
        stream += "deleteall\n";
        for (const auto& [path, content] : plan.files) {
            stream += "M 100644 inline " + quoted_path(path) + "\n";
            append(stream, content);
        }
        stream += '\n';
    }
    const TempDir scratch;
    git({"fast-import", "--quiet", "--force", "--export-marks=" + scratch.at("marks")}, stream);
    ids_.resize(first + plans.size());
    std::string marks = read_file(scratch.at("marks"));
    for (std::string_view rest = marks; !rest.empty();) {
        const std::size_t space = rest.find(' ');
        const std::size_t mark = std::stoul(std::string(rest.substr(1, space - 1)));
        ids_.at(mark - 1) = core::ObjectId::from_hex(rest.substr(space + 1, 40)).value();
        rest.remove_prefix(rest.find('\n') + 1);
    }
    return first;
}

std::string RepoBuilder::git_directory() const {
    return is_bare_ ? path_ : path_ + "/.git";
}

std::string RepoBuilder::git(const std::vector<std::string>& arguments,
                             std::string_view input) const {
    return run_git(path_, arguments, input);
}

core::ObjectId RepoBuilder::blob_id(std::string_view content) const {
    return sources::id_of_object(core::as_bytes(content), sources::ObjectType::blob);
}

}  // namespace curfew::support
