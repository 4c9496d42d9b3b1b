#include "scanner/provider/politeness.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string_view>

namespace curfew::provider {
namespace {

using core::Duration;

double seconds_in(Duration span) {
    return std::chrono::duration<double>(span).count();
}

Duration span_of(double seconds) {
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

std::optional<std::int64_t> number_in(std::optional<std::string_view> text) {
    if (!text) return std::nullopt;
    std::int64_t value = 0;
    const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (problem != std::errc{} || end == text->data() || value < 0) return std::nullopt;
    return value;
}

// "120", or a date, measured by the server's own clock where it tells it.
std::optional<Duration> retry_after(const core::HttpResponse& response) {
    const auto text = response.header("retry-after");
    if (!text) return std::nullopt;
    if (const auto seconds = number_in(text)) return std::chrono::seconds(*seconds);
    const auto date = core::parse_http_date(*text);
    if (!date.has_value()) return std::nullopt;
    const core::Instant now = response.server_time.value_or(response.received_at);
    return std::max<Duration>(date.value() - now, Duration::zero());
}

// Resets are written as seconds from now by some and as seconds since 1970 by others.
Duration span_until(std::int64_t reset, core::Instant now) {
    constexpr std::int64_t kSmallestEpoch = 1'000'000'000;
    if (reset < kSmallestEpoch) return std::chrono::seconds(reset);
    const auto instant = core::instant_from_unix_seconds(reset);
    if (!instant.has_value()) return Duration::zero();
    return std::max<Duration>(instant.value() - now, Duration::zero());
}

}  // namespace

PaceRule unlimited_pace() {
    PaceRule rule;
    rule.requests_per_second = 1e9;
    rule.burst = 1e9;
    return rule;
}

Pace::Pace(const PaceRule& rule, Duration now)
    : rule_(rule),
      places_(rule.burst),
      refilled_at_(now),
      closed_until_(now),
      resting_until_(now) {}

std::optional<Duration> Pace::take(Duration now) {
    if (now < resting_until_) return std::nullopt;
    places_ =
        std::min(rule_.burst, places_ + seconds_in(now - refilled_at_) * rule_.requests_per_second);
    refilled_at_ = now;
    const Duration for_place =
        places_ >= 1.0 ? Duration::zero() : span_of((1.0 - places_) / rule_.requests_per_second);
    const Duration for_host = std::max(closed_until_ - now, Duration::zero());
    if (for_host > rule_.wait_max) return std::nullopt;
    places_ -= 1.0;
    return std::max(for_place, for_host);
}

void Pace::note_answer() {
    failures_ = 0;
}

void Pace::note_failure(Duration now) {
    if (++failures_ < rule_.failures_max) return;
    resting_until_ = now + rule_.rest;
    failures_ = 0;
}

void Pace::note_limit(Duration now, Duration span) {
    closed_until_ = std::max(closed_until_, now + span);
}

std::optional<Duration> wait_asked_for(const core::HttpResponse& response) {
    if (const auto span = retry_after(response)) return span;
    constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kLimits{
        {{"x-ratelimit-remaining", "x-ratelimit-reset"},
         {"ratelimit-remaining", "ratelimit-reset"}}};
    for (const auto& [remaining, reset] : kLimits) {
        if (number_in(response.header(remaining)) != 0) continue;
        const auto at = number_in(response.header(reset));
        if (at) return span_until(*at, response.server_time.value_or(response.received_at));
    }
    return std::nullopt;
}

}  // namespace curfew::provider
