#include "scanner/sources/index_changes.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "scanner/sources/object_text.h"
#include "scanner/sources/tree_comparison.h"

namespace curfew::sources {
namespace {

constexpr std::size_t kNoNode = static_cast<std::size_t>(-1);

/// One side's tree, by name.
struct NamedEntries {
    std::unique_ptr<RawObject> tree;  // the names below point into it
    std::unordered_map<std::string_view, TreeEntry> entries;
};

/// A folder on both sides: its entries in the index, and its tree.
struct FolderPair {
    std::size_t path_length = 0;  ///< of its path with the final '/', or 0
    std::span<const IndexEntry> entries;
    std::size_t node = kNoNode;  ///< in the cache of trees
    std::optional<core::ObjectId> tree;
    unsigned depth = 0;
};

/// Takes the entry called `name` out, unless a folder stands where a file is looked for, or the
/// other way round: then it is removed in the index, and stays to be told so.
std::optional<TreeEntry> take_entry(NamedEntries& from, std::string_view name, bool is_folder) {
    const auto at = from.entries.find(name);
    if (at == from.entries.end() || (at->second.kind == EntryKind::tree) != is_folder) {
        return std::nullopt;
    }
    const TreeEntry entry = at->second;
    from.entries.erase(at);
    return entry;
}

class Comparison {
  public:
    Comparison(const ObjectStore& store, const IndexFile& index,
               const std::function<void(const IndexChange&)>& on_change)
        : store_(store), nodes_(index.cached_trees()), on_change_(on_change) {
        find_ends();
    }

    core::Result<void> compare(const FolderPair& folder) {
        if (folder.tree && folder.node != kNoNode && nodes_[folder.node].entries >= 0 &&
            nodes_[folder.node].id == *folder.tree) {
            return {};
        }
        if (folder.depth >= kTreeDepthMax) {
            return core::Error(core::ErrorKind::exhausted, "index: folders nested too deep");
        }
        TRY_ASSIGN(NamedEntries before, read_tree(folder.tree));
        std::span<const IndexEntry> rest = folder.entries;
        while (!rest.empty()) {
            const std::string_view path = rest.front().path;
            const std::string_view below = path.substr(folder.path_length);
            const std::size_t slash = below.find('/');
            const bool is_folder = slash != below.npos;
            const auto old = take_entry(before, below.substr(0, slash), is_folder);
            if (!is_folder) {
                compare_file(rest.front(), old);
                rest = rest.subspan(1);
                continue;
            }
            FolderPair inner = inner_folder(folder, rest, slash);
            if (old) inner.tree = old->id;
            rest = rest.subspan(inner.entries.size());
            TRY(compare(inner));
        }
        return tell_removed(folder, before);
    }

  private:
    /// Where each cached folder's children end, so that one can be stepped over.
    void find_ends() {
        ends_.resize(nodes_.size());
        for (std::size_t node = nodes_.size(); node-- > 0;) {
            std::size_t end = node + 1;
            for (std::uint32_t child = 0; child < nodes_[node].children && end < nodes_.size();
                 ++child) {
                end = ends_[end];
            }
            ends_[node] = end;
        }
    }

    [[nodiscard]] std::size_t child_named(std::size_t node, std::string_view name) const {
        if (node == kNoNode) return kNoNode;
        std::size_t child = node + 1;
        for (std::uint32_t i = 0; i < nodes_[node].children && child < nodes_.size(); ++i) {
            if (nodes_[child].name == name) return child;
            child = ends_[child];
        }
        return kNoNode;
    }

    core::Result<NamedEntries> read_tree(const std::optional<core::ObjectId>& id) const {
        NamedEntries named;
        if (!id) return named;
        TRY_ASSIGN(RawObject tree, store_.read(*id, ObjectType::tree));
        named.tree = std::make_unique<RawObject>(std::move(tree));
        TreeEntries entries(named.tree->bytes());
        TreeEntry entry;
        while (entries.next(entry)) named.entries.emplace(entry.name, entry);
        return named;
    }

    /// The entries of `rest` that lie in the folder the first one lies in.
    [[nodiscard]] FolderPair inner_folder(const FolderPair& folder,
                                          std::span<const IndexEntry> rest,
                                          std::size_t slash) const {
        const std::string_view path = rest.front().path;
        FolderPair inner;
        inner.path_length = folder.path_length + slash + 1;
        inner.depth = folder.depth + 1;
        inner.node = child_named(folder.node, path.substr(folder.path_length, slash));
        const std::string_view prefix = path.substr(0, inner.path_length);
        const auto known = inner.node == kNoNode ? -1 : nodes_[inner.node].entries;
        const auto count = static_cast<std::size_t>(std::max<std::int64_t>(known, 0));
        const bool fits = known > 0 && count <= rest.size() &&
                          rest[count - 1].path.starts_with(prefix) &&
                          (count == rest.size() || !rest[count].path.starts_with(prefix));
        if (fits) {
            inner.entries = rest.first(count);
            return inner;
        }
        if (known >= 0) inner.node = kNoNode;  // the cache contradicts the entries
        const auto end = std::ranges::find_if(
            rest, [&](const IndexEntry& entry) { return !entry.path.starts_with(prefix); });
        inner.entries = rest.first(static_cast<std::size_t>(end - rest.begin()));
        return inner;
    }

    void compare_file(const IndexEntry& entry, const std::optional<TreeEntry>& old) const {
        if (!entry.is_blob()) return;
        IndexChange change;
        change.path = entry.path;
        const bool was_blob = old && (old->kind == EntryKind::blob || old->kind == EntryKind::link);
        if (was_blob) change.before = old->id;
        if (!entry.is_intended) change.after = entry.id;
        if (change.before != change.after) on_change_(change);
    }

    /// What is left of the tree is not in the index any more.
    core::Result<void> tell_removed(const FolderPair& folder, const NamedEntries& left) {
        const std::string prefix =
            folder.entries.empty()
                ? removed_prefix_
                : std::string(folder.entries.front().path.substr(0, folder.path_length));
        for (const auto& [name, entry] : left.entries) {
            if (entry.kind == EntryKind::submodule) continue;
            if (entry.kind != EntryKind::tree) {
                on_change_({prefix + std::string(name), entry.id, std::nullopt});
                continue;
            }
            removed_prefix_ = prefix + std::string(name) + "/";
            TRY(compare({.path_length = removed_prefix_.size(),
                         .entries = {},
                         .tree = entry.id,
                         .depth = folder.depth + 1}));
        }
        return {};
    }

    const ObjectStore& store_;
    const std::vector<CachedTree>& nodes_;
    const std::function<void(const IndexChange&)>& on_change_;
    std::vector<std::size_t> ends_;
    std::string removed_prefix_;  ///< path of the removed folder looked at
};

}  // namespace

core::Result<void> visit_changes(const ObjectStore& store, const IndexFile& index,
                                 const std::optional<core::ObjectId>& tree,
                                 const std::function<void(const IndexChange&)>& on_change) {
    FolderPair root;
    root.entries = index.entries();
    root.tree = tree;
    if (!index.cached_trees().empty()) root.node = 0;
    return Comparison(store, index, on_change).compare(root);
}

}  // namespace curfew::sources
