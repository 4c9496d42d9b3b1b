/// From object ids to places. Blobs: one walk over the commits (holdings.h) tells who brought them
/// where; references come from one pass per 64 bringing commits (reached_references.h). What no
/// reached commit holds is looked for in the index, in tags, and in the commits nobody reaches.
#include <algorithm>
#include <map>
#include <unordered_set>
#include <utility>

#include "scanner/sources/attribution.h"
#include "scanner/sources/commit_graph.h"
#include "scanner/sources/git_handle.h"
#include "scanner/sources/holdings.h"
#include "scanner/sources/index_file.h"
#include "scanner/sources/object_text.h"
#include "scanner/sources/plain_file.h"
#include "scanner/sources/range_selection.h"
#include "scanner/sources/reached_references.h"
#include "scanner/sources/reading_order.h"
#include "scanner/sources/references.h"
#include "scanner/sources/starting_points.h"
#include "scanner/sources/tree_comparison.h"

namespace curfew::sources {
namespace {

using core::CommitFacts;
using core::ObjectId;
using core::Place;
using core::PlaceKind;

/// References named in one place. A repository with ten thousand tags names the first of them, its
/// branches before its tags; more would make a finding a megabyte.
constexpr std::size_t kReferencesPerPlaceMax = 100;
constexpr unsigned kTagDepthMax = 16;

PlaceKind kind_of(ReachSet reach) {
    if (!is_aside(reach)) return PlaceKind::commit;
    if ((reach & kByStash) != 0) return PlaceKind::stash;
    if ((reach & kByNote) != 0) return PlaceKind::note;
    return PlaceKind::unreachable;
}

Place place_of_kind(PlaceKind kind) {
    Place place;
    place.kind = kind;
    return place;
}

/// A graph with what is known about how its commits are reached.
struct ReachedGraph {
    CommitGraph graph;
    std::vector<ReachSet> reach;
};

class Attributor {
  public:
    Attributor(const GitRepository::Handle& handle, const HistoryRange& range, std::stop_token stop)
        : handle_(handle),
          range_(range),
          stop_(std::move(stop)),
          inventory_(ObjectInventory::take(handle.layout.object_folders)),
          trees_(handle.store, inventory_),
          points_(find_starting_points(handle.store, inventory_, read_references(handle.layout))) {}

    core::Result<Attribution> run(std::span<const ObjectId> objects) {
        TRY_ASSIGN(const CommitSelection selection,
                   select_commits(handle_.store, handle_.layout, range_, points_));
        TRY_ASSIGN(const ReachedGraph reached, read_graph(selection));
        result_.gaps = reached.graph.problems;
        const std::vector<ObjectId> blobs = sort_out(objects, reached);
        place_blobs(blobs, reached, true);
        if (range_.is_everything()) {
            place_index(unplaced(blobs));
            place_tagged(unplaced(blobs));
            TRY(place_unreachable(unplaced(blobs)));
        }
        for (const ObjectId& id : unplaced(blobs)) {
            add(id,
                place_of_kind(range_.is_everything() ? PlaceKind::unreachable : PlaceKind::commit));
        }
        result_.gaps.insert(result_.gaps.end(), trees_.problems().begin(), trees_.problems().end());
        for (auto& [id, places] : result_.places) std::ranges::sort(places);
        return std::move(result_);
    }

  private:
    core::Result<ReachedGraph> read_graph(const CommitSelection& selection) {
        TRY_ASSIGN(CommitGraph graph,
                   read_commit_graph(handle_.store, inventory_, selection, stop_));
        std::vector<ReachSet> reach = reach_of_nodes(graph, inventory_, points_);
        return ReachedGraph{std::move(graph), std::move(reach)};
    }

    void add(const ObjectId& id, Place place) {
        place.object = id;
        result_.places[id].push_back(std::move(place));
    }

    std::vector<ObjectId> unplaced(const std::vector<ObjectId>& ids) const {
        std::vector<ObjectId> left;
        std::ranges::copy_if(ids, std::back_inserter(left),
                             [this](const ObjectId& id) { return !result_.places.contains(id); });
        return left;
    }

    /// Places commits and tags; returns the rest, each once.
    std::vector<ObjectId> sort_out(std::span<const ObjectId> objects, const ReachedGraph& reached) {
        std::vector<ObjectId> blobs;
        std::vector<ObjectId> commits;
        std::unordered_set<ObjectId> seen;
        for (const ObjectId& id : objects) {
            if (!seen.insert(id).second) continue;
            const auto header = handle_.store.header(id);
            const ObjectType type = header.has_value() ? header.value().type : ObjectType::unknown;
            if (type == ObjectType::commit) {
                commits.push_back(id);
            } else if (type == ObjectType::tag) {
                place_tag(id);
            } else {
                blobs.push_back(id);
            }
        }
        place_commits(commits, reached);
        return blobs;
    }

