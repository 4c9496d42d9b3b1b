/// UTF-8 as reports meet it: outside bytes that may be valid, broken or hostile.
///
/// Threads:  pure functions.
/// Source:   RFC 3629: shortest form only, no surrogates, at most U+10FFFF.
#pragma once

#include <cstddef>
#include <string_view>

namespace curfew::report {

/// What stands at the front of some bytes.
struct Letter {
    char32_t point = 0;      ///< the code point, or the bare byte of a broken sequence
    std::size_t length = 1;  ///< bytes it takes
    bool is_valid = false;
};

/// Takes the first letter apart. `bytes` is not empty.
[[nodiscard]] Letter first_letter(std::string_view bytes);

/// A letter that a terminal does not simply show: controls, changes of direction, invisible ones.
[[nodiscard]] bool is_deceptive(char32_t point);

[[nodiscard]] bool is_utf8(std::string_view bytes);

/// Columns a terminal needs for `text`: 0 for combining marks, 2 for wide East Asian letters and
/// emoji, 1 for all others.
[[nodiscard]] std::size_t columns_of(std::string_view text);

}  // namespace curfew::report
