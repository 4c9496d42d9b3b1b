#include "scanner/sources/reading_order.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <span>
#include <utility>

#include "scanner/sources/pack_entry.h"

namespace curfew::sources {
namespace {

/// Bases of bases; git writes chains of 50, at most 4095.
constexpr unsigned kChainMax = 4096;

/// One pack's entries by offset, and the types found so far.
struct PackTypes {
    const PackIndex& index;
    core::BlobView pack;
    std::vector<std::uint64_t> offsets;  ///< rising
    std::vector<ObjectType> types;       ///< beside `offsets`

    [[nodiscard]] std::optional<std::size_t> rank_of(std::uint64_t offset) const {
        const auto at = std::ranges::lower_bound(offsets, offset);
        if (at == offsets.end() || *at != offset) return std::nullopt;
        return static_cast<std::size_t>(at - offsets.begin());
    }

    /// The type of the entry at `rank`, through its bases as far as those are not known yet.
    [[nodiscard]] ObjectType type_at(std::size_t rank) const {
        for (unsigned depth = 0; depth < kChainMax; ++depth) {
            if (types[rank] != ObjectType::unknown) return types[rank];
            const PackEntryHeader header = read_pack_entry(pack, offsets[rank]);
            std::optional<std::uint64_t> base;
            if (header.coding == PackCoding::whole) return header.type;
            if (header.coding == PackCoding::offset_delta) base = header.base_offset;
            if (header.coding == PackCoding::id_delta) {
                if (const auto at = index.find(header.base_id)) base = index.offset(*at);
            }
            const auto base_rank = base ? rank_of(*base) : std::nullopt;
            if (!base_rank || *base_rank == rank) return ObjectType::unknown;
            rank = *base_rank;
        }
        return ObjectType::unknown;
    }
};

}  // namespace

ReadingOrder ReadingOrder::plan(const ObjectInventory& inventory) {
    ReadingOrder order;
    order.slots_.reserve(inventory.size());
    order.types_.reserve(inventory.size());
    for (const ObjectInventory::Pack& pack : inventory.packs()) order.add_pack(inventory, pack);
    order.first_loose_ = order.slots_.size();
    for (std::size_t slot = inventory.first_loose(); slot < inventory.size(); ++slot) {
        const Slot loose = static_cast<Slot>(slot);
        if (inventory.slot_of(inventory.id_of(loose)) != loose) continue;  // packed as well
        order.slots_.push_back(loose);
        order.types_.push_back(ObjectType::unknown);
    }
    return order;
}

ReadingOrder ReadingOrder::plan(const ObjectInventory& inventory,
                                std::span<const PlannedObject> objects) {
    struct Placed {
        std::size_t pack;
        std::uint64_t offset;
        PlannedObject object;
    };
    const auto packs = inventory.packs();
    std::vector<Placed> placed;
    placed.reserve(objects.size());
    for (const PlannedObject& object : objects) {
        if (object.slot >= inventory.first_loose()) {
            placed.push_back({packs.size(), object.slot, object});
            continue;
        }
        const auto after =
            std::ranges::upper_bound(packs, object.slot, {}, &ObjectInventory::Pack::first_slot);
        const auto& pack = *(after - 1);
        placed.push_back({static_cast<std::size_t>(&pack - packs.data()),
                          pack.index.offset(object.slot - pack.first_slot), object});
    }
    std::ranges::sort(placed, {},
                      [](const Placed& one) { return std::pair(one.pack, one.offset); });
    ReadingOrder order;
    for (const Placed& one : placed) {
        if (one.pack < packs.size()) ++order.first_loose_;
        order.slots_.push_back(one.object.slot);
        order.types_.push_back(one.object.type);
    }
    return order;
}

void ReadingOrder::add_pack(const ObjectInventory& inventory, const ObjectInventory::Pack& pack) {
    const PackIndex& index = pack.index;
    auto mapped = MappedFile::open(pack.path);
    const MappedFile file = mapped.has_value() ? std::move(mapped).value() : MappedFile();

    std::vector<std::uint32_t> by_offset(index.size());
    std::iota(by_offset.begin(), by_offset.end(), 0U);
    std::ranges::sort(by_offset, {}, [&index](std::uint32_t at) { return index.offset(at); });

    PackTypes known{index, file.bytes(), {}, {}};
    known.offsets.reserve(index.size());
    known.types.resize(index.size(), ObjectType::unknown);
    for (const std::uint32_t at : by_offset) known.offsets.push_back(index.offset(at));

    const bool is_first = &pack == inventory.packs().data();
    for (std::size_t rank = 0; rank < by_offset.size(); ++rank) {
        known.types[rank] = known.type_at(rank);
        const Slot slot = pack.first_slot + by_offset[rank];
        if (!is_first && inventory.slot_of(index.id(by_offset[rank])) != slot) continue;
        slots_.push_back(slot);
        types_.push_back(known.types[rank]);
    }
}

PlannedObject ReadingOrder::at(std::size_t index) const {
    return {slots_[index], types_[index], index >= first_loose_};
}

}  // namespace curfew::sources