    std::optional<CommitFacts> facts_of(const ObjectId& commit) const {
        const auto object = handle_.store.read(commit, ObjectType::commit);
        if (!object.has_value()) return std::nullopt;
        const auto text = read_commit(object.value().bytes());
        if (!text.has_value()) return std::nullopt;
        return CommitFacts{
            {commit}, std::string(text.value().author), instant_of_commit(text.value().committed)};
    }

    std::optional<CommitFacts> facts_of(const CommitGraph& graph, std::uint32_t index) const {
        return facts_of(inventory_.id_of(graph.nodes[index].commit));
    }

    /// Names these starting points in `place`, at most kReferencesPerPlaceMax, sorted.
    void name_references(Place& place, std::vector<std::uint32_t> numbers) {
        std::ranges::sort(numbers);
        numbers.erase(std::ranges::unique(numbers).begin(), numbers.end());
        place.refs_total = numbers.size();
        if (numbers.size() > kReferencesPerPlaceMax) {
            std::ranges::stable_partition(numbers, [this](std::uint32_t number) {
                return is_branch(points_.points[number].name);
            });
            numbers.resize(kReferencesPerPlaceMax);
        }
        place.refs.reserve(numbers.size());
        for (const std::uint32_t number : numbers) {
            place.refs.push_back(points_.points[number].name);
        }
        std::ranges::sort(place.refs);
    }

    void place_commits(std::span<const ObjectId> commits, const ReachedGraph& reached) {
        std::vector<std::uint32_t> nodes;
        std::vector<ObjectId> known;
        for (const ObjectId& id : commits) {
            const auto slot = inventory_.slot_of(id);
            const auto node = slot ? reached.graph.find(*slot) : std::nullopt;
            if (node) {
                nodes.push_back(*node);
                known.push_back(id);
            } else {
                Place place = place_of_kind(PlaceKind::unreachable);
                place.first_commit = facts_of(id);
                place.last_commit = place.first_commit;
                add(id, std::move(place));
            }
        }
        auto reaching = points_reaching(reached.graph, inventory_, points_, nodes);
        for (std::size_t at = 0; at < known.size(); ++at) {
            Place place = place_of_kind(PlaceKind::commit_message);
            place.first_commit = facts_of(known[at]);
            place.last_commit = place.first_commit;
            name_references(place, std::move(reaching[at]));
            place.is_present = (reached.reach[nodes[at]] & kByBranch) != 0;
            add(known[at], std::move(place));
        }
    }

    /// The objects from `id` through tags to what is no tag, `id` first.
    std::vector<ObjectId> chain_of(ObjectId id) const {
        std::vector<ObjectId> chain = {id};
        for (unsigned depth = 0; depth < kTagDepthMax; ++depth) {
            const auto object = handle_.store.read(id, ObjectType::tag);
            if (!object.has_value()) break;
            const auto tag = read_tag(object.value().bytes());
            if (!tag.has_value()) break;
            id = tag.value().target;
            chain.push_back(id);
        }
        return chain;
    }

    /// The named starting points that lead through tags to `id`.
    std::vector<std::uint32_t> points_leading_to(const ObjectId& id) {
        if (chains_.empty()) {
            for (std::uint32_t number = 0; number < points_.points.size(); ++number) {
                const StartingPoint& point = points_.points[number];
                if (point.name.empty() || point.object == point.commit) continue;
                for (const ObjectId& link : chain_of(point.object)) chains_[link].push_back(number);
            }
        }
        const auto found = chains_.find(id);
        return found == chains_.end() ? std::vector<std::uint32_t>{} : found->second;
    }

    void place_tag(const ObjectId& id) {
        Place place;
        const auto object = handle_.store.read(id, ObjectType::tag);
        const auto tag = object.has_value() ? read_tag(object.value().bytes())
                                            : core::Result<TagText>(object.error());
        if (tag.has_value()) {
            place.first_commit = CommitFacts{{chain_of(id).back()},
                                             std::string(tag.value().tagger),
                                             instant_of_commit(tag.value().tagged)};
            place.last_commit = place.first_commit;
        }
        name_references(place, points_leading_to(id));
        place.is_present = !place.refs.empty();
        place.kind = place.is_present ? PlaceKind::tag_message : PlaceKind::unreachable;
        add(id, std::move(place));
    }

    void place_blobs(std::span<const ObjectId> blobs, const ReachedGraph& reached,
                     bool asks_presence) {
        if (blobs.empty()) return;
        Holdings holdings(trees_, blobs);
        holdings.walk(reached.graph, reached.reach, stop_);
        if (asks_presence) mark_present(holdings);
        const std::vector<std::uint32_t> bringing = bringing_commits(holdings);
        const auto reaching = points_reaching(reached.graph, inventory_, points_, bringing);
        for (const Holding& holding : holdings.found()) {
            if (holding.brought_by.empty()) continue;  // brought before the range
            std::vector<std::uint32_t> numbers;
            for (const std::uint32_t commit : holding.brought_by) {
                const auto at = std::ranges::lower_bound(bringing, commit) - bringing.begin();
                const auto& more = reaching[static_cast<std::size_t>(at)];
                numbers.insert(numbers.end(), more.begin(), more.end());
            }
            Place place = place_of(holding, reached);
            if (const auto commit = holdings.taken_away_by(holding)) {
                place.removed_by = facts_of(reached.graph, *commit);
            }
            name_references(place, std::move(numbers));
            add(holding.object, std::move(place));
        }
    }

