/// From a range as people write it to the commits it starts and ends with.
///
/// Errors:   not_found for a revision.
#pragma once

#include "scanner/core/result.h"
#include "scanner/sources/commit_graph.h"
#include "scanner/sources/git_history.h"
#include "scanner/sources/object_store.h"
#include "scanner/sources/repository_layout.h"
#include "scanner/sources/starting_points.h"

namespace curfew::sources {

/// Everything when the range is everything; HEAD when only `exclude` is given.
[[nodiscard]] core::Result<CommitSelection> select_commits(const ObjectStore& store,
                                                           const RepositoryLayout& layout,
                                                           const HistoryRange& range,
                                                           const StartingPoints& points);

}  // namespace curfew::sources
