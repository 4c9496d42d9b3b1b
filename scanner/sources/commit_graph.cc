#include "scanner/sources/commit_graph.h"

#include <algorithm>
#include <queue>
#include <string>
#include <utility>

#include "scanner/sources/object_text.h"

namespace curfew::sources {
namespace {

/// Excluded commits looked at after the last included one, against clocks that went wrong; git
/// takes 5 (revision.c, SLOP).
constexpr unsigned kSlop = 64;

/// Stands for the place of a commit whose parents are being placed.
constexpr std::uint32_t kOnStack = kNoSlot - 1;

/// The walk itself: finds the commits newest first, then puts parents before children.
class CommitWalk {
  public:
    CommitWalk(const ObjectStore& store, const ObjectInventory& inventory,
               const CommitSelection& selection)
        : store_(store), inventory_(inventory), selection_(selection) {}

    core::Result<CommitGraph> run(const std::stop_token& stop) {
        for (const core::ObjectId& id : selection_.exclude) enter(id, true);
        for (const core::ObjectId& id : selection_.include) enter(id, false);
        unsigned slop = kSlop;
        while (!queue_.empty() && slop > 0) {
            if (stop.stop_requested()) {
                return core::Error(core::ErrorKind::cancelled, "stopped while walking commits");
            }
            const std::uint32_t index = queue_.top().second;
            const bool may_matter = queued_included_ > 0 || queue_.top().first >= oldest_included_;
            slop = may_matter ? kSlop : slop - 1;
            queue_.pop();
            expand(index);
        }
        return sorted();
    }

  private:
    struct Found {
        CommitNode node;
        bool is_excluded = false;
        bool is_queued = false;
    };

    void enter(const core::ObjectId& id, bool is_excluded) {
        const auto slot = inventory_.slot_of(id);
        if (!slot) {
            if (!is_excluded) problem("commit is missing", id);
            return;
        }
        const auto known = index_of_.find(*slot);
        if (known == index_of_.end()) {
            add(id, *slot, is_excluded);
        } else if (is_excluded) {
            exclude(known->second);
        }
    }

    void add(const core::ObjectId& id, Slot slot, bool is_excluded) {
        const auto object = store_.read(id, ObjectType::commit);
        if (!object.has_value()) return problem("commit cannot be read", id);
        const auto text = read_commit(object.value().bytes());
        if (!text.has_value()) return problem("commit cannot be read", id);

        Found commit;
        commit.node.commit = slot;
        commit.node.committed = text.value().committed;
        commit.node.tree = inventory_.slot_of(text.value().tree).value_or(kNoSlot);
        commit.node.is_tree_missing =
            commit.node.tree == kNoSlot && text.value().tree != empty_tree_id();
        commit.node.parents_begin = static_cast<std::uint32_t>(parent_ids_.size());
        if (!std::ranges::binary_search(selection_.shallow, id)) {
            for (const core::ObjectId& parent : text.value().parents) parent_ids_.push_back(parent);
        }
        commit.node.parents_count =
            static_cast<std::uint32_t>(parent_ids_.size()) - commit.node.parents_begin;
        commit.is_excluded = is_excluded;
        const auto index = static_cast<std::uint32_t>(found_.size());
        index_of_.emplace(slot, index);
        found_.push_back(commit);
        enqueue(index);
    }

    void exclude(std::uint32_t index) {
        Found& commit = found_[index];
        if (commit.is_excluded) return;
        if (commit.is_queued) --queued_included_;
        commit.is_excluded = true;
        if (!commit.is_queued) enqueue(index);  // its parents have to hear of it
    }

    void enqueue(std::uint32_t index) {
        Found& commit = found_[index];
        commit.is_queued = true;
        if (!commit.is_excluded) ++queued_included_;
        queue_.emplace(commit.node.committed, index);
    }

    void expand(std::uint32_t index) {
        found_[index].is_queued = false;
        const CommitNode node = found_[index].node;
        const bool is_excluded = found_[index].is_excluded;
        if (!is_excluded) {
            --queued_included_;
            oldest_included_ = std::min(oldest_included_, node.committed);
        }
        for (std::uint32_t at = 0; at < node.parents_count; ++at) {
            const core::ObjectId parent = parent_ids_[node.parents_begin + at];
            enter(parent, is_excluded);
        }
    }

