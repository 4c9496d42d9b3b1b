/// The bytes of commits, tags and trees taken apart, in place and without the library.
///
/// Owns:     nothing; views borrow the object's bytes.
/// Threads:  free functions; safe from many.
/// Errors:   corrupt where the bytes contradict the format.
/// Source:   gitformat: "tree <id>\nparent <id>\n…author …\ncommitter …\n\nmessage"; a tree is
///           "<octal mode> <name>\0<20 bytes>" repeated.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/bytes.h"
#include "scanner/core/ids.h"
#include "scanner/core/instant.h"
#include "scanner/core/result.h"

namespace curfew::sources {

struct CommitText {
    core::ObjectId tree;
    std::vector<core::ObjectId> parents;
    std::string_view author;     ///< "Name <address>"
    std::int64_t committed = 0;  ///< seconds since 1970
    std::string_view message;
};

[[nodiscard]] core::Result<CommitText> read_commit(core::BlobView bytes);

struct TagText {
    core::ObjectId target;
    bool is_commit = false;   ///< the target is a commit
    std::string_view tagger;  ///< "Name <address>"; may be empty in old tags
    std::int64_t tagged = 0;  ///< seconds since 1970
    std::string_view message;
};

[[nodiscard]] core::Result<TagText> read_tag(core::BlobView bytes);

/// A moment written in a commit; the epoch when it lies outside the years we can print.
[[nodiscard]] core::Instant instant_of_commit(std::int64_t seconds);

/// The tree without entries: known to git without being stored.
[[nodiscard]] const core::ObjectId& empty_tree_id();

enum class EntryKind : std::uint8_t { blob, link, tree, submodule };

struct TreeEntry {
    EntryKind kind = EntryKind::blob;
    std::string_view name;
    core::ObjectId id;
};

/// Walks a tree's entries in their order.
class TreeEntries {
  public:
    explicit TreeEntries(core::BlobView tree) : rest_(core::as_text(tree)) {}

    /// Fills `entry`; false at the end or where the bytes are no entry any more.
    [[nodiscard]] bool next(TreeEntry& entry);

    /// Whether it ended before the bytes did.
    [[nodiscard]] bool is_corrupt() const { return is_corrupt_; }

  private:
    std::string_view rest_;
    bool is_corrupt_ = false;
};

}  // namespace curfew::sources
