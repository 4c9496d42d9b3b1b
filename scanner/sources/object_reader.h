/// Reads planned objects on as many threads as there are sinks and pushes what can be looked at:
/// blobs, commit messages, tag messages.
///
/// Trees are looked at for names of objects that are not there.
///
/// Threads:  starts and joins its own; each opens the store for itself.
/// Units:    bytes.
/// Errors:   none; one bad object is a skip.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "scanner/core/blob.h"
#include "scanner/core/coverage.h"
#include "scanner/core/result.h"
#include "scanner/sources/object_inventory.h"
#include "scanner/sources/reading_order.h"
#include "scanner/sources/unreachable_objects.h"

namespace curfew::sources {

/// A path a blob was brought in under, where it is known before reading.
using KnownPaths = std::unordered_map<core::ObjectId, std::string>;

struct ReadingTask {
    std::span<const std::string> object_folders;  ///< as in RepositoryLayout
    const ObjectInventory& inventory;
    const ReadingOrder& order;
    std::uint64_t blob_bytes_max = 0;
    std::span<const core::ObjectId> shallow{};  ///< sorted; their parents may be missing
    const KnownPaths& paths;
    SlotMarks* named = nullptr;  ///< where to mark what commits, trees and tags name; may be absent
};

struct ReadObjects {
    core::Covered covered;
    /// Named by a commit or tree that was read, but in no pack or folder. At most kMissingMax.
    std::unordered_set<core::ObjectId> missing;
};

/// Names of missing objects that are kept; a partial clone of a large history lacks millions.
inline constexpr std::size_t kMissingMax = 1'000'000;

[[nodiscard]] ReadObjects read_objects(const ReadingTask& task,
                                       std::span<core::BlobSink* const> sinks,
                                       const std::stop_token& stop);

}  // namespace curfew::sources
