/// Which commits are reached how, and which references reach given commits.
///
/// Threads:  free functions; safe from many.
/// Cost:     one pass over the graph for every 64 commits asked about.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "scanner/sources/commit_graph.h"
#include "scanner/sources/object_inventory.h"
#include "scanner/sources/starting_points.h"

namespace curfew::sources {

/// For each node of the graph how it is reached; zero where no starting point lies in the graph.
[[nodiscard]] std::vector<ReachSet> reach_of_nodes(const CommitGraph& graph,
                                                   const ObjectInventory& inventory,
                                                   const StartingPoints& points);

/// For each of `commits` (indexes into the graph's nodes) the numbers, in `points`, of the named
/// starting points whose history contains it; rising.
[[nodiscard]] std::vector<std::vector<std::uint32_t>> points_reaching(
    const CommitGraph& graph, const ObjectInventory& inventory, const StartingPoints& points,
    std::span<const std::uint32_t> commits);

}  // namespace curfew::sources
