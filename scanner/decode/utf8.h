/// Letters to UTF-8 and digits to numbers.
///
/// Threads:  pure functions.
/// Source:   RFC 3629.
#pragma once

#include <string_view>

namespace curfew::decode {

/// The value of a hexadecimal digit, -1 for anything else.
[[nodiscard]] constexpr int hex_digit(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
}

/// Writes the letter into `bytes`; the view is of them. `letter` is at most 0x10FFFF.
[[nodiscard]] inline std::string_view to_utf8(char32_t letter, char (&bytes)[4]) {
    const auto tail = [letter](unsigned shift) {
        return static_cast<char>(0x80U | (letter >> shift & 0x3FU));
    };
    if (letter < 0x80) {
        bytes[0] = static_cast<char>(letter);
        return {bytes, 1};
    }
    if (letter < 0x800) {
        bytes[0] = static_cast<char>(0xC0U | letter >> 6U);
        bytes[1] = tail(0);
        return {bytes, 2};
    }
    if (letter < 0x10000) {
        bytes[0] = static_cast<char>(0xE0U | letter >> 12U);
        bytes[1] = tail(6);
        bytes[2] = tail(0);
        return {bytes, 3};
    }
    bytes[0] = static_cast<char>(0xF0U | letter >> 18U);
    bytes[1] = tail(12);
    bytes[2] = tail(6);
    bytes[3] = tail(0);
    return {bytes, 4};
}

}  // namespace curfew::decode
