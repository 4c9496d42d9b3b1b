#include "scanner/sources/missing_objects.h"

#include <stop_token>
#include <utility>
#include <vector>

#include "scanner/sources/commit_graph.h"
#include "scanner/sources/object_text.h"
#include "scanner/sources/references.h"
#include "scanner/sources/starting_points.h"

namespace curfew::sources {
namespace {

/// Walks all trees that are reached, each once, and tells the missing things they name.
class Search {
  public:
    Search(const GitRepository::Handle& handle, const ObjectInventory& inventory,
           core::BlobSink& sink)
        : store_(handle.store),
          inventory_(inventory),
          sink_(sink),
          is_partial_(handle.layout.is_partial || inventory.has_promisor_packs()),
          seen_(inventory.size()) {}

    void look_at(Slot root) {
        std::vector<Slot> open;
        if (seen_.insert(root)) open.push_back(root);
        while (!open.empty()) {
            const Slot slot = open.back();
            open.pop_back();
            // Trees that cannot be read were told when everything was read.
            const auto tree = store_.read(inventory_.id_of(slot), ObjectType::tree);
            if (tree.has_value()) look_into(tree.value(), open);
        }
    }

    void tell(const char* what, const core::ObjectId& id) {
        if (!told_.insert(id).second) return;
        sink_.skip({what, missing_reason(what, is_partial_), id.hex(), true});
    }

  private:
    void look_into(const RawObject& tree, std::vector<Slot>& open) {
        TreeEntries entries(tree.bytes());
        TreeEntry entry;
        while (entries.next(entry)) {
            if (entry.kind == EntryKind::submodule) continue;
            const bool is_tree = entry.kind == EntryKind::tree;
            const auto slot = inventory_.slot_of(entry.id);
            if (!slot) {
                tell(is_tree ? "tree" : "blob", entry.id);
            } else if (is_tree && seen_.insert(*slot)) {
                open.push_back(*slot);
            }
        }
    }

    const ObjectStore& store_;
    const ObjectInventory& inventory_;
    core::BlobSink& sink_;
    bool is_partial_;
    SlotSet seen_;
    std::unordered_set<core::ObjectId> told_;
};

}  // namespace

std::string missing_reason(std::string_view what, bool is_partial) {
    return std::string(what) + (is_partial ? " missing (partial clone)" : " missing");
}

void tell_missing(const GitRepository::Handle& handle, const ObjectInventory& inventory,
                  const std::unordered_set<core::ObjectId>& missing, core::BlobSink& sink) {
    const StartingPoints points =
        find_starting_points(handle.store, inventory, read_references(handle.layout));
    for (const core::Skipped& problem : points.problems) sink.skip(problem);
    if (missing.empty()) return;
    CommitSelection selection;
    selection.include = commits_of(points);
    selection.shallow = shallow_commits(handle.layout);
    const auto graph = read_commit_graph(handle.store, inventory, selection, {});
    if (!graph.has_value()) return;
    for (const core::Skipped& problem : graph.value().problems) sink.skip(problem);

    Search search(handle, inventory, sink);
    for (const CommitNode& node : graph.value().nodes) {
        if (node.tree != kNoSlot) {
            search.look_at(node.tree);
            continue;
        }
        if (!node.is_tree_missing) continue;
        const auto commit = handle.store.read(inventory.id_of(node.commit), ObjectType::commit);
        if (!commit.has_value()) continue;
        const auto text = read_commit(commit.value().bytes());
        if (text.has_value()) search.tell("tree", text.value().tree);
    }
}

}  // namespace curfew::sources
