/// Where a token ends: whether a byte next to a match would make it part of something longer.
///
/// A match is refused when a byte of the token alphabet [A-Za-z0-9_-] stands right outside of it
/// and continues it. Patterns over base64 text count `+` and `/` in. An escape before the match is
/// no part of it: "\n", "%3D" and a terminal's colour codes end in letters, but belong to the text
/// around.
///
/// Threads:  pure functions, immutable values.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "scanner/core/bytes.h"
#include "scanner/match/pattern_syntax.h"

namespace curfew::match {

/// Whether `letter` is of [A-Za-z0-9_-].
[[nodiscard]] bool is_token_letter(char letter);

/// What continues a match of one pattern, at either side.
struct Borders {
    bool base64_before = false;  ///< `+` and `/` before it continue it, too
    bool base64_after = false;
};

/// From the sets a match may begin and end with.
[[nodiscard]] Borders borders_of(const ByteSet& first, const ByteSet& last);

/// Whether nothing stands outside `match` that continues it.
[[nodiscard]] bool has_clean_borders(std::string_view text, core::Span match, Borders borders);

/// The half of it that looks before the match.
[[nodiscard]] bool has_clean_begin(std::string_view text, core::Span match, Borders borders);

/// Whether the same kind of token begins right behind the match, with the literal that the match
/// begins with: tokens written one after the other border on each other.
[[nodiscard]] bool is_followed_by_another(std::string_view text, core::Span match,
                                          std::span<const std::string> literals);

}  // namespace curfew::match
