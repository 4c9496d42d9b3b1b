#include "scanner/sources/unreachable_objects.h"

#include <vector>

#include "scanner/sources/commit_graph.h"
#include "scanner/sources/index_file.h"
#include "scanner/sources/object_text.h"
#include "scanner/sources/plain_file.h"
#include "scanner/sources/references.h"
#include "scanner/sources/starting_points.h"

namespace curfew::sources {
namespace {

constexpr unsigned kTagDepthMax = 16;

class Reach {
  public:
    Reach(const GitRepository::Handle& handle, const ObjectInventory& inventory)
        : handle_(handle),
          inventory_(inventory),
          points_(find_starting_points(handle.store, inventory, read_references(handle.layout))),
          reached_(inventory.size()) {
        for (const StartingPoint& point : points_.points) begin_at(point.object);
        begin_at_index();
    }

    [[nodiscard]] bool is_reached(Slot slot) const { return reached_.contains(slot); }

    /// From where it begins to all that is reached. False when it was stopped or cannot be told.
    [[nodiscard]] bool spread(const std::stop_token& stop) {
        CommitSelection selection;
        selection.include = commits_of(points_);
        selection.shallow = shallow_commits(handle_.layout);
        const auto graph = read_commit_graph(handle_.store, inventory_, selection, stop);
        if (!graph.has_value()) return false;
        for (const Slot tree : open_) spread_in(tree);
        for (const CommitNode& node : graph.value().nodes) {
            if (stop.stop_requested()) return false;
            reached_.insert(node.commit);
            if (node.tree != kNoSlot && reached_.insert(node.tree)) spread_in(node.tree);
        }
        return true;
    }

  private:
    /// Through tags to what is no tag.
    void begin_at(core::ObjectId id) {
        for (unsigned depth = 0; depth < kTagDepthMax; ++depth) {
            const auto slot = inventory_.slot_of(id);
            const auto header = handle_.store.header(id);
            if (!slot || !header.has_value()) return;
            const bool is_new = reached_.insert(*slot);
            if (is_new && header.value().type == ObjectType::tree) open_.push_back(*slot);
            if (header.value().type != ObjectType::tag) return;
            const auto object = handle_.store.read(id, ObjectType::tag);
            if (!object.has_value()) return;
            const auto tag = read_tag(object.value().bytes());
            if (!tag.has_value()) return;
            id = tag.value().target;
        }
    }

    void begin_at_index() {
        const auto file = MappedFile::open(handle_.layout.git_directory + "/index");
        if (!file.has_value() || file.value().bytes().empty()) return;
        // An index that cannot be read is told by whoever reads the index.
        const auto visited = visit_index(file.value().bytes(), [this](const IndexEntry& entry) {
            if (const auto slot = inventory_.slot_of(entry.id)) reached_.insert(*slot);
        });
        (void)visited.has_value();
    }

    void spread_in(Slot root) {
        std::vector<Slot> open{root};
        while (!open.empty()) {
            const core::ObjectId id = inventory_.id_of(open.back());
            open.pop_back();
            const auto tree = handle_.store.read(id, ObjectType::tree);
            if (!tree.has_value()) continue;  // told when everything was read
            TreeEntries entries(tree.value().bytes());
            TreeEntry entry;
            while (entries.next(entry)) {
                if (entry.kind == EntryKind::submodule) continue;
                const auto slot = inventory_.slot_of(entry.id);
                if (!slot || !reached_.insert(*slot)) continue;
                if (entry.kind == EntryKind::tree) open.push_back(*slot);
            }
        }
    }

    const GitRepository::Handle& handle_;
    const ObjectInventory& inventory_;
    StartingPoints points_;
    SlotSet reached_;
    std::vector<Slot> open_;  ///< trees that references name
};

}  // namespace

std::uint64_t count_unreachable(const GitRepository::Handle& handle,
                                const ObjectInventory& inventory, const ReadingOrder& order,
                                const SlotMarks& named, const std::stop_token& stop) {
    Reach reach(handle, inventory);
    bool is_any_dangling = false;
    for (std::size_t at = 0; at < order.size() && !is_any_dangling; ++at) {
        const Slot slot = order.at(at).slot;
        is_any_dangling = !named.is_marked(slot) && !reach.is_reached(slot);
    }
    if (!is_any_dangling || !reach.spread(stop)) return 0;
    std::uint64_t count = 0;
    for (std::size_t at = 0; at < order.size(); ++at) {
        const PlannedObject object = order.at(at);
        if (reach.is_reached(object.slot)) continue;
        const ObjectType type = type_of(object, inventory, handle.store);
        if (type != ObjectType::tree && type != ObjectType::unknown) ++count;
    }
    return count;
}

}  // namespace curfew::sources
