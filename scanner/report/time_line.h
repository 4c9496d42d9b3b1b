/// The small picture of a finding's life: when it could be read, when it was accepted, and when
/// both, which is what hurts.
///
///     2026-01-01 ░░░░████████│──── 2026-06-01
///            readable, both, now, accepted only
///
/// The future takes at most half of the line, however far the end is.
///
/// Threads:  pure functions.
/// Units:    kCells equal parts of the span from `begin` to `end`.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "scanner/core/instant.h"
#include "scanner/core/validity_window.h"
#include "scanner/lifetime/exposure.h"

namespace curfew::report {

enum class Cell {
    nothing,
    accepted,      ///< for certain, and nobody could read it
    readable,      ///< not accepted
    perhaps_live,  ///< readable, and nobody told whether it was accepted
    live,          ///< readable and accepted
};

/// What a cell looks like: one column.
[[nodiscard]] std::string_view glyph_of(Cell cell);

struct TimeLine {
    static constexpr std::size_t kCells = 32;

    core::Instant begin{};
    core::Instant end{};
    std::array<Cell, kCells> cells{};
    std::optional<std::size_t> now;  ///< the cell `as_of` lies in, where the line goes beyond it
    bool is_cut = false;             ///< the window goes on past `end`
};

/// Nothing when no time is known but the present.
[[nodiscard]] std::optional<TimeLine> time_line_of(const core::ValidityWindow& window,
                                                   const lifetime::Exposure& exposure,
                                                   core::Instant as_of);

}  // namespace curfew::report
