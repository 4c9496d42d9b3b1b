/// Small letters of ASCII, whatever the locale: what host names, header names and keywords are
/// compared in.
///
/// Threads:  pure functions.
/// Units:    bytes; everything but A to Z stays as it is.
/// Not here: what sort of character a byte is, by table (match/characters.h).
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace curfew::core {

[[nodiscard]] constexpr char to_lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

[[nodiscard]] inline std::string in_lower_case(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), to_lower);
    return lower;
}

/// Whether both are the same but for ASCII case.
[[nodiscard]] constexpr bool equals_caseless(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, {}, to_lower, to_lower);
}

}  // namespace curfew::core
