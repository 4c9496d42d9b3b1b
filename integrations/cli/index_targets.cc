#include "integrations/cli/index_targets.h"

#include <memory>

#include "scanner/sources/git_index.h"
#include "scanner/sources/git_repository.h"

namespace curfew::cli {

using sources::IndexSide;

core::Result<std::string> repository_of_user() {
    const auto here = sources::GitRepository::discover(".");
    if (here) return *here;
    return core::Error(core::ErrorKind::not_found,
                       "there is no git repository here; name one, or leave the option out");
}

void add_index_targets(Targets& targets, const std::string& repository, const ScanOptions& options,
                       std::uint64_t file_bytes_max) {
    const auto add = [&](IndexSide side) {
        targets.targets.push_back(
            {std::make_unique<sources::GitIndex>(repository, side, file_bytes_max), {}});
    };
    if (options.staged) add(IndexSide::staged);
    if (options.unstaged) add(IndexSide::unstaged);
    if (options.is_gate && (options.staged || options.unstaged)) {
        // What is staged is known only where it is not itself what is judged.
        const bool knows_index = options.unstaged && !options.staged;
        targets.known.push_back(
            std::make_unique<sources::GitBaseVersions>(repository, file_bytes_max, knows_index));
    }
}

}  // namespace curfew::cli
