/// The bytes of a pack's entries taken apart: headers, and deltas applied to their base.
///
/// Owns:     nothing; borrows the pack's bytes.
/// Threads:  free functions; safe from many.
/// Errors:   a broken header is coding `broken`; a broken delta is false or nothing.
/// Source:   gitformat-pack(5), "object entries" and "deltified representation".
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "scanner/core/bytes.h"
#include "scanner/core/ids.h"
#include "scanner/sources/object_store.h"

namespace curfew::sources {

enum class PackCoding : std::uint8_t { whole, offset_delta, id_delta, broken };

struct PackEntryHeader {
    PackCoding coding = PackCoding::broken;
    ObjectType type = ObjectType::unknown;  ///< of a whole object
    std::uint64_t bytes = 0;                ///< inflated: of the object, or of the delta
    std::uint64_t base_offset = 0;          ///< of an offset_delta
    core::ObjectId base_id{};               ///< of an id_delta
    std::size_t data_offset = 0;            ///< where the deflated bytes begin
};

[[nodiscard]] PackEntryHeader read_pack_entry(core::BlobView pack, std::uint64_t offset);

struct DeltaSizes {
    std::uint64_t base = 0;
    std::uint64_t result = 0;
};

[[nodiscard]] std::optional<DeltaSizes> read_delta_sizes(core::BlobView delta);

/// Fills `result` exactly; false when the delta does not.
[[nodiscard]] bool apply_delta(core::BlobView delta, core::BlobView base,
                               std::span<std::byte> result);

}  // namespace curfew::sources
