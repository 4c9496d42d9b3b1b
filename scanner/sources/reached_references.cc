#include "scanner/sources/reached_references.h"

#include <algorithm>
#include <bit>
#include <optional>

namespace curfew::sources {
namespace {

constexpr std::size_t kBatch = 64;

std::optional<std::uint32_t> node_of(const CommitGraph& graph, const ObjectInventory& inventory,
                                     const StartingPoint& point) {
    const auto slot = inventory.slot_of(point.commit);
    return slot ? graph.find(*slot) : std::nullopt;
}

/// A starting point that has a name: its number, and the node it begins at.
struct NamedNode {
    std::uint32_t number = 0;
    std::uint32_t node = 0;
};

std::vector<NamedNode> named_nodes(const CommitGraph& graph, const ObjectInventory& inventory,
                                   const StartingPoints& points) {
    std::vector<NamedNode> named;
    for (std::uint32_t number = 0; number < points.points.size(); ++number) {
        const StartingPoint& point = points.points[number];
        if (point.name.empty()) continue;
        if (const auto node = node_of(graph, inventory, point)) named.push_back({number, *node});
    }
    return named;
}

/// For each node, which of the at most 64 nodes of `batch` its history contains, a bit for each.
void mark_contained(const CommitGraph& graph, std::span<const std::uint32_t> batch,
                    std::vector<std::uint64_t>& contained) {
    std::ranges::fill(contained, 0);
    for (std::size_t bit = 0; bit < batch.size(); ++bit) {
        contained[batch[bit]] |= std::uint64_t{1} << bit;
    }
    for (std::size_t index = 0; index < graph.nodes.size(); ++index) {
        for (const std::uint32_t parent : graph.parents_of(graph.nodes[index])) {
            contained[index] |= contained[parent];
        }
    }
}

/// Adds each point to what reaches the nodes of the batch that its history contains.
void add_reaching(std::span<const NamedNode> points, std::span<const std::uint64_t> contained,
                  std::span<std::vector<std::uint32_t>> reaching) {
    for (const NamedNode& point : points) {
        for (std::uint64_t left = contained[point.node]; left != 0; left &= left - 1) {
            reaching[static_cast<std::size_t>(std::countr_zero(left))].push_back(point.number);
        }
    }
}

}  // namespace

std::vector<ReachSet> reach_of_nodes(const CommitGraph& graph, const ObjectInventory& inventory,
                                     const StartingPoints& points) {
    std::vector<ReachSet> reach(graph.nodes.size());
    for (const StartingPoint& point : points.points) {
        if (const auto node = node_of(graph, inventory, point)) reach[*node] |= point.reach;
    }
    // Children stand behind their parents.
    for (std::size_t index = graph.nodes.size(); index-- > 0;) {
        for (const std::uint32_t parent : graph.parents_of(graph.nodes[index])) {
            reach[parent] |= reach[index];
        }
    }
    return reach;
}

std::vector<std::vector<std::uint32_t>> points_reaching(const CommitGraph& graph,
                                                        const ObjectInventory& inventory,
                                                        const StartingPoints& points,
                                                        std::span<const std::uint32_t> commits) {
    std::vector<std::vector<std::uint32_t>> reaching(commits.size());
    std::vector<std::uint64_t> contained(graph.nodes.size());
    const std::vector<NamedNode> named = named_nodes(graph, inventory, points);
    for (std::size_t begin = 0; begin < commits.size(); begin += kBatch) {
        const std::size_t count = std::min(kBatch, commits.size() - begin);
        mark_contained(graph, commits.subspan(begin, count), contained);
        add_reaching(named, contained, std::span(reaching).subspan(begin, count));
    }
    return reaching;
}

}  // namespace curfew::sources
