/// How fast a host may be asked: a token bucket, what the host itself said about waiting, and a
/// breaker that leaves a host alone which does not answer.
///
/// Decides, never waits: time comes in as a parameter (Clock::steady), waits go out as a duration.
///
/// Threads:  one thread at a time.
/// Units:    Duration; requests per second.
/// Source:   the defaults lie far below every documented limit of providers that were looked up
///           (reference answers in signatures/providers); Retry-After: RFC 9110 10.2.3.
#pragma once

#include <optional>

#include "scanner/core/http.h"
#include "scanner/core/instant.h"

namespace curfew::provider {

struct PaceRule {
    double requests_per_second = 5.0;
    double burst = 10.0;        ///< requests that may go at once after a rest; at least 1
    unsigned failures_max = 5;  ///< in a row, until the host is left alone
    core::Duration rest = std::chrono::seconds(60);  ///< how long then
    core::Duration wait_max =
        std::chrono::seconds(120);  ///< what a host asks for beyond is not waited
};

/// No limit of our own; what the host says still counts. For benchmarks and private servers.
[[nodiscard]] PaceRule unlimited_pace();

class Pace {
  public:
    Pace(const PaceRule& rule, core::Duration now);

    /// Takes a place for one request: how long to wait before it is sent. Nothing: it must not be
    /// sent in this run, since the host rests or asked for more patience than wait_max.
    [[nodiscard]] std::optional<core::Duration> take(core::Duration now);

    /// An answer came, whatever it says about the credential.
    void note_answer();
    /// No answer, or one that says the host has a fault.
    void note_failure(core::Duration now);
    /// The host wants nothing for `span`.
    void note_limit(core::Duration now, core::Duration span);

  private:
    PaceRule rule_;
    double places_;  // left in the bucket; below zero: taken in advance
    core::Duration refilled_at_;
    core::Duration closed_until_;   // by the host's own word
    core::Duration resting_until_;  // by the breaker
    unsigned failures_ = 0;
};

/// What an answer says about waiting: Retry-After in seconds or as a date, or a rate limit's reset
/// when nothing remains. Nothing where it says nothing.
[[nodiscard]] std::optional<core::Duration> wait_asked_for(const core::HttpResponse& response);

}  // namespace curfew::provider
