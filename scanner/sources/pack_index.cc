#include "scanner/sources/pack_index.h"

#include <cstring>
#include <string>

namespace curfew::sources {
namespace {

constexpr std::uint32_t kMagic = 0xff744f63;
constexpr std::size_t kIdBytes = 20;
constexpr std::size_t kFanoutBytes = std::size_t{256} * 4;
constexpr std::size_t kTrailerBytes = 2 * kIdBytes;
constexpr std::size_t kVersion1EntryBytes = 4 + kIdBytes;
constexpr std::size_t kVersion2EntryBytes = kIdBytes + 4 + 4;
constexpr std::uint32_t kIsLarge = 0x80000000;

std::uint32_t big_endian(core::BlobView bytes, std::size_t at) {
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        number = number << 8U | std::to_integer<std::uint32_t>(bytes[at + i]);
    }
    return number;
}

core::Error corrupt(std::size_t bytes, std::size_t entries) {
    return {core::ErrorKind::corrupt, "pack index of " + std::to_string(bytes) +
                                          " bytes cannot hold " + std::to_string(entries) +
                                          " entries"};
}

}  // namespace

core::Result<PackIndex> PackIndex::read(core::BlobView bytes) {
    PackIndex index;
    index.bytes_ = bytes;
    if (bytes.size() < kFanoutBytes + kTrailerBytes) return corrupt(bytes.size(), 0);
    index.is_version_2_ = big_endian(bytes, 0) == kMagic;
    if (index.is_version_2_ && big_endian(bytes, 4) != 2) {
        return core::Error(core::ErrorKind::unsupported, "pack index of an unknown version");
    }
    const std::size_t fanout = index.is_version_2_ ? 8 : 0;
    const std::size_t entry_bytes = index.is_version_2_ ? kVersion2EntryBytes : kVersion1EntryBytes;
    const std::size_t header = fanout + kFanoutBytes;
    index.size_ = big_endian(bytes, header - 4);
    if (bytes.size() < header + kTrailerBytes ||
        (bytes.size() - header - kTrailerBytes) / entry_bytes < index.size_) {
        return corrupt(bytes.size(), index.size_);
    }
    for (std::size_t at = 1; at < 256; ++at) {
        if (big_endian(bytes, fanout + 4 * at) < big_endian(bytes, fanout + 4 * (at - 1))) {
            return core::Error(core::ErrorKind::corrupt, "pack index with a falling fan-out");
        }
    }
    index.ids_ = header;
    index.offsets_ = header + index.size_ * (kIdBytes + 4);
    index.large_ = index.offsets_ + index.size_ * 4;
    if (index.is_version_2_) {
        index.large_size_ = (bytes.size() - kTrailerBytes - index.large_) / 8;
    }
    return index;
}

std::uint32_t PackIndex::number(std::size_t at) const {
    return big_endian(bytes_, at);
}

core::ObjectId PackIndex::id(std::size_t at) const {
    const std::size_t begin =
        is_version_2_ ? ids_ + at * kIdBytes : ids_ + at * kVersion1EntryBytes + 4;
    core::ObjectId id;
    std::memcpy(id.bytes.data(), bytes_.data() + begin, kIdBytes);
    return id;
}

std::uint64_t PackIndex::offset(std::size_t at) const {
    if (!is_version_2_) return number(ids_ + at * kVersion1EntryBytes);
    const std::uint32_t small = number(offsets_ + at * 4);
    if ((small & kIsLarge) == 0) return small;
    const std::size_t row = small & ~kIsLarge;
    if (row >= large_size_) return ~std::uint64_t{0};  // beyond any pack: reading it will fail
    const std::size_t begin = large_ + row * 8;
    return std::uint64_t{number(begin)} << 32U | number(begin + 4);
}

std::optional<std::size_t> PackIndex::find(const core::ObjectId& id) const {
    const std::size_t at = lower_bound(id);
    if (at >= size_ || this->id(at) != id) return std::nullopt;
    return at;
}

std::size_t PackIndex::lower_bound(const core::ObjectId& id) const {
    const std::size_t fanout = is_version_2_ ? 8 : 0;
    const std::size_t first = id.bytes[0];
    std::size_t low = first == 0 ? 0 : number(fanout + 4 * (first - 1));
    std::size_t high = number(fanout + 4 * first);
    const std::size_t stride = is_version_2_ ? kIdBytes : kVersion1EntryBytes;
    const std::byte* const ids = bytes_.data() + ids_ + (is_version_2_ ? 0 : 4);
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (std::memcmp(ids + middle * stride, id.bytes.data(), kIdBytes) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

}  // namespace curfew::sources
