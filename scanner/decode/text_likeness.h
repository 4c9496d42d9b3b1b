/// Whether bytes are text, as far as decoders must know.
///
/// Threads:  pure functions.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace curfew::decode {

[[nodiscard]] constexpr bool is_printable(unsigned char byte) {
    return (byte >= 0x20 && byte <= 0x7E) || byte == '\n' || byte == '\r' || byte == '\t';
}

[[nodiscard]] inline std::size_t unprintable_in(std::string_view bytes) {
    return static_cast<std::size_t>(std::ranges::count_if(
        bytes, [](char byte) { return !is_printable(static_cast<unsigned char>(byte)); }));
}

[[nodiscard]] inline bool is_gzip(std::string_view bytes) {
    return bytes.size() >= 18 && bytes.starts_with("\x1F\x8B\x08");  // RFC 1952: header and trailer
}

/// Text in UTF-16 without a mark: printable letters of ASCII, each with a zero beside it.
[[nodiscard]] inline bool is_plain_utf16(std::string_view bytes, bool is_big_endian) {
    constexpr std::size_t kLookedAt = 512;
    const std::size_t size = std::min(bytes.size(), kLookedAt) / 2 * 2;
    // A cheap refusal first: ordinary text holds no zero at all.
    if (size < 8 || bytes.size() % 2 != 0 || bytes.substr(0, 8).find('\0') > 8) return false;
    std::size_t good = 0;
    for (std::size_t at = 0; at < size; at += 2) {
        const char letter = bytes[at + (is_big_endian ? 1 : 0)];
        const char other = bytes[at + (is_big_endian ? 0 : 1)];
        if (other == '\0' && is_printable(static_cast<unsigned char>(letter))) good += 2;
    }
    return good * 10 >= size * 9;
}

[[nodiscard]] inline bool is_utf16(std::string_view bytes) {
    return bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF") ||
           is_plain_utf16(bytes, false) || is_plain_utf16(bytes, true);
}

/// Whether bytes that begin with these two may be a known binary: gzip, a byte order mark, or a
/// zero beside a letter.
[[nodiscard]] constexpr bool may_be_binary(char first, char second) {
    return first == '\0' || second == '\0' || (first == '\x1F' && second == '\x8B') ||
           (first == '\xFF' && second == '\xFE') || (first == '\xFE' && second == '\xFF');
}

/// Bytes that are no text themselves and that another decoder opens.
[[nodiscard]] inline bool is_known_binary(std::string_view bytes) {
    return bytes.starts_with("\x1F\x8B\x08") || is_utf16(bytes);
}

}  // namespace curfew::decode
