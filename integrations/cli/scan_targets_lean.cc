#include <algorithm>

#include <unistd.h>

#include "integrations/cli/scan_targets.h"
#include "scanner/sources/standard_input.h"

namespace curfew::cli {

bool can_read(const ScanOptions& options) {
    const bool asks_git = options.staged || options.unstaged || !options.since_commit.empty() ||
                          !options.branch.empty() || options.history_only;
    return !asks_git && !options.targets.empty() &&
           std::ranges::all_of(options.targets,
                               [](const std::string& target) { return target == "-"; });
}

core::Result<Targets> targets_of(const ScanOptions& options, const Settings& settings) {
    core::check(can_read(options));
    Targets targets;
    targets.targets.push_back(
        {std::make_unique<sources::StandardInput>(
             STDIN_FILENO, options.max_file_bytes.value_or(settings.max_file_bytes)),
         {}});
    return targets;
}

core::Result<std::optional<std::string>> read_at_revision(const std::string& revision,
                                                          const std::string& /*path*/) {
    return core::Error(core::ErrorKind::unsupported,
                       "reading " + revision + " needs curfew-full beside this program");
}

core::Result<void> remember(const std::string& /*state_folder*/, const ScanOptions& /*options*/,
                            const report::ScanReport& /*report*/) {
    // Standard input has no place to go back to.
    return {};
}

}  // namespace curfew::cli
