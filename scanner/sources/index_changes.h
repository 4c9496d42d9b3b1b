/// How the index differs from a commit's tree, path by path, without looking at what is equal.
///
/// Folders whose tree the index still knows are compared by id alone, so ten staged files in ten
/// thousand cost the folders on their paths.
///
/// Threads:  one thread at a time.
/// Errors:   corrupt, not_found when a tree of the commit cannot be read.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "scanner/core/ids.h"
#include "scanner/core/result.h"
#include "scanner/sources/index_file.h"
#include "scanner/sources/object_store.h"

namespace curfew::sources {

struct IndexChange {
    std::string path;
    std::optional<core::ObjectId> before;  ///< in the tree
    std::optional<core::ObjectId> after;   ///< in the index
};

/// Without a tree (no commit yet), everything in the index is new.
[[nodiscard]] core::Result<void> visit_changes(
    const ObjectStore& store, const IndexFile& index, const std::optional<core::ObjectId>& tree,
    const std::function<void(const IndexChange&)>& on_change);

}  // namespace curfew::sources
