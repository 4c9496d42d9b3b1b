/// What a tree holds that none of some other trees holds at the same path.
///
/// This one question gives what a commit brought (its tree against its parents': evil merges too),
/// and what the next one took away (a parent's tree against the commit's). Equal subtrees are
/// skipped by their ids, so the cost is that of what differs.
///
/// Owns:     recently read trees, at most 32 MiB.
/// Threads:  one thread at a time.
/// Errors:   none; trees that are missing or broken are told in `problems`, each once.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "scanner/core/blob.h"
#include "scanner/core/ids.h"
#include "scanner/sources/object_inventory.h"
#include "scanner/sources/object_store.h"
#include "scanner/sources/object_text.h"

namespace curfew::sources {

/// Folders in folders; a path of 4,096 bytes, the longest a system opens, has 2,048 at most.
inline constexpr unsigned kTreeDepthMax = 2048;

/// Trees by slot, the recent ones kept.
class TreeReader {
  public:
    TreeReader(const ObjectStore& store, const ObjectInventory& inventory);

    using Tree = std::shared_ptr<const RawObject>;

    /// Nothing when it cannot be read, which is told in `problems` once.
    [[nodiscard]] Tree read(const core::ObjectId& id);

    [[nodiscard]] const ObjectInventory& inventory() const { return inventory_; }
    [[nodiscard]] std::vector<core::Skipped>& problems() { return problems_; }
    void problem(const char* reason, const core::ObjectId& id);

  private:
    struct Kept {
        core::ObjectId id;
        Tree tree;
    };

    const ObjectStore& store_;
    const ObjectInventory& inventory_;
    std::vector<Kept> kept_;
    std::unordered_set<core::ObjectId> told_;
    std::vector<core::Skipped> problems_;
};

class TreeComparison {
  public:
    /// A blob or link that only the tree holds at `path`.
    using OnEntry = std::function<void(std::string_view path, const TreeEntry& entry)>;
    /// Whether a subtree is worth entering; empty for all.
    using IsWanted = std::function<bool(const core::ObjectId& tree)>;

    TreeComparison(TreeReader& trees, OnEntry on_entry, IsWanted is_wanted = {})
        : trees_(trees), on_entry_(std::move(on_entry)), is_wanted_(std::move(is_wanted)) {}

    /// Visits what `tree` has and none of `others` has.
    void compare(const core::ObjectId& tree, std::span<const core::ObjectId> others);

  private:
    class Side;

    void descend(const core::ObjectId& tree, std::span<const core::ObjectId> others,
                 unsigned depth);
    void visit(const TreeEntry& entry, std::span<Side> sides, unsigned depth);

    TreeReader& trees_;
    OnEntry on_entry_;
    IsWanted is_wanted_;
    std::string path_;
};

}  // namespace curfew::sources
