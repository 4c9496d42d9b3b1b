#include "scanner/sources/holdings.h"

#include <algorithm>
#include <memory>
#include <tuple>

#include "scanner/sources/object_text.h"

namespace curfew::sources {
namespace {

std::size_t first_bytes_of(const core::ObjectId& id) {
    return std::size_t{id.bytes[0]} << 8U | id.bytes[1];
}

}  // namespace

bool is_aside(ReachSet reach) {
    return reach != 0 && (reach & (kByReference | kByReflog)) == 0;
}

Holdings::Holdings(TreeReader& trees, std::span<const core::ObjectId> wanted)
    : trees_(trees), below_(trees.inventory().size(), Below::unknown) {
    for (const core::ObjectId& id : wanted) {
        wanted_.emplace(id, true);
        first_bytes_.set(first_bytes_of(id));
    }
}

bool Holdings::is_wanted(const core::ObjectId& id) const {
    return first_bytes_.test(first_bytes_of(id)) && wanted_.contains(id);
}

Holding& Holdings::at(const core::ObjectId& object, std::string_view path) {
    std::string key(reinterpret_cast<const char*>(object.bytes.data()), object.bytes.size());
    key += path;
    const auto [entry, is_new] = index_of_.emplace(std::move(key), found_.size());
    if (is_new) {
        found_.emplace_back();
        found_.back().object = object;
        found_.back().path = path;
    }
    return found_[entry->second];
}

bool Holdings::holds_wanted(const core::ObjectId& id, unsigned depth) {
    const auto slot = trees_.inventory().slot_of(id);
    if (slot && below_[*slot] != Below::unknown) return below_[*slot] == Below::something;
    if (depth >= kTreeDepthMax) {
        trees_.problem("folders nested too deep", id);
        return false;
    }
    const TreeReader::Tree tree = trees_.read(id);
    bool is_found = false;
    if (tree) {
        TreeEntries entries(tree->bytes());
        TreeEntry entry;
        while (!is_found && entries.next(entry)) {
            is_found = entry.kind == EntryKind::tree
                           ? holds_wanted(entry.id, depth + 1)
                           : entry.kind != EntryKind::submodule && is_wanted(entry.id);
        }
    }
    if (slot) below_[*slot] = is_found ? Below::something : Below::nothing;
    return is_found;
}

void Holdings::walk(const CommitGraph& graph, std::span<const ReachSet> reach,
                    const std::stop_token& stop) {
    graph_ = &graph;
    reach_ = reach;
    const auto has_child = std::make_unique<bool[]>(graph.nodes.size());
    for (std::uint32_t index = 0; index < graph.nodes.size(); ++index) {
        if (stop.stop_requested()) return;
        const CommitNode& node = graph.nodes[index];
        if (!node.is_inside) continue;
        look_at_commit(graph, index);
        for (const std::uint32_t parent : graph.parents_of(node)) {
            // A stash is no child: what the branch holds, it holds last itself.
            if (!is_aside(reach[index]) || is_aside(reach[parent])) has_child[parent] = true;
        }
    }
    look_at_last_ones(graph, {has_child.get(), graph.nodes.size()});
}

void Holdings::look_at_commit(const CommitGraph& graph, std::uint32_t index) {
    const CommitNode& node = graph.nodes[index];
    if (node.is_tree_missing) return;
    const core::ObjectId tree = tree_of(trees_.inventory(), node);
    const auto prune = [this](const core::ObjectId& id) { return holds_wanted(id); };
    std::vector<core::ObjectId> parent_trees;
    for (const std::uint32_t parent : graph.parents_of(node)) {
        const CommitNode& other = graph.nodes[parent];
        if (other.is_tree_missing) continue;
        parent_trees.push_back(tree_of(trees_.inventory(), other));
        if (!other.is_inside || (is_aside(reach_[index]) && !is_aside(reach_[parent]))) continue;
        TreeComparison taken_away(
            trees_,
            [&](std::string_view path, const TreeEntry& entry) {
                if (!is_wanted(entry.id)) return;
                Holding& holding = at(entry.id, path);
                keep_later(holding.held_last_by, parent);
                keep_later(holding.taken_by, index);
            },
            prune);
        taken_away.compare(parent_trees.back(), {&tree, 1});
    }
    TreeComparison brought(
        trees_,
        [&](std::string_view path, const TreeEntry& entry) {
            if (is_wanted(entry.id)) at(entry.id, path).brought_by.push_back(index);
        },
        prune);
    brought.compare(tree, parent_trees);
}

/// Commits without children hold all they have last. The latest are looked at first, so that of an
/// earlier one only what the latest and the one before do not hold can matter.
void Holdings::look_at_last_ones(const CommitGraph& graph, std::span<const bool> has_child) {
    std::vector<std::uint32_t> last_ones;
    for (std::uint32_t index = 0; index < graph.nodes.size(); ++index) {
        const CommitNode& node = graph.nodes[index];
        if (node.is_inside && !has_child[index] && !node.is_tree_missing)
            last_ones.push_back(index);
    }
    std::ranges::sort(last_ones, [this](std::uint32_t left, std::uint32_t right) {
        return is_later(left, right);
    });
    std::vector<core::ObjectId> later;
    bool is_later_aside = false;
    for (const std::uint32_t index : last_ones) {
        if (is_aside(reach_[index]) != is_later_aside) later.clear();
        is_later_aside = is_aside(reach_[index]);
        const core::ObjectId tree = tree_of(trees_.inventory(), graph.nodes[index]);
        TreeComparison held(
            trees_,
            [&](std::string_view path, const TreeEntry& entry) {
                if (!is_wanted(entry.id)) return;
                Holding& holding = at(entry.id, path);
                keep_later(holding.held_last_by, index);
                keep_later(holding.kept_by, index);
            },
            [this](const core::ObjectId& id) { return holds_wanted(id); });
        held.compare(tree, later);
        if (later.size() == 2) later.pop_back();
        later.push_back(tree);
    }
}

void Holdings::keep_later(std::optional<std::uint32_t>& latest, std::uint32_t commit) const {
    if (!latest || is_later(commit, *latest)) latest = commit;
}

std::optional<std::uint32_t> Holdings::taken_away_by(const Holding& holding) const {
    if (holding.is_present || !holding.taken_by) return std::nullopt;
    if (holding.kept_by && !is_later(*holding.taken_by, *holding.kept_by)) return std::nullopt;
    return holding.taken_by;
}

bool Holdings::is_later(std::uint32_t left, std::uint32_t right) const {
    const auto rank = [this](std::uint32_t index) {
        const CommitNode& node = graph_->nodes[index];
        return std::tuple(!is_aside(reach_[index]), node.committed,
                          trees_.inventory().id_of(node.commit));
    };
    return rank(left) > rank(right);
}

void Holdings::mark_present(std::span<const core::ObjectId> trees) {
    std::vector<core::ObjectId> before;
    for (const core::ObjectId& tree : trees) {
        TreeComparison held(
            trees_,
            [&](std::string_view path, const TreeEntry& entry) {
                if (is_wanted(entry.id)) mark_present(entry.id, path);
            },
            [this](const core::ObjectId& id) { return holds_wanted(id); });
        held.compare(tree, before);
        if (before.size() == 2) before.pop_back();
        before.push_back(tree);
    }
}

void Holdings::mark_present(const core::ObjectId& object, std::string_view path) {
    std::string key(reinterpret_cast<const char*>(object.bytes.data()), object.bytes.size());
    key += path;
    const auto known = index_of_.find(key);
    if (known != index_of_.end()) found_[known->second].is_present = true;
}

}  // namespace curfew::sources
