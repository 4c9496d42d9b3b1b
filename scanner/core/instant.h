/// A moment in UTC and a span of time, as two types that do not mix.
///
/// Units:    microseconds since 1970-01-01T00:00:00Z; leap seconds are not counted (POSIX).
/// Threads:  immutable values.
/// Errors:   invalid_input for text that is no RFC 3339 instant or no duration.
/// Source:   RFC 3339 with seconds and an offset; the years 0000 to 9999.
/// Not here: asking for the time (clock.h).
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "scanner/core/result.h"

namespace curfew::core {

/// A span of time.
using Duration = std::chrono::microseconds;

/// A moment. Two moments subtract to a Duration; they do not add.
using Instant = std::chrono::sys_time<Duration>;

/// From "2026-11-22T09:30:00Z", fractions up to nine digits (cut to microseconds), any offset.
[[nodiscard]] Result<Instant> parse_instant(std::string_view text);

/// "2026-11-22T09:30:00Z", with ".123456" where there is a fraction.
[[nodiscard]] std::string to_text(Instant at);

/// Seconds since 1970. Nothing is lost within the years 0000 to 9999; outside them invalid_input.
[[nodiscard]] Result<Instant> instant_from_unix_seconds(std::int64_t seconds);

/// From "90d", "12h", "30m", "45s", "2w", "1y" (365 days), or several parts: "1h30m".
[[nodiscard]] Result<Duration> parse_duration(std::string_view text);

/// For people: the largest two units, "3 y 41 d", "12 d 4 h", "5 min 3 s".
[[nodiscard]] std::string to_human_text(Duration span);

}  // namespace curfew::core
