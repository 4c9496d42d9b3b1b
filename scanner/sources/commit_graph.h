/// The commits of a history, or of a part of it, with their parents, small enough to hold.
///
/// Parents stand before their children. For a part (`A..B`), the parents outside of it are there
/// too, marked, because what a commit brought shows only against them.
///
/// Owns:     about 40 bytes a commit.
/// Threads:  never changes once read; may be shared.
/// Errors:   cancelled. Commits that cannot be read are told in `problems`, the rest goes on.
/// Source:   the limited walk follows git's limit_list (revision.c): newest first, until only
///           excluded commits are left.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <stop_token>
#include <unordered_map>
#include <vector>

#include "scanner/core/blob.h"
#include "scanner/core/ids.h"
#include "scanner/core/result.h"
#include "scanner/sources/object_inventory.h"
#include "scanner/sources/object_store.h"

namespace curfew::sources {

inline constexpr Slot kNoSlot = std::numeric_limits<Slot>::max();

struct CommitNode {
    Slot commit = kNoSlot;
    Slot tree = kNoSlot;           ///< kNoSlot when the tree is not stored
    bool is_tree_missing = false;  ///< not stored, and not the empty tree
    std::int64_t committed = 0;    ///< seconds since 1970
    std::uint32_t parents_begin = 0;
    std::uint32_t parents_count = 0;
    bool is_inside = true;  ///< false: a parent just outside of the part asked for
};

/// The id of a node's tree. Its tree must not be missing.
[[nodiscard]] core::ObjectId tree_of(const ObjectInventory& inventory, const CommitNode& node);

struct CommitSelection {
    std::vector<core::ObjectId> include;  ///< commits
    std::vector<core::ObjectId> exclude;
    std::vector<core::ObjectId> shallow;  ///< sorted; their parents are not asked for
};

struct CommitGraph {
    std::vector<CommitNode> nodes;
    std::vector<std::uint32_t> parents;  ///< indexes into `nodes`, a stretch for each node
    std::unordered_map<Slot, std::uint32_t> index_of;
    std::size_t inside_count = 0;
    std::vector<core::Skipped> problems;

    [[nodiscard]] std::span<const std::uint32_t> parents_of(const CommitNode& node) const {
        return std::span(parents).subspan(node.parents_begin, node.parents_count);
    }
    [[nodiscard]] std::optional<std::uint32_t> find(Slot commit) const;
};

[[nodiscard]] core::Result<CommitGraph> read_commit_graph(const ObjectStore& store,
                                                          const ObjectInventory& inventory,
                                                          const CommitSelection& selection,
                                                          const std::stop_token& stop);

}  // namespace curfew::sources
