/// Which objects a repository has: every id, each with a small number of its own, its slot.
///
/// Packs are asked through their mapped indexes, loose objects are listed. A slot below size()
/// names one object; so a set of objects is a bitmap and a table of objects is an array.
///
/// Owns:     the mapped pack indexes and the list of loose ids (20 bytes each).
/// Threads:  never changes after `take`; may be shared.
/// Errors:   none; a pack that cannot be used is told in `problems`.
/// Not here: in which order to read (reading_order.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "scanner/core/blob.h"
#include "scanner/core/ids.h"
#include "scanner/sources/pack_index.h"
#include "scanner/sources/plain_file.h"

namespace curfew::sources {

using Slot = std::uint32_t;

class ObjectInventory {
  public:
    struct Pack {
        std::string path;  ///< of the .pack file
        MappedFile mapped_index;
        PackIndex index;
        Slot first_slot = 0;
    };

    /// `object_folders` as in RepositoryLayout.
    [[nodiscard]] static ObjectInventory take(std::span<const std::string> object_folders);

    /// The packs alone, without the loose objects.
    [[nodiscard]] static ObjectInventory take_packs(std::span<const std::string> object_folders);

    /// Slots there are; an object in several packs has several, and `slot_of` names the first.
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::optional<Slot> slot_of(const core::ObjectId& id) const;
    [[nodiscard]] core::ObjectId id_of(Slot slot) const;
    [[nodiscard]] bool contains(const core::ObjectId& id) const { return slot_of(id).has_value(); }

    /// Largest first.
    [[nodiscard]] std::span<const Pack> packs() const { return packs_; }
    [[nodiscard]] Slot first_loose() const { return first_loose_; }
    [[nodiscard]] bool has_promisor_packs() const { return has_promisor_packs_; }
    [[nodiscard]] const std::vector<core::Skipped>& problems() const { return problems_; }

  private:
    void add_packs(const std::string& folder);
    void add_pack(const std::string& stem);
    void add_loose(const std::string& folder);
    /// Those whose ids begin with the two digits `prefix`.
    void add_loose_of(const std::string& folder, const std::string& prefix);
    void number_slots();

    std::vector<Pack> packs_;
    std::vector<core::ObjectId> loose_;
    std::size_t size_ = 0;
    Slot first_loose_ = 0;
    bool has_promisor_packs_ = false;
    std::vector<core::Skipped> problems_;
};

/// A set of slots.
class SlotSet {
  public:
    explicit SlotSet(std::size_t size) : words_((size + 63) / 64) {}

    /// Whether it was not in the set before.
    bool insert(Slot slot) {
        std::uint64_t& word = words_[slot / 64];
        const std::uint64_t bit = std::uint64_t{1} << (slot % 64U);
        const bool is_new = (word & bit) == 0;
        word |= bit;
        return is_new;
    }
    [[nodiscard]] bool contains(Slot slot) const {
        return (words_[slot / 64] >> (slot % 64U) & 1U) != 0;
    }

  private:
    std::vector<std::uint64_t> words_;
};

}  // namespace curfew::sources
