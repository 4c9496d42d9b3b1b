/// Who brought a blob, when it was last there, and what still reaches it.
///
/// Exact on merges (also evil ones), renames, reverts, root commits, octopus and criss-cross
/// histories: for each blob and path, the commits whose tree has it there while no parent's has.
/// Streams over the commits; does not hold every tree.
///
/// What took a blob away from its path: the latest commit that lacks it there while a parent has
/// it, on whatever branch. So a branch that was merged after the removal counts until its merge:
/// its tip held the blob until then. Nothing took it away while the tip of a branch, HEAD or the
/// index has it, nor when a line of history that ends in it goes on later (only a tag or a reflog
/// reaches such a line: a rewritten commit, an abandoned branch). A tag that names an old commit
/// does not count as holding; it only reaches the history, as everything else does.
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
/// Within `range`, as GitHistory read it; `first_commit`, `last_commit` and `removed_by` look at
/// that range only.
[[nodiscard]] core::Result<Attribution> attribute(const std::string& repository,
                                                  std::span<const core::ObjectId> objects,
                                                  const HistoryRange& range, std::stop_token stop);

}  // namespace curfew::sources
