#include "scanner/lifetime/carriers/times.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "scanner/core/instant.h"
#include "scanner/core/result.h"
#include "scanner/lifetime/carriers/json_document.h"
#include "scanner/lifetime/carriers/text_encoding.h"

namespace curfew::lifetime {
namespace {

using core::Error;
using core::ErrorKind;
using core::Instant;
using core::Result;

// 10^11 s is the year 5138, 10^11 ms is March 1973: nothing real lies on the wrong side.
constexpr double kEpochSecondsMax = 1e11;
constexpr std::int64_t kSecondsMax = 253'402'300'799;  // 9999-12-31T23:59:59Z

Error not_a_time(std::string sentence) {
    return {ErrorKind::invalid_input, std::move(sentence)};
}

/// "2026-11-22" and "09:30:00" become "2026-11-22T09:30:00Z".
Result<Instant> from_parts(std::string_view date, std::string_view time) {
    return core::parse_instant(std::string(date) + "T" + std::string(time) + "Z");
}

}  // namespace

Result<Instant> instant_from_epoch(double seconds) {
    if (!std::isfinite(seconds)) return not_a_time("is not a finite number");
    if (seconds <= 0) return not_a_time("is not after 1970, which issuers use for several things");
    if (seconds >= kEpochSecondsMax) {
        return not_a_time("is too large for seconds, and other units are not guessed");
    }
    return Instant{core::Duration{std::llround(seconds * 1e6)}};
}

Result<Instant> instant_from_epoch_text(std::string_view digits) {
    double seconds = 0;
    const char* const first = digits.data();
    const char* const last = first + digits.size();
    const auto [end, problem] = std::from_chars(first, last, seconds, std::chars_format::fixed);
    if (problem != std::errc{} || end != last) {
        return not_a_time("is not a number of seconds since 1970");
    }
    return instant_from_epoch(seconds);
}

Result<std::optional<Instant>> epoch_member(JsonView object, std::string_view name) {
    const auto member = object.find(name);
    if (!member || member->is_null()) return std::optional<Instant>();
    const auto number = member->number();
    if (!number) return not_a_time(std::string(name) + " is not a number");
    auto at = instant_from_epoch(*number);
    if (!at.has_value()) return not_a_time(std::string(name) + " " + at.error().message());
    return std::optional(at.value());
}

Result<Instant> instant_from_basic(std::string_view text) {
    if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') {
        return not_a_time("is not written as 20261122T093000Z");
    }
    const std::string date = std::string(text.substr(0, 4)) + "-" + std::string(text.substr(4, 2)) +
                             "-" + std::string(text.substr(6, 2));
    const std::string time = std::string(text.substr(9, 2)) + ":" +
                             std::string(text.substr(11, 2)) + ":" +
                             std::string(text.substr(13, 2));
    auto at = from_parts(date, time);
    if (!at.has_value()) return not_a_time("is not written as 20261122T093000Z");
    return at;
}

Result<Instant> instant_from_azure(std::string_view text) {
    constexpr std::size_t kDate = 10;            // 2026-11-22
    constexpr std::size_t kWithoutSeconds = 17;  // 2026-11-22T09:30Z
    if (text.size() == kDate) return from_parts(text, "00:00:00");
    if (text.size() == kWithoutSeconds && text.back() == 'Z' && text[kDate] == 'T') {
        return from_parts(text.substr(0, kDate), std::string(text.substr(kDate + 1, 5)) + ":00");
    }
    return core::parse_instant(text);
}

std::optional<Instant> later_by(Instant at, core::Duration span) {
    const Instant last{std::chrono::seconds{kSecondsMax}};
    if (span > last - at) return std::nullopt;
    return at + span;
}

std::optional<Instant> earlier(std::optional<Instant> left, std::optional<Instant> right) {
    if (!left || !right) return left ? left : right;
    return std::min(*left, *right);
}

std::optional<Instant> later(std::optional<Instant> left, std::optional<Instant> right) {
    if (!left || !right) return left ? left : right;
    return std::max(*left, *right);
}

}  // namespace curfew::lifetime
