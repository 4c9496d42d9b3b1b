#include "scanner/sources/tree_comparison.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace curfew::sources {
namespace {

constexpr std::size_t kKeptTrees = 512;
/// 512 trees of at most this size are the 32 MiB of the header.
constexpr std::size_t kKeptTreeBytesMax = 64U << 10U;

/// git's order of entries: names as bytes, a folder's as if it ended in '/'.
bool stands_before(const TreeEntry& left, const TreeEntry& right) {
    const std::size_t shared = std::min(left.name.size(), right.name.size());
    const int order = shared == 0 ? 0 : std::memcmp(left.name.data(), right.name.data(), shared);
    if (order != 0) return order < 0;
    const auto letter_at = [shared](const TreeEntry& entry) {
        if (entry.name.size() > shared) return static_cast<unsigned char>(entry.name[shared]);
        return static_cast<unsigned char>(entry.kind == EntryKind::tree ? '/' : '\0');
    };
    return letter_at(left) < letter_at(right);
}

}  // namespace

TreeReader::TreeReader(const ObjectStore& store, const ObjectInventory& inventory)
    : store_(store), inventory_(inventory), kept_(kKeptTrees) {}

TreeReader::Tree TreeReader::read(const core::ObjectId& id) {
    Kept& kept = kept_[std::hash<core::ObjectId>{}(id) % kKeptTrees];
    if (kept.tree && kept.id == id) return kept.tree;
    if (!inventory_.contains(id) && id != empty_tree_id()) {
        problem("tree is missing", id);
        return nullptr;
    }
    auto object = store_.read(id, ObjectType::tree);
    if (!object.has_value()) {
        problem("tree cannot be read", id);
        return nullptr;
    }
    auto tree = std::make_shared<const RawObject>(std::move(object).value());
    if (tree->bytes().size() <= kKeptTreeBytesMax) kept = {id, tree};
    return tree;
}

void TreeReader::problem(const char* reason, const core::ObjectId& id) {
    if (told_.insert(id).second) problems_.push_back({"tree", reason, id.hex(), true});
}

/// One of the other trees, walked alongside.
class TreeComparison::Side {
  public:
    explicit Side(TreeReader::Tree tree)
        : tree_(std::move(tree)), entries_(tree_->bytes()), has_entry_(entries_.next(entry_)) {}

    /// Its entry of the same name and kind, if there is one.
    const TreeEntry* same_as(const TreeEntry& wanted) {
        while (has_entry_ && stands_before(entry_, wanted)) has_entry_ = entries_.next(entry_);
        return has_entry_ && !stands_before(wanted, entry_) ? &entry_ : nullptr;
    }

  private:
    TreeReader::Tree tree_;
    TreeEntries entries_;
    TreeEntry entry_;
    bool has_entry_;
};

void TreeComparison::compare(const core::ObjectId& tree, std::span<const core::ObjectId> others) {
    path_.clear();
    if (std::ranges::find(others, tree) != others.end()) return;
    if (is_wanted_ && !is_wanted_(tree)) return;
    descend(tree, others, 0);
}

void TreeComparison::descend(const core::ObjectId& id, std::span<const core::ObjectId> others,
                             unsigned depth) {
    const TreeReader::Tree tree = trees_.read(id);
    if (!tree) return;
    if (depth >= kTreeDepthMax) return trees_.problem("folders nested too deep", id);
    std::vector<Side> sides;
    sides.reserve(others.size());
    for (const core::ObjectId& other : others) {
        if (const TreeReader::Tree side = trees_.read(other)) sides.emplace_back(side);
    }
    TreeEntries entries(tree->bytes());
    TreeEntry entry;
    while (entries.next(entry)) visit(entry, sides, depth);
    if (entries.is_corrupt()) trees_.problem("tree is corrupt", id);
}

void TreeComparison::visit(const TreeEntry& entry, std::span<Side> sides, unsigned depth) {
    if (entry.kind == EntryKind::submodule) return;
    std::vector<core::ObjectId> others;
    for (Side& side : sides) {
        const TreeEntry* const same = side.same_as(entry);
        if (same == nullptr) continue;
        if (same->id == entry.id) return;
        if (entry.kind == EntryKind::tree) others.push_back(same->id);
    }
    if (entry.kind == EntryKind::tree && is_wanted_ && !is_wanted_(entry.id)) return;
    const std::size_t length = path_.size();
    if (!path_.empty()) path_ += '/';
    path_ += entry.name;
    if (entry.kind == EntryKind::tree) {
        descend(entry.id, others, depth + 1);
    } else {
        on_entry_(path_, entry);
    }
    path_.resize(length);
}

}  // namespace curfew::sources
