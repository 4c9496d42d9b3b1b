#include "scanner/sources/reached_references.h"

#include <algorithm>
#include <optional>

namespace curfew::sources {
namespace {

constexpr std::size_t kBatch = 64;

std::optional<std::uint32_t> node_of(const CommitGraph& graph, const ObjectInventory& inventory,
                                     const StartingPoint& point) {
    const auto slot = inventory.slot_of(point.commit);
    return slot ? graph.find(*slot) : std::nullopt;
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
    std::vector<std::optional<std::uint32_t>> node_of_point;
    for (const StartingPoint& point : points.points) {
        node_of_point.push_back(point.name.empty() ? std::nullopt
                                                   : node_of(graph, inventory, point));
    }
    for (std::size_t begin = 0; begin < commits.size(); begin += kBatch) {
        const auto batch = commits.subspan(begin, std::min(kBatch, commits.size() - begin));
        std::ranges::fill(contained, 0);
        for (std::size_t bit = 0; bit < batch.size(); ++bit) {
            contained[batch[bit]] |= std::uint64_t{1} << bit;
        }
        for (std::size_t index = 0; index < graph.nodes.size(); ++index) {
            for (const std::uint32_t parent : graph.parents_of(graph.nodes[index])) {
                contained[index] |= contained[parent];
            }
        }
        for (std::uint32_t number = 0; number < points.points.size(); ++number) {
            const auto node = node_of_point[number];
            for (std::size_t bit = 0; node && bit < batch.size(); ++bit) {
                if ((contained[*node] >> bit & 1U) != 0) reaching[begin + bit].push_back(number);
            }
        }
    }
    return reaching;
}

}  // namespace curfew::sources
