#include "scanner/sources/starting_points.h"

#include <utility>

namespace curfew::sources {
namespace {

ReachSet reach_of(const std::string& name) {
    if (is_stash(name)) return kByStash;
    if (is_note(name)) return kByNote;
    return is_branch(name) || name == "HEAD" ? kByReference | kByBranch : kByReference;
}

}  // namespace

StartingPoints find_starting_points(const ObjectStore& store, const ObjectInventory& inventory,
                                    const References& references) {
    StartingPoints found;
    found.problems = references.problems;
    const auto add = [&](const core::ObjectId& object, ReachSet reach, const std::string& name) {
        auto commit = store.peel(object);
        const bool is_commit = commit.has_value();
        found.points.push_back(
            {object, is_commit ? commit.value().object : core::ObjectId{}, reach, name});
        if (!is_commit && commit.error().kind() == core::ErrorKind::corrupt) {
            found.problems.push_back(
                {"reference", "points to an object that cannot be read", name, true});
        }
    };
    for (const Reference& reference : references.named) {
        if (inventory.contains(reference.id)) {
            add(reference.id, reach_of(reference.name), reference.name);
        } else {
            found.problems.push_back(
                {"reference", "points to an object that is missing", reference.name, true});
        }
    }
    // A reflog may name what was pruned long ago; that is no gap.
    const auto add_present = [&](const std::vector<core::ObjectId>& ids, ReachSet reach) {
        for (const core::ObjectId& id : ids) {
            if (inventory.contains(id)) add(id, reach, {});
        }
    };
    if (references.head) add_present({*references.head}, kByReference | kByBranch);
    add_present(references.stash_reflogs, kByStash);
    add_present(references.note_reflogs, kByNote);
    add_present(references.reflogs, kByReflog);
    return found;
}

std::vector<core::ObjectId> commits_of(const StartingPoints& points) {
    std::vector<core::ObjectId> commits;
    for (const StartingPoint& point : points.points) {
        if (!point.commit.is_zero()) commits.push_back(point.commit);
    }
    return commits;
}

}  // namespace curfew::sources
