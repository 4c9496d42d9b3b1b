#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include <unistd.h>

#include "integrations/cli/index_targets.h"
#include "integrations/cli/scan_targets.h"
#include "scanner/core/check.h"
#include "scanner/sources/standard_input.h"

namespace curfew::cli {
namespace {

bool asks_for_history(const ScanOptions& options) {
    return !options.since_commit.empty() || !options.branch.empty() || options.history_only;
}

bool is_standard_input(const ScanOptions& options) {
    return !options.staged && !options.unstaged && !options.targets.empty() &&
           std::ranges::all_of(options.targets,
                               [](const std::string& target) { return target == "-"; });
}

/// What a gate reads before a commit. A scan of the same also remembers where secrets were found,
/// which takes a database; two targets, or one that may be a range, are not this program's either.
bool is_gate_before_commit(const ScanOptions& options) {
    if (!options.is_gate || (!options.staged && !options.unstaged)) return false;
    if (options.targets.empty()) return true;
    return options.targets.size() == 1 && options.targets.front().find("..") == std::string::npos;
}

core::Result<std::string> repository_of(const ScanOptions& options) {
    if (options.targets.empty()) return repository_of_user();
    return options.targets.front();
}

}  // namespace

bool can_read(const ScanOptions& options) {
    if (options.verify || options.explain_requests) return false;
    return !asks_for_history(options) &&
           (is_standard_input(options) || is_gate_before_commit(options));
}

core::Result<Targets> targets_of(const ScanOptions& options, const Settings& settings) {
    core::check(can_read(options));
    const std::uint64_t file_bytes_max = options.max_file_bytes.value_or(settings.max_file_bytes);
    Targets targets;
    if (is_standard_input(options)) {
        targets.targets.push_back(
            {std::make_unique<sources::StandardInput>(STDIN_FILENO, file_bytes_max), {}});
        return targets;
    }
    TRY_ASSIGN(const std::string repository, repository_of(options));
    add_index_targets(targets, repository, options, file_bytes_max);
    return targets;
}

core::Result<std::optional<std::string>> read_at_revision(const std::string& revision,
                                                          const std::string& /*path*/) {
    return core::Error(core::ErrorKind::unsupported,
                       "reading " + revision + " needs curfew-full beside this program");
}

core::Result<void> remember(const std::string& /*state_folder*/, const ScanOptions& /*options*/,
                            const report::ScanReport& /*report*/) {
    // Standard input has no place to go back to, and a gate remembers nothing.
    return {};
}

}  // namespace curfew::cli
