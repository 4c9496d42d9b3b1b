/// What the command line asked for, as plain data; the words are those of design.md 4.
///
/// Threads:  plain values.
/// Not here: parsing (command_line.h), settings from files (config.h).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "scanner/core/instant.h"
#include "scanner/report/render.h"

namespace curfew::cli {

/// `scan` and `gate`: the same sources, one reports, the other judges.
struct ScanOptions {
    bool is_gate = false;
    std::vector<std::string> targets;  ///< paths, "-", or a range "A..B"
    bool staged = false;
    bool unstaged = false;
    std::string since_commit;
    std::string branch;
    bool history_only = false;
    bool no_history = false;
    bool all_files = false;
    bool respect_gitignore = false;
    std::vector<std::string> excludes;
    std::optional<std::uint64_t> max_file_bytes;

    std::vector<std::string> signatures;  ///< only these ids
    std::vector<std::string> excluded_signatures;
    std::vector<std::string> signature_paths;  ///< further catalogue files or folders

    std::vector<std::string> baselines;
    bool update_baseline = false;
    bool no_store = false;
    std::optional<core::Instant> as_of;
    std::optional<unsigned> jobs;

    std::optional<report::Format> format;
    std::string output;  ///< empty or "-": standard output
    bool show_secrets = false;
    bool show_suppressed = false;
    std::optional<int> exit_code;  ///< instead of 1

    bool verify = false;            ///< ask providers about what is found
    bool explain_requests = false;  ///< say what would be asked, and send nothing
    bool touch_canaries = false;    ///< ask about known bait too
};

/// `verify`: what is read, and how it is reported, is a scan's.
struct VerifyOptions {
    std::string what;  ///< a fingerprint, a file, or "-"
    ScanOptions scan;
};

/// `revoke`: what is read is what verify reads.
struct RevokeOptions {
    std::string what;              ///< a fingerprint, a file, or "-"
    bool yes = false;              ///< do it; otherwise a dry run
    std::string allow = "itself";  ///< how far an ending may go: provider::Width's names
    core::Duration patience = std::chrono::minutes(1);  ///< how long to wait for each proof
    ScanOptions scan;
};

/// `import`: how it is judged and reported is a scan's; `scan.targets` is the repository.
struct ImportOptions {
    std::vector<std::string> files;  ///< reports of other tools; "-" is standard input
    std::string from;                ///< a format's name; empty: told by the content
    std::string repository;          ///< where places are read again; empty: where one stands
    ScanOptions scan;
};

struct SignaturesOptions {
    enum class Action { list, show, check };
    Action action = Action::list;
    std::string id;                  ///< show
    std::vector<std::string> paths;  ///< check
    std::vector<std::string> signature_paths;
    std::string provider;  ///< list: only this one's
};

struct ConfigOptions {
    enum class Action { init, show, path };
    Action action = Action::show;
};

struct CompletionOptions {
    std::string shell;  ///< bash, zsh or fish
};

struct ManualOptions {};
struct VersionOptions {};

/// A text that answers the call by itself: help, or what is wrong with it.
struct Answer {
    std::string text;
    int exit_code = 0;
};

using Command =
    std::variant<ScanOptions, VerifyOptions, RevokeOptions, ImportOptions, SignaturesOptions,
                 ConfigOptions, CompletionOptions, ManualOptions, VersionOptions, Answer>;

struct Invocation {
    Command command;
    std::string config_file{};  ///< `--config`
    bool is_verbose = false;
    bool is_quiet = false;
    bool no_color = false;
    bool offline = false;
};

}  // namespace curfew::cli
