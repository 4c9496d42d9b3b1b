/// What a person writes for a commit: names, ids, `HEAD~3`, `v1^2`, `main@{1}`, `@`.
///
/// Resolved as git does (gitrevisions(7)), without the parts that need configuration or search:
/// `@{upstream}`, `@{yesterday}`, `:/text` are not_found.
///
/// Threads:  free functions; safe from many.
/// Errors:   not_found, with the revision in the message; corrupt.
#pragma once

#include <string_view>

#include "scanner/core/ids.h"
#include "scanner/core/result.h"
#include "scanner/sources/object_store.h"
#include "scanner/sources/repository_layout.h"

namespace curfew::sources {

[[nodiscard]] core::Result<core::CommitId> resolve_revision(const ObjectStore& store,
                                                            const RepositoryLayout& layout,
                                                            std::string_view revision);

}  // namespace curfew::sources
