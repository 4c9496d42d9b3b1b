/// Who brought a blob, when it was last there, and what still reaches it.
///
/// Exact on merges (also evil ones), renames, reverts, root commits, octopus and criss-cross
/// histories: for each blob and path, the commits whose tree has it there while no parent's has.
/// Streams over the commits; does not hold every tree.
///
/// Threads:  one thread at a time.
/// Errors:   as git_repository.h. Unreadable commits are told by `gaps`.
/// Source:   design.md 6. The twin in the tests walks `git log --all --raw`.
#pragma once

#include <span>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <vector>

#include "scanner/core/blob.h"
#include "scanner/core/ids.h"
#include "scanner/core/place.h"
#include "scanner/core/result.h"
#include "scanner/sources/git_history.h"

namespace curfew::sources {

struct Attribution {
    /// For each asked object: its places, one per path, without positions. Objects that no commit
    /// holds are kind `unreachable`, `index`, `note` or `stash` as found.
    std::unordered_map<core::ObjectId, std::vector<core::Place>> places;
    std::vector<core::Skipped> gaps;
};

/// `objects`: blobs, and commits or tags whose message held something.
/// Within `range`, as GitHistory read it; `first_commit` and `last_commit` look at that range only.
[[nodiscard]] core::Result<Attribution> attribute(const std::string& repository,
                                                  std::span<const core::ObjectId> objects,
                                                  const HistoryRange& range, std::stop_token stop);

}  // namespace curfew::sources
