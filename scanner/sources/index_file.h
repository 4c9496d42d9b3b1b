/// A repository's index file, versions 2 to 4, read in place: its entries and its cache of trees.
///
/// Owns:     nothing but rebuilt paths (version 4); borrows the file's bytes.
/// Threads:  never changes after `read`; may be shared.
/// Errors:   corrupt, with the byte; unsupported (split index, unknown mandatory extension).
/// Source:   gitformat-index(5).
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/bytes.h"
#include "scanner/core/ids.h"
#include "scanner/core/result.h"

namespace curfew::sources {

struct IndexEntry {
    core::ObjectId id;
    std::string_view path;
    std::uint32_t mode = 0;
    std::uint32_t modified_seconds = 0;
    std::uint32_t modified_nanoseconds = 0;
    std::uint32_t bytes = 0;   ///< of the file when it was staged, modulo 2^32
    std::uint8_t stage = 0;    ///< 0; 1 to 3 while a merge is in conflict
    bool is_skipped = false;   ///< not in the work tree (sparse checkout)
    bool is_intended = false;  ///< `git add --intent-to-add`: no content yet

    /// A file or symbolic link; not a submodule, not a sparse folder.
    [[nodiscard]] bool is_blob() const;
};

/// A folder whose tree the index knows; in the order of the file, a folder before its children.
struct CachedTree {
    std::string_view name;       ///< of the folder in its parent; empty for the root
    std::int64_t entries = -1;   ///< index entries below it; negative when it is not known
    std::uint32_t children = 0;  ///< cached folders directly in it
    core::ObjectId id;           ///< zero when it is not known
};

/// Calls `visit` for each entry in order; the entry's path lives until it returns.
[[nodiscard]] core::Result<void> visit_index(core::BlobView bytes,
                                             const std::function<void(const IndexEntry&)>& visit);

class IndexFile {
  public:
    [[nodiscard]] static core::Result<IndexFile> read(core::BlobView bytes);

    [[nodiscard]] const std::vector<IndexEntry>& entries() const { return entries_; }
    /// Empty when there is no cache.
    [[nodiscard]] const std::vector<CachedTree>& cached_trees() const { return cached_trees_; }

  private:
    std::vector<IndexEntry> entries_;
    std::vector<CachedTree> cached_trees_;
    std::deque<std::string> rebuilt_paths_;
};

}  // namespace curfew::sources
