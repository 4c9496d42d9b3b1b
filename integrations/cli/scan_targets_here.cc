#include <algorithm>
#include <utility>

#include <unistd.h>

#include "integrations/cli/files.h"
#include "integrations/cli/index_targets.h"
#include "integrations/cli/scan_targets.h"
#include "scanner/sources/attribution.h"
#include "scanner/sources/git_history.h"
#include "scanner/sources/git_index.h"
#include "scanner/sources/git_repository.h"
#include "scanner/sources/standard_input.h"
#include "scanner/sources/working_tree.h"
#include "scanner/store/finding_store.h"

namespace curfew::cli {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using sources::HistoryRange;
using sources::RevisionPair;

/// The numbers and globs every source of this run shares.
struct Limits {
    std::uint64_t file_bytes_max;
    sources::TreeOptions tree;
};

Limits limits_of(const ScanOptions& options, const Settings& settings) {
    Limits limits{options.max_file_bytes.value_or(settings.max_file_bytes), {}};
    limits.tree.file_bytes_max = limits.file_bytes_max;
    limits.tree.reads_all_files = options.all_files;
    limits.tree.respects_gitignore = options.respect_gitignore || settings.respects_gitignore;
    limits.tree.excludes = settings.excludes;
    return limits;
}

ScanTarget history_target(const std::string& path, const HistoryRange& range,
                          const Limits& limits) {
    return {std::make_unique<sources::GitHistory>(path, range, limits.file_bytes_max),
            [path, range](std::span<const core::ObjectId> objects) {
                return sources::attribute(path, objects, range, {});
            }};
}

ScanTarget tree_target(const std::string& path, core::PlaceKind kind, const Limits& limits) {
    return {std::make_unique<sources::WorkingTree>(path, limits.tree, kind), {}};
}

/// Stands for a history that is not where `.git` says: a worktree whose repository was moved, a
/// submodule without its parent. Its files are there all the same.
class LostHistory final : public sources::Source {
  public:
    explicit LostHistory(std::string git_path) : git_path_(std::move(git_path)) {}

    Result<core::Covered> read(std::span<core::BlobSink* const> sinks,
                               std::stop_token /*stop*/) override {
        sinks.front()->skip(
            {"history", "there is no repository where .git points to", git_path_, true});
        return core::Covered{};
    }

