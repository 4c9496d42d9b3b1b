#include "scanner/sources/pack_entry.h"

#include <cstring>

namespace curfew::sources {
namespace {

constexpr std::size_t kIdBytes = 20;
/// Bytes of a variable-length number; more do not fit 64 bits.
constexpr std::size_t kNumberBytesMax = 9;
constexpr std::uint32_t kCopyBytesDefault = 0x10000;

/// A number in groups of seven bits, lowest first; `shift` bits of it are known already.
bool add_number(core::BlobView bytes, std::size_t& at, unsigned shift, std::uint64_t& number) {
    for (std::size_t i = 0; i < kNumberBytesMax && at < bytes.size(); ++i, shift += 7) {
        const auto byte = std::to_integer<std::uint64_t>(bytes[at++]);
        number |= (byte & 0x7fU) << shift;
        if ((byte & 0x80U) == 0) return true;
    }
    return false;
}

/// The distance back to an offset_delta's base: groups of seven bits, highest first, each further
/// group counting from where the shorter form ends.
std::optional<std::uint64_t> read_distance(core::BlobView pack, std::size_t& at) {
    std::uint64_t distance = 0;
    for (std::size_t i = 0; i < kNumberBytesMax && at < pack.size(); ++i) {
        const auto byte = std::to_integer<std::uint64_t>(pack[at++]);
        distance = (i == 0 ? 0 : (distance + 1) << 7U) | (byte & 0x7fU);
        if ((byte & 0x80U) == 0) return distance;
    }
    return std::nullopt;
}

ObjectType type_of(unsigned number) {
    switch (number) {
        case 1:
            return ObjectType::commit;
        case 2:
            return ObjectType::tree;
        case 3:
            return ObjectType::blob;
        case 4:
            return ObjectType::tag;
        default:
            return ObjectType::unknown;
    }
}

/// The bytes of a copy's offset or length that are there, lowest first.
bool take_bytes(core::BlobView delta, std::size_t& at, unsigned present, std::uint32_t& number) {
    number = 0;
    for (unsigned shift = 0; present != 0; present >>= 1U, shift += 8) {
        if ((present & 1U) == 0) continue;
        if (at >= delta.size()) return false;
        number |= std::to_integer<std::uint32_t>(delta[at++]) << shift;
    }
    return true;
}

/// What a copy command takes from the base; `at` stands behind the command. No piece is empty: an
/// empty view says that the command is broken.
core::BlobView copied_piece(core::BlobView delta, std::size_t& at, unsigned command,
                            core::BlobView base) {
    std::uint32_t from = 0;
    std::uint32_t length = 0;
    if (!take_bytes(delta, at, command & 0x0fU, from)) return {};
    if (!take_bytes(delta, at, command >> 4U & 7U, length)) return {};
    if (length == 0) length = kCopyBytesDefault;
    if (from > base.size() || length > base.size() - from) return {};
    return base.subspan(from, length);
}

/// What an add command brings along: as many bytes as it says. Empty as above.
core::BlobView added_piece(core::BlobView delta, std::size_t& at, unsigned command) {
    if (command > delta.size() - at) return {};
    const core::BlobView piece = delta.subspan(at, command);
    at += command;
    return piece;
}

}  // namespace

PackEntryHeader read_pack_entry(core::BlobView pack, std::uint64_t offset) {
    PackEntryHeader header;
    if (offset >= pack.size()) return header;
    std::size_t at = offset;
    const auto first = std::to_integer<unsigned>(pack[at++]);
    header.bytes = first & 0x0fU;
    if ((first & 0x80U) != 0 && !add_number(pack, at, 4, header.bytes)) return header;
    const unsigned number = first >> 4U & 7U;
    header.type = type_of(number);
    if (header.type != ObjectType::unknown) {
        header.coding = PackCoding::whole;
    } else if (number == 6) {
        const auto distance = read_distance(pack, at);
        if (!distance || *distance > offset || *distance == 0) return header;
        header.base_offset = offset - *distance;
        header.coding = PackCoding::offset_delta;
    } else if (number == 7 && pack.size() - at >= kIdBytes) {
        std::memcpy(header.base_id.bytes.data(), pack.data() + at, kIdBytes);
        at += kIdBytes;
        header.coding = PackCoding::id_delta;
    }
    header.data_offset = at;
    return header;
}

std::optional<DeltaSizes> read_delta_sizes(core::BlobView delta) {
    DeltaSizes sizes;
    std::size_t at = 0;
    if (!add_number(delta, at, 0, sizes.base)) return std::nullopt;
    if (!add_number(delta, at, 0, sizes.result)) return std::nullopt;
    return sizes;
}

bool apply_delta(core::BlobView delta, core::BlobView base, std::span<std::byte> result) {
    std::size_t at = 0;
    std::size_t filled = 0;
    std::uint64_t ignored = 0;
    if (!add_number(delta, at, 0, ignored) || !add_number(delta, at, 0, ignored)) return false;
    while (at < delta.size()) {
        const auto command = std::to_integer<unsigned>(delta[at++]);
        const core::BlobView piece = (command & 0x80U) != 0 ? copied_piece(delta, at, command, base)
                                                            : added_piece(delta, at, command);
        if (piece.empty() || piece.size() > result.size() - filled) return false;
        std::memcpy(result.data() + filled, piece.data(), piece.size());
        filled += piece.size();
    }
    return filled == result.size();
}

}  // namespace curfew::sources
