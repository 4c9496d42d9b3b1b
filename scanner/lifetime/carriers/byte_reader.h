/// Takes binary structures apart from the front; a length that points outside gives nothing.
///
/// Owns:     nothing; views point into the bytes it was given.
/// Units:    numbers are big-endian, as in every format read here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace curfew::lifetime {

class ByteReader {
  public:
    explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

    [[nodiscard]] bool is_at_end() const { return rest_.empty(); }
    [[nodiscard]] std::string_view rest() const { return rest_; }

    std::optional<std::string_view> take(std::size_t count) {
        if (count > rest_.size()) return std::nullopt;
        const std::string_view taken = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return taken;
    }

    /// An unsigned number of `width` bytes, at most eight.
    std::optional<std::uint64_t> number(std::size_t width) {
        const auto bytes = take(width);
        if (!bytes) return std::nullopt;
        std::uint64_t value = 0;
        for (const char byte : *bytes) value = (value << 8U) | static_cast<unsigned char>(byte);
        return value;
    }

    /// Bytes behind their own length, a number of `width` bytes.
    std::optional<std::string_view> counted(std::size_t width) {
        const auto length = number(width);
        if (!length || *length > rest_.size()) return std::nullopt;
        return take(static_cast<std::size_t>(*length));
    }

  private:
    std::string_view rest_;
};

}  // namespace curfew::lifetime
