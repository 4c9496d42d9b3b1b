/// In which order a repository's objects are cheapest to read: as they lie in the packs, and each
/// delta soon after its base.
///
/// Types come from the packs' own entry headers, a delta's from its base, so that whoever wants
/// blobs never has to inflate trees. An entry that makes no sense is `unknown`: the library is
/// asked, and says what is wrong.
///
/// Owns:     4 bytes for each object; borrows the inventory.
/// Threads:  never changes after `plan`; may be shared.
/// Source:   gitformat-pack(5), "object entries".
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "scanner/sources/object_inventory.h"
#include "scanner/sources/object_store.h"

namespace curfew::sources {

struct PlannedObject {
    Slot slot = 0;
    ObjectType type = ObjectType::unknown;
    bool is_loose = false;
};

/// The type of `object`; where its entry does not tell, the store is asked, which may not know.
[[nodiscard]] ObjectType type_of(const PlannedObject& object, const ObjectInventory& inventory,
                                 const ObjectStore& store);

class ReadingOrder {
  public:
    /// Each object once, packs in the inventory's order, loose objects last.
    [[nodiscard]] static ReadingOrder plan(const ObjectInventory& inventory);

    /// Only these, each once.
    [[nodiscard]] static ReadingOrder plan(const ObjectInventory& inventory,
                                           std::span<const PlannedObject> objects);

    [[nodiscard]] std::size_t size() const { return slots_.size(); }
    [[nodiscard]] PlannedObject at(std::size_t index) const;

  private:
    void add_pack(const ObjectInventory& inventory, const ObjectInventory::Pack& pack);

    std::vector<Slot> slots_;
    std::vector<ObjectType> types_;
    std::size_t first_loose_ = 0;
};

}  // namespace curfew::sources
