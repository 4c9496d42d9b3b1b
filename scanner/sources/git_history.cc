/// Two ways through a history. Everything: the packs from front to back, whatever they hold, each
/// object once; who reaches what is only asked for the few blobs with findings
/// (git_attribution.cc). A part: the commits of the part, each one's tree against its parents'
/// trees, and then the new blobs in pack order.
#include "scanner/sources/git_history.h"

#include <optional>
#include <utility>

#include "scanner/sources/commit_graph.h"
#include "scanner/sources/git_handle.h"
#include "scanner/sources/missing_objects.h"
#include "scanner/sources/object_reader.h"
#include "scanner/sources/range_selection.h"
#include "scanner/sources/reading_order.h"
#include "scanner/sources/references.h"
#include "scanner/sources/starting_points.h"
#include "scanner/sources/tree_comparison.h"
#include "scanner/sources/unreachable_objects.h"

namespace curfew::sources {
namespace {

// A change of more files than this is judged without their paths from there on.
constexpr std::size_t kKnownPathsMax = 100'000;

void tell(std::span<const core::Skipped> problems, core::BlobSink& sink) {
    for (const core::Skipped& problem : problems) sink.skip(problem);
}

/// The blobs, commits and tags that a part of a history brought.
class PartOfHistory {
  public:
    PartOfHistory(const GitRepository::Handle& handle, const ObjectInventory& inventory,
                  core::BlobSink& sink)
        : handle_(handle),
          inventory_(inventory),
          sink_(sink),
          trees_(handle.store, inventory),
          chosen_(inventory.size()) {}

    /// The paths of the chosen blobs, when the part has a beginning. What is judged there is judged
    /// as the index would be; a whole branch is judged like the whole history, without.
    [[nodiscard]] KnownPaths take_paths() { return std::move(paths_); }

    core::Result<std::vector<PlannedObject>> choose(const HistoryRange& range,
                                                    const std::stop_token& stop) {
        keeps_paths_ = !range.exclude.empty();
        // A range names where it starts; there may be a hundred thousand other references.
        StartingPoints points;
        if (range.is_everything()) {
            points =
                find_starting_points(handle_.store, inventory_, read_references(handle_.layout));
        }
        TRY_ASSIGN(const CommitSelection selection,
                   select_commits(handle_.store, handle_.layout, range, points));
        TRY_ASSIGN(const CommitGraph graph,
                   read_commit_graph(handle_.store, inventory_, selection, stop));
        if (range.is_everything()) {
            tell(points.problems, sink_);
            for (const StartingPoint& point : points.points) choose_tags(point.object);
        }
        tell(graph.problems, sink_);
        for (const CommitNode& node : graph.nodes) {
            if (stop.stop_requested()) break;
            if (node.is_inside) choose_commit(graph, node);
        }
        tell(trees_.problems(), sink_);
        return std::move(objects_);
    }

  private:
    void choose_commit(const CommitGraph& graph, const CommitNode& node) {
        add(node.commit, ObjectType::commit);
        if (node.is_tree_missing) {
            const std::string commit = inventory_.id_of(node.commit).hex();
            return sink_.skip({"tree", "tree is missing", "of commit " + commit, true});
        }
        std::vector<core::ObjectId> parents;
        for (const std::uint32_t parent : graph.parents_of(node)) {
            const CommitNode& other = graph.nodes[parent];
            if (!other.is_tree_missing) parents.push_back(tree_of(inventory_, other));
        }
        TreeComparison comparison(trees_, [this](std::string_view path, const TreeEntry& entry) {
            choose_blob(entry.id);
            if (keeps_paths_ && paths_.size() < kKnownPathsMax) {
                paths_.emplace(entry.id, path);
            }
        });
        comparison.compare(tree_of(inventory_, node), parents);
    }

    void choose_blob(const core::ObjectId& id) {
        if (const auto slot = inventory_.slot_of(id)) return add(*slot, ObjectType::blob);
        if (missing_.insert(id).second) {
            sink_.skip({"blob", missing_reason("blob", is_partial()), id.hex(), true});
        }
    }

    /// A tag, and what it leads to short of commits: tags of tags, tagged blobs.
    void choose_tags(core::ObjectId id) {
        constexpr unsigned kTagDepthMax = 16;
        for (unsigned depth = 0; depth < kTagDepthMax; ++depth) {
            const auto header = handle_.store.header(id);
            const auto slot = inventory_.slot_of(id);
            if (!header.has_value() || !slot) return;
            if (header.value().type == ObjectType::blob) add(*slot, ObjectType::blob);
            if (header.value().type != ObjectType::tag) return;
            add(*slot, ObjectType::tag);
            const auto object = handle_.store.read(id);
            if (!object.has_value()) return;
            const auto tag = read_tag(object.value().bytes());
            if (!tag.has_value()) return;
            id = tag.value().target;
        }
    }

    void add(Slot slot, ObjectType type) {
        if (!chosen_.insert(slot)) return;
        objects_.push_back({slot, type, slot >= inventory_.first_loose()});
    }

    [[nodiscard]] bool is_partial() const {
        return handle_.layout.is_partial || inventory_.has_promisor_packs();
    }

    const GitRepository::Handle& handle_;
    const ObjectInventory& inventory_;
    core::BlobSink& sink_;
    TreeReader trees_;
    SlotSet chosen_;
    std::unordered_set<core::ObjectId> missing_;
    std::vector<PlannedObject> objects_;
    bool keeps_paths_ = false;
    KnownPaths paths_;
};

}  // namespace

core::Result<core::Covered> GitHistory::read(std::span<core::BlobSink* const> sinks,
                                             std::stop_token stop) {
    TRY_ASSIGN(const GitRepository repository, GitRepository::open(path_));
    const GitRepository::Handle& handle = repository.handle();
    core::BlobSink& first_sink = *sinks.front();
    const ObjectInventory inventory = ObjectInventory::take(handle.layout.object_folders);
    tell(inventory.problems(), first_sink);

    const bool is_whole = range_.is_everything() && range_.with_unreachable;
    std::optional<ReadingOrder> order;
    KnownPaths paths;
    if (is_whole) {
        order = ReadingOrder::plan(inventory);
    } else {
        PartOfHistory part(handle, inventory, first_sink);
        TRY_ASSIGN(const std::vector<PlannedObject> objects, part.choose(range_, stop));
        order = ReadingOrder::plan(inventory, objects);
        paths = part.take_paths();
    }
    const std::vector<core::ObjectId> shallow = shallow_commits(handle.layout);
    SlotMarks named(inventory.size());
    const ReadingTask task{.object_folders = handle.layout.object_folders,
                           .inventory = inventory,
                           .order = *order,
                           .blob_bytes_max = blob_bytes_max_,
                           .shallow = shallow,
                           .paths = paths,
                           .named = is_whole ? &named : nullptr};
    ReadObjects read = read_objects(task, sinks, stop);
    if (is_whole && !stop.stop_requested()) {
        tell_missing(handle, inventory, read.missing, first_sink);
        read.covered.unreachable = count_unreachable(handle, inventory, *order, named, stop);
    }
    return read.covered;
}

}  // namespace curfew::sources
