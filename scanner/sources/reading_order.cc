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

constexpr std::uint32_t kNone = static_cast<std::uint32_t>(-1);

/// One pack's entries by offset: for each rank its type, and the rank of its base.
class PackPlan {
  public:
    PackPlan(const PackIndex& index, core::BlobView pack, std::span<const std::uint32_t> by_offset)
        : index_(index), pack_(pack) {
        offsets_.reserve(by_offset.size());
        for (const std::uint32_t at : by_offset) offsets_.push_back(index.offset(at));
        types_.resize(by_offset.size(), ObjectType::unknown);
        bases_.resize(by_offset.size(), kNone);
        for (std::uint32_t rank = 0; rank < offsets_.size(); ++rank) read_entry(rank);
    }

    /// Through the bases: those of id_deltas may lie behind.
    [[nodiscard]] ObjectType type_at(std::uint32_t rank) const {
        for (unsigned depth = 0; depth < kChainMax && rank != kNone; ++depth) {
            if (types_[rank] != ObjectType::unknown) return types_[rank];
            rank = bases_[rank];
        }
        return ObjectType::unknown;
    }

    /// Calls `visit` for each rank, each delta soon after its base: while a family is read, its
    /// bases are still at hand.
    template <typename Visit>
    void visit_families(const Visit& visit) const {
        std::vector<std::uint32_t> first_child(bases_.size(), kNone);
        std::vector<std::uint32_t> next_sibling(bases_.size(), kNone);
        for (auto rank = static_cast<std::uint32_t>(bases_.size()); rank-- > 0;) {
            if (bases_[rank] == kNone) continue;
            next_sibling[rank] = first_child[bases_[rank]];
            first_child[bases_[rank]] = rank;
        }
        std::vector<std::uint32_t> open;
        for (std::uint32_t root = 0; root < bases_.size(); ++root) {
            if (bases_[root] != kNone) continue;
            open.push_back(root);
            while (!open.empty()) {
                const std::uint32_t rank = open.back();
                open.pop_back();
                visit(rank);
                if (next_sibling[rank] != kNone) open.push_back(next_sibling[rank]);
                if (first_child[rank] != kNone) open.push_back(first_child[rank]);
            }
        }
    }

  private:
    void read_entry(std::uint32_t rank) {
        const PackEntryHeader header = read_pack_entry(pack_, offsets_[rank]);
        std::optional<std::uint64_t> base;
        if (header.coding == PackCoding::whole) types_[rank] = header.type;
        if (header.coding == PackCoding::offset_delta) base = header.base_offset;
        if (header.coding == PackCoding::id_delta) {
            if (const auto at = index_.find(header.base_id)) base = index_.offset(*at);
        }
        if (!base) return;
        const auto at = std::ranges::lower_bound(offsets_, *base);
        if (at == offsets_.end() || *at != *base) return;
        const auto base_rank = static_cast<std::uint32_t>(at - offsets_.begin());
        if (base_rank >= rank && leads_to(base_rank, rank)) return;  // a ring is no family
        bases_[rank] = base_rank;
        types_[rank] = types_[base_rank];
    }

    [[nodiscard]] bool leads_to(std::uint32_t from, std::uint32_t to) const {
        unsigned depth = 0;
        for (; depth < kChainMax && from != kNone && from != to; ++depth) from = bases_[from];
        return from == to || depth == kChainMax;
    }

    const PackIndex& index_;
    core::BlobView pack_;
    std::vector<std::uint64_t> offsets_;  ///< rising
    std::vector<ObjectType> types_;
    std::vector<std::uint32_t> bases_;
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

    const PackPlan plan(index, file.bytes(), by_offset);
    const bool is_first = &pack == inventory.packs().data();
    plan.visit_families([&](std::uint32_t rank) {
        const Slot slot = pack.first_slot + by_offset[rank];
        if (!is_first && inventory.slot_of(index.id(by_offset[rank])) != slot) return;
        slots_.push_back(slot);
        types_.push_back(plan.type_at(rank));
    });
}

ObjectType type_of(const PlannedObject& object, const ObjectInventory& inventory,
                   const ObjectStore& store) {
    if (object.type != ObjectType::unknown) return object.type;
    const auto header = store.header(inventory.id_of(object.slot));
    return header.has_value() ? header.value().type : ObjectType::unknown;
}

PlannedObject ReadingOrder::at(std::size_t index) const {
    return {slots_[index], types_[index], index >= first_loose_};
}

}  // namespace curfew::sources
