/// A template taken apart: plain text and makers in braces, as signatures/FORMAT.md describes them.
///
/// Owns:     its text. Threads: plain values. Units: lengths count characters.
/// Errors:   invalid_input with the column where a maker does not parse.
/// Not here: what a maker makes (maker.h), names and checksums (example.cc).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/result.h"

namespace curfew::rules {

/// Characters a template may ask of one maker; the longest real tokens have some 4,000.
inline constexpr std::size_t kMadeLengthMax = 8'192;

/// `{name:option}` or `{name:least-most}`; a piece of plain text has no name.
struct Piece {
    std::string text;    ///< of a plain piece
    std::string name;    ///< of a maker
    std::string option;  ///< what stands after the colon
    std::size_t least = 0;
    std::size_t most = 0;  ///< 0: no length was given
    std::size_t column = 1;

    [[nodiscard]] bool is_maker() const { return !name.empty(); }
    [[nodiscard]] bool has_length() const { return most > 0; }
};

/// `{` before a letter opens a maker, `{{` is a brace, any other brace stands for itself.
[[nodiscard]] core::Result<std::vector<Piece>> parse_template(std::string_view text);

}  // namespace curfew::rules
