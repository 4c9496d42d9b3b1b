/// The objects from which a repository's history is reached, sorted by what they are.
///
/// Threads:  free functions; safe from many.
/// Errors:   none; a reference to an object that is not there is a problem.
#pragma once

#include <string>
#include <vector>

#include "scanner/core/blob.h"
#include "scanner/core/ids.h"
#include "scanner/sources/object_inventory.h"
#include "scanner/sources/object_store.h"
#include "scanner/sources/references.h"

namespace curfew::sources {

/// How a commit is reached; a set of these is their sum.
using ReachSet = unsigned;
inline constexpr ReachSet kByReference = 1;
inline constexpr ReachSet kByBranch = 2;  ///< beside kByReference
inline constexpr ReachSet kByStash = 4;
inline constexpr ReachSet kByNote = 8;
inline constexpr ReachSet kByReflog = 16;
inline constexpr ReachSet kByNobody = 32;

struct StartingPoint {
    core::ObjectId object;  ///< what the reference names
    core::ObjectId commit;  ///< where that leads through tags; zero when to no commit
    ReachSet reach = kByReference;
    std::string name;  ///< the reference; empty for reflogs and an attached HEAD
};

struct StartingPoints {
    std::vector<StartingPoint> points;
    std::vector<core::Skipped> problems;
};

[[nodiscard]] StartingPoints find_starting_points(const ObjectStore& store,
                                                  const ObjectInventory& inventory,
                                                  const References& references);

/// The commits of `points`.
[[nodiscard]] std::vector<core::ObjectId> commits_of(const StartingPoints& points);

}  // namespace curfew::sources