    /// The indexes in `found_` of a commit's parents that are there.
    [[nodiscard]] std::vector<std::uint32_t> parents_of(std::uint32_t index) const {
        std::vector<std::uint32_t> parents;
        const CommitNode& node = found_[index].node;
        for (std::uint32_t at = 0; at < node.parents_count; ++at) {
            const auto slot = inventory_.slot_of(parent_ids_[node.parents_begin + at]);
            const auto known = slot ? index_of_.find(*slot) : index_of_.end();
            if (known != index_of_.end()) parents.push_back(known->second);
        }
        return parents;
    }

    CommitGraph sorted() {
        CommitGraph graph;
        graph.problems = std::move(problems_);
        placed_.assign(found_.size(), kNoSlot);
        for (std::uint32_t index = 0; index < found_.size(); ++index) {
            if (!found_[index].is_excluded) place_with_parents(index, graph);
        }
        return graph;
    }

    /// Puts a commit into `graph`, its parents first; a stack of our own, histories are long.
    void place_with_parents(std::uint32_t start, CommitGraph& graph) {
        struct Step {
            std::uint32_t index;
            std::vector<std::uint32_t> parents;
            std::size_t next = 0;
        };
        if (placed_[start] != kNoSlot) return;
        std::vector<Step> stack;
        const auto push = [&](std::uint32_t index) {
            placed_[index] = kOnStack;
            stack.push_back({index, parents_of(index)});
        };
        push(start);
        while (!stack.empty()) {
            Step& step = stack.back();
            if (step.next == step.parents.size()) {
                place(step.index, step.parents, graph);
                stack.pop_back();
                continue;
            }
            const std::uint32_t parent = step.parents[step.next++];
            if (placed_[parent] != kNoSlot) continue;
            if (found_[parent].is_excluded) {
                place(parent, {}, graph);
            } else {
                push(parent);
            }
        }
    }

    void place(std::uint32_t index, const std::vector<std::uint32_t>& parents, CommitGraph& graph) {
        CommitNode node = found_[index].node;
        node.is_inside = !found_[index].is_excluded;
        node.parents_begin = static_cast<std::uint32_t>(graph.parents.size());
        node.parents_count = 0;
        for (const std::uint32_t parent : parents) {
            if (placed_[parent] >= kOnStack) continue;  // a loop: only broken objects make one
            graph.parents.push_back(placed_[parent]);
            ++node.parents_count;
        }
        placed_[index] = static_cast<std::uint32_t>(graph.nodes.size());
        graph.index_of.emplace(node.commit, placed_[index]);
        graph.inside_count += node.is_inside ? 1 : 0;
        graph.nodes.push_back(node);
    }

    void problem(const char* reason, const core::ObjectId& id) {
        problems_.push_back({"commit", reason, id.hex(), true});
    }

    const ObjectStore& store_;
    const ObjectInventory& inventory_;
    const CommitSelection& selection_;
    std::vector<Found> found_;
    std::vector<core::ObjectId> parent_ids_;
    std::unordered_map<Slot, std::uint32_t> index_of_;
    std::priority_queue<std::pair<std::int64_t, std::uint32_t>> queue_;
    std::size_t queued_included_ = 0;
    std::int64_t oldest_included_ = std::numeric_limits<std::int64_t>::max();
    std::vector<std::uint32_t> placed_;
    std::vector<core::Skipped> problems_;
};

}  // namespace

core::ObjectId tree_of(const ObjectInventory& inventory, const CommitNode& node) {
    return node.tree == kNoSlot ? empty_tree_id() : inventory.id_of(node.tree);
}

core::Result<CommitGraph> read_commit_graph(const ObjectStore& store,
                                            const ObjectInventory& inventory,
                                            const CommitSelection& selection,
                                            const std::stop_token& stop) {
    return CommitWalk(store, inventory, selection).run(stop);
}

std::optional<std::uint32_t> CommitGraph::find(Slot commit) const {
    const auto at = index_of.find(commit);
    return at == index_of.end() ? std::nullopt : std::optional(at->second);
}

}  // namespace curfew::sources
