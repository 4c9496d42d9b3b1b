#include "scanner/report/time_line.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "scanner/core/check.h"
#include "scanner/core/instant.h"
#include "scanner/core/validity_window.h"
#include "scanner/lifetime/exposure.h"

namespace curfew::report {
namespace {

using core::Instant;

/// Half-open; `begin == end` holds nothing.
struct Span {
    Instant begin;
    Instant end;

    [[nodiscard]] bool is_empty() const { return begin >= end; }
};

Span both(Span left, Span right) {
    return {std::max(left.begin, right.begin), std::min(left.end, right.end)};
}

/// The smallest span a sighting takes: it is a moment, and a moment must be drawn.
constexpr core::Duration kMoment{1};

Span readable_span(const lifetime::Exposure& exposure, Instant as_of) {
    if (!exposure.first_seen && !exposure.is_present) return {};
    const Instant last = exposure.is_present
                             ? as_of
                             : exposure.last_seen.value_or(exposure.first_seen.value_or(as_of));
    const Instant first = exposure.first_seen.value_or(last - kMoment);
    return {first, std::max(last, first + kMoment)};
}

Span accepted_span(const core::ValidityWindow& window) {
    return {core::instant_of(window.not_before()).value_or(Instant::min()),
            core::instant_of(window.expires_at()).value_or(Instant::max())};
}

bool is_told(const core::ValidityWindow& window) {
    return !std::holds_alternative<core::Unknown>(window.not_before()) &&
           !std::holds_alternative<core::Unknown>(window.expires_at());
}

std::optional<Instant> first_instant(const core::ValidityWindow& window,
                                     const lifetime::Exposure& exposure) {
    const auto accepted = core::instant_of(window.not_before());
    if (!accepted) return exposure.first_seen;
    if (!exposure.first_seen) return accepted;
    return std::min(*accepted, *exposure.first_seen);
}

/// The moments that decide a cell.
struct Life {
    Span readable;
    Span accepted;
    bool is_certain = false;
};

Cell cell_of(Span cell, const Life& life) {
    const Span seen = both(cell, life.readable);
    if (seen.is_empty()) {
        const bool is_accepted = life.is_certain && !both(cell, life.accepted).is_empty();
        return is_accepted ? Cell::accepted : Cell::nothing;
    }
    if (both(seen, life.accepted).is_empty()) return Cell::readable;
    return life.is_certain ? Cell::live : Cell::perhaps_live;
}

/// The line without its cells; nothing when it would be too short to have any.
std::optional<TimeLine> empty_line(Instant begin, Instant expiry, Instant as_of) {
    const Instant farthest = begin < as_of ? as_of + (as_of - begin) : expiry;
    TimeLine line;
    line.begin = begin;
    line.end = std::clamp(expiry, std::min(as_of, farthest), farthest);
    line.is_cut = expiry > line.end;
    if (line.end - line.begin < core::Duration(TimeLine::kCells)) return std::nullopt;
    return line;
}

Instant border(const TimeLine& line, std::size_t cell) {
    // In two steps, so that centuries times 32 do not overflow.
    const auto part = static_cast<std::int64_t>(cell);
    constexpr auto kParts = static_cast<std::int64_t>(TimeLine::kCells);
    const core::Duration span = line.end - line.begin;
    return line.begin + span / kParts * part + span % kParts * part / kParts;
}

}  // namespace

std::string_view glyph_of(Cell cell) {
    switch (cell) {
        case Cell::nothing:
            return "·";
        case Cell::accepted:
            return "─";
        case Cell::readable:
            return "░";
        case Cell::perhaps_live:
            return "▓";
        case Cell::live:
            return "█";
    }
    core::check(false);
    return {};
}

std::optional<TimeLine> time_line_of(const core::ValidityWindow& window,
                                     const lifetime::Exposure& exposure, Instant as_of) {
    const auto begin = first_instant(window, exposure);
    if (!begin) return std::nullopt;
    const Instant expiry = core::instant_of(window.expires_at()).value_or(as_of);
    auto line = empty_line(*begin, expiry, as_of);
    if (!line) return std::nullopt;
    const Life life{.readable = readable_span(exposure, as_of),
                    .accepted = accepted_span(window),
                    .is_certain = is_told(window)};
    for (std::size_t at = 0; at < TimeLine::kCells; ++at) {
        const Span cell{border(*line, at), border(*line, at + 1)};
        line->cells[at] = cell_of(cell, life);
        if (line->end > as_of && cell.begin <= as_of && as_of < cell.end) line->now = at;
    }
    return line;
}

}  // namespace curfew::report