    static std::vector<std::uint32_t> bringing_commits(const Holdings& holdings) {
        std::vector<std::uint32_t> commits;
        for (const Holding& holding : holdings.found()) {
            commits.insert(commits.end(), holding.brought_by.begin(), holding.brought_by.end());
        }
        std::ranges::sort(commits);
        commits.erase(std::ranges::unique(commits).begin(), commits.end());
        return commits;
    }

    Place place_of(const Holding& holding, const ReachedGraph& reached) const {
        const CommitGraph& graph = reached.graph;
        const auto rank = [&](std::uint32_t index) {
            const CommitNode& node = graph.nodes[index];
            return std::tuple(is_aside(reached.reach[index]), node.committed,
                              inventory_.id_of(node.commit));
        };
        const std::uint32_t first = *std::ranges::min_element(holding.brought_by, {}, rank);
        Place place;
        place.kind = kind_of(reached.reach[first]);
        place.path = holding.path;
        place.first_commit = facts_of(graph, first);
        if (holding.held_last_by) place.last_commit = facts_of(graph, *holding.held_last_by);
        place.is_present = holding.is_present;
        return place;
    }

    void mark_present(Holdings& holdings) const {
        std::vector<ObjectId> tip_trees;
        std::unordered_set<ObjectId> seen;
        for (const StartingPoint& point : points_.points) {
            if ((point.reach & kByBranch) == 0 || !seen.insert(point.commit).second) continue;
            const auto object = handle_.store.read(point.commit, ObjectType::commit);
            if (!object.has_value()) continue;
            const auto text = read_commit(object.value().bytes());
            if (text.has_value() && seen.insert(text.value().tree).second) {
                tip_trees.push_back(text.value().tree);
            }
        }
        holdings.mark_present(tip_trees);
        for_each_index_entry([&](const IndexEntry& entry) {
            if (holdings.is_wanted(entry.id)) holdings.mark_present(entry.id, entry.path);
        });
    }

    template <typename Visit>
    void for_each_index_entry(const Visit& visit) const {
        const auto file = MappedFile::open(handle_.layout.git_directory + "/index");
        if (!file.has_value() || file.value().bytes().empty()) return;
        // An index that cannot be read is told by whoever reads the index.
        const auto visited = visit_index(file.value().bytes(), visit);
        (void)visited.has_value();
    }

    void place_index(const std::vector<ObjectId>& blobs) {
        const std::unordered_set<ObjectId> wanted(blobs.begin(), blobs.end());
        for_each_index_entry([&](const IndexEntry& entry) {
            if (!wanted.contains(entry.id)) return;
            Place place = place_of_kind(PlaceKind::index);
            place.path = entry.path;
            place.is_present = true;
            add(entry.id, std::move(place));
        });
    }

    /// Blobs that a tag names without any commit.
    void place_tagged(const std::vector<ObjectId>& blobs) {
        for (const ObjectId& id : blobs) {
            auto numbers = points_leading_to(id);
            if (numbers.empty()) continue;
            Place place = place_of_kind(PlaceKind::commit);
            name_references(place, std::move(numbers));
            add(id, std::move(place));
        }
    }

    /// Commits that nothing reaches still tell who wrote a blob, and at which path.
    core::Result<void> place_unreachable(const std::vector<ObjectId>& blobs) {
        if (blobs.empty()) return {};
        CommitSelection selection;
        selection.exclude = commits_of(points_);
        selection.shallow = shallow_commits(handle_.layout);
        const ReadingOrder order = ReadingOrder::plan(inventory_);
        for (std::size_t at = 0; at < order.size(); ++at) {
            const PlannedObject object = order.at(at);
            if (type_of(object, inventory_, handle_.store) == ObjectType::commit) {
                selection.include.push_back(inventory_.id_of(object.slot));
            }
        }
        TRY_ASSIGN(ReachedGraph reached, read_graph(selection));
        std::ranges::fill(reached.reach, kByNobody);
        place_blobs(blobs, reached, false);
        return {};
    }

    const GitRepository::Handle& handle_;
    const HistoryRange& range_;
    std::stop_token stop_;
    ObjectInventory inventory_;
    TreeReader trees_;
    StartingPoints points_;
    std::map<ObjectId, std::vector<std::uint32_t>> chains_;  ///< object to starting points
    Attribution result_;
};

}  // namespace

core::Result<Attribution> attribute(const std::string& repository,
                                    std::span<const core::ObjectId> objects,
                                    const HistoryRange& range, std::stop_token stop) {
    TRY_ASSIGN(const GitRepository opened, GitRepository::open(repository));
    return Attributor(opened.handle(), range, std::move(stop)).run(objects);
}

}  // namespace curfew::sources
