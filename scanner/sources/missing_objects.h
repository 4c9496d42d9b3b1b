/// Objects that a history needs and that are not there: named, if something still reaches them.
///
/// Objects of commits that nothing reaches may lack parts after a clean-up; that is no gap.
///
/// Threads:  one thread at a time.
/// Cost:     nothing when nothing is missing; otherwise every tree is read once more.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

#include "scanner/core/blob.h"
#include "scanner/sources/git_handle.h"
#include "scanner/sources/object_inventory.h"

namespace curfew::sources {

/// "blob missing (partial clone)" or "blob missing".
[[nodiscard]] std::string missing_reason(std::string_view what, bool is_partial);

/// Tells which of `missing` are reached from the repository's starting points, and which starting
/// points or commits are themselves missing.
void tell_missing(const GitRepository::Handle& handle, const ObjectInventory& inventory,
                  const std::unordered_set<core::ObjectId>& missing, core::BlobSink& sink);

}  // namespace curfew::sources