  private:
    std::string git_path_;
};

bool asks_for_part(const ScanOptions& options) {
    return options.staged || options.unstaged || !options.since_commit.empty() ||
           !options.branch.empty();
}

std::optional<RevisionPair> range_from(const std::string& text) {
    const std::size_t dots = text.find("..");
    if (dots == std::string::npos || text.find("...") != std::string::npos || exists(text)) {
        return std::nullopt;
    }
    const std::string from = text.substr(0, dots);
    const std::string to = text.substr(dots + 2);
    return RevisionPair{from.empty() ? "HEAD" : from, to.empty() ? "HEAD" : to};
}

bool is_range(const std::string& target) {
    return range_from(target).has_value();
}

/// The repository the parts of a history are taken from: the target, or where the user stands.
Result<std::string> repository_of(const ScanOptions& options) {
    const auto repository = std::ranges::find_if_not(options.targets, &is_range);
    if (repository != options.targets.end()) return *repository;
    return repository_of_user();
}

struct RepositoryRange {
    std::string repository;
    RevisionPair revisions;
};

/// The commits of a range; the gate compares with what stood before it.
void add_range(Targets& targets, const RepositoryRange& range, const ScanOptions& options,
               const Limits& limits) {
    const auto& [repository, revisions] = range;
    targets.targets.push_back(
        history_target(repository, {{revisions.to}, {revisions.from}, false}, limits));
    if (!options.is_gate) return;
    targets.known.push_back(std::make_unique<sources::GitRangeBaseVersions>(repository, revisions,
                                                                            limits.file_bytes_max));
}

Result<void> add_parts(Targets& targets, const ScanOptions& options, const Limits& limits) {
    TRY_ASSIGN(const std::string repository, repository_of(options));
    add_index_targets(targets, repository, options, limits.file_bytes_max);
    if (!options.since_commit.empty()) {
        const std::string tip = options.branch.empty() ? "HEAD" : options.branch;
        add_range(targets, {repository, {options.since_commit, tip}}, options, limits);
    } else if (!options.branch.empty()) {
        targets.targets.push_back(
            history_target(repository, {{options.branch}, {}, false}, limits));
    }
    return {};
}

Result<void> add_repository(Targets& targets, const std::string& path, const ScanOptions& options,
                            const Limits& limits) {
    const auto opened = sources::GitRepository::open(path);
    const bool is_lost = !opened.has_value() && opened.error().kind() == ErrorKind::not_found;
    if (is_lost && !options.history_only) {
        if (!options.no_history) {
            targets.targets.push_back({std::make_unique<LostHistory>(path + "/.git"), {}});
        }
        targets.targets.push_back(tree_target(path, core::PlaceKind::file, limits));
        return {};
    }
    if (!opened.has_value()) return opened.error();
    const sources::GitRepository& repository = opened.value();
    if (!options.no_history) targets.targets.push_back(history_target(path, {}, limits));
    if (!options.history_only && !repository.work_tree().empty()) {
        targets.targets.push_back(
            tree_target(repository.work_tree(), core::PlaceKind::worktree, limits));
    }
    return {};
}

/// A folder that is a repository itself: it has `.git`, or looks like a bare one.
bool is_repository(const std::string& path) {
    if (!is_folder(path)) return false;
    if (exists(path + "/.git")) return true;
    return exists(path + "/HEAD") && is_folder(path + "/objects") && exists(path + "/refs");
}

Result<void> add_target(Targets& targets, const std::string& target, const ScanOptions& options,
                        const Limits& limits) {
    if (target == "-") {
        targets.targets.push_back(
            {std::make_unique<sources::StandardInput>(STDIN_FILENO, limits.file_bytes_max), {}});
        return {};
    }
    if (const auto range = range_from(target)) {
        TRY_ASSIGN(const std::string repository, repository_of(options));
        add_range(targets, {repository, *range}, options, limits);
        return {};
    }
    if (!exists(target)) {
        return Error(ErrorKind::not_found, target + ": there is no such file or directory");
    }
    if (is_repository(target)) return add_repository(targets, target, options, limits);
    if (options.history_only) {
        return Error(ErrorKind::invalid_input, target + ": is no repository; it has no history");
    }
    targets.targets.push_back(tree_target(target, core::PlaceKind::file, limits));
    return {};
}

/// What was scanned, as an absolute path; several are joined as in PATH.
std::string name_of_targets(const ScanOptions& options) {
    std::string name;
    for (const std::string& target : options.targets) {
        if (!exists(target)) continue;
        name += (name.empty() ? "" : ":") + absolute_path(target);
    }
    return name.empty() ? absolute_path(".") : name;
}

}  // namespace

bool can_read(const ScanOptions& /*options*/) {
    return true;
}

Result<Targets> targets_of(const ScanOptions& options, const Settings& settings) {
    const Limits limits = limits_of(options, settings);
    Targets targets;
    if (asks_for_part(options)) {
        TRY(add_parts(targets, options, limits));
        return targets;
    }
    const std::vector<std::string> named =
        options.targets.empty() ? std::vector<std::string>{"."} : options.targets;
    const bool has_range = std::ranges::any_of(named, &is_range);
    for (const std::string& target : named) {
        // Beside a range, a repository says whose commits are meant.
        if (has_range && is_repository(target)) continue;
        TRY(add_target(targets, target, options, limits));
    }
    return targets;
}

Result<std::optional<std::string>> read_at_revision(const std::string& revision,
                                                    const std::string& path) {
    const auto here = sources::GitRepository::discover(".");
    if (!here) return Error(ErrorKind::not_found, "there is no git repository here");
    TRY_ASSIGN(const auto repository, sources::GitRepository::open(*here));
    TRY_ASSIGN(const core::CommitId commit, repository.resolve(revision));
    return repository.read_at(commit, path, core::kCatalogBytesMax);
}

Result<void> remember(const std::string& state_folder, const ScanOptions& options,
                      const report::ScanReport& report) {
    if (state_folder.empty()) return {};
    TRY_ASSIGN(auto store, store::FindingStore::open(state_folder + "/findings.sqlite"));
    return store.record(name_of_targets(options), report);
}

}  // namespace curfew::cli
