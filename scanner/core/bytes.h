/// Views of outside bytes, and a count of bytes that cannot be mistaken for another number.
///
/// Owns:     nothing; a BlobView borrows and says nothing about how long.
/// Units:    bytes everywhere.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace curfew::core {

using BlobView = std::span<const std::byte>;

/// The same bytes as text; no encoding is promised.
[[nodiscard]] inline std::string_view as_text(BlobView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

[[nodiscard]] inline BlobView as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

/// A number of bytes.
struct ByteCount {
    std::uint64_t value = 0;

    friend auto operator<=>(ByteCount, ByteCount) = default;
    friend ByteCount operator+(ByteCount left, ByteCount right) {
        return {left.value + right.value};
    }
    ByteCount& operator+=(ByteCount other) {
        value += other.value;
        return *this;
    }
};

/// A half-open range [begin, end) of offsets into one blob.
struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;

    [[nodiscard]] std::size_t size() const { return end - begin; }
    [[nodiscard]] bool contains(Span other) const {
        return begin <= other.begin && other.end <= end;
    }
    [[nodiscard]] bool overlaps(Span other) const { return begin < other.end && other.begin < end; }

    friend auto operator<=>(const Span&, const Span&) = default;
};

}  // namespace curfew::core
