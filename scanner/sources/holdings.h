/// Which commits brought the wanted blobs, at which paths, and which held them last.
///
/// Walks all commits of a graph once. What a commit brought is in its tree and in no parent's tree
/// at that path; a commit held it last if a child no longer does, and that child took it away, or
/// if it has no child. Trees without a wanted blob anywhere below are told by a byte of memory each
/// and never compared.
///
/// Owns:     one byte a slot of the inventory, and what was found.
/// Threads:  one thread at a time.
/// Errors:   none; trees that cannot be read are told by the tree reader.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "scanner/core/ids.h"
#include "scanner/sources/commit_graph.h"
#include "scanner/sources/object_inventory.h"
#include "scanner/sources/starting_points.h"
#include "scanner/sources/tree_comparison.h"

namespace curfew::sources {

/// One wanted blob at one path; commits are indexes into the graph's nodes.
struct Holding {
    core::ObjectId object;
    std::string path;
    std::vector<std::uint32_t> brought_by;  ///< rising
    std::optional<std::uint32_t> held_last_by;
    std::optional<std::uint32_t> taken_by;  ///< the last commit that lacks what a parent of it held
    std::optional<std::uint32_t> kept_by;   ///< the last commit without children that holds it
    bool is_present = false;  ///< in the tree of a branch tip or HEAD, or in the index
};

class Holdings {
  public:
    Holdings(TreeReader& trees, std::span<const core::ObjectId> wanted);

    /// `reach` has a set for each node of the graph.
    void walk(const CommitGraph& graph, std::span<const ReachSet> reach,
              const std::stop_token& stop);

    /// Marks what the trees of these commits hold as present.
    void mark_present(std::span<const core::ObjectId> trees);
    /// Marks one path as present, if it was found at all.
    void mark_present(const core::ObjectId& object, std::string_view path);

    /// `taken_by` if that ended it: nothing has it now, and no line that ends later still held it.
    [[nodiscard]] std::optional<std::uint32_t> taken_away_by(const Holding& holding) const;

    [[nodiscard]] bool is_wanted(const core::ObjectId& id) const;
    [[nodiscard]] std::span<const Holding> found() const { return found_; }

  private:
    enum class Below : std::uint8_t { unknown, nothing, something };

    Holding& at(const core::ObjectId& object, std::string_view path);
    [[nodiscard]] bool holds_wanted(const core::ObjectId& tree, unsigned depth = 0);
    void look_at_commit(const CommitGraph& graph, std::uint32_t index);
    void look_at_last_ones(const CommitGraph& graph, std::span<const bool> has_child);
    /// Puts `commit` where no later one stands.
    void keep_later(std::optional<std::uint32_t>& latest, std::uint32_t commit) const;
    /// By the committer's time, equal times by id; commits aside come before all others.
    [[nodiscard]] bool is_later(std::uint32_t left, std::uint32_t right) const;

    TreeReader& trees_;
    const CommitGraph* graph_ = nullptr;
    std::span<const ReachSet> reach_;
    std::unordered_map<core::ObjectId, bool> wanted_;
    std::bitset<1U << 16U> first_bytes_;  ///< of the wanted ids: most others end here
    std::vector<Below> below_;            ///< by slot
    std::unordered_map<std::string, std::size_t> index_of_;  ///< of id and path in `found_`
    std::vector<Holding> found_;
};

/// Whether only stashes, notes or nobody reach a commit.
[[nodiscard]] bool is_aside(ReachSet reach);

}  // namespace curfew::sources
