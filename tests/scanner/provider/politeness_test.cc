#include "scanner/provider/politeness.h"

#include <string>

#include <gtest/gtest.h>

namespace curfew::provider {
namespace {

using core::Duration;
using namespace std::chrono_literals;

PaceRule two_a_second() {
    PaceRule rule;
    rule.requests_per_second = 2.0;
    rule.burst = 3.0;
    rule.failures_max = 2;
    return rule;
}

core::HttpResponse saying(const std::string& name, const std::string& value) {
    core::HttpResponse response;
    response.received_at = core::parse_instant("2026-11-23T12:00:00Z").value();
    response.headers = {{name, value}};
    return response;
}

TEST(Pace, ABurstGoesAtOnceAndTheRestInStep) {
    Pace pace(two_a_second(), 0s);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(pace.take(0s), 0s);
    EXPECT_EQ(pace.take(0s), 500ms);
    EXPECT_EQ(pace.take(0s), 1000ms);
}

TEST(Pace, PlacesComeBackWithTimeAndNotBeyondTheBurst) {
    Pace pace(two_a_second(), 0s);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(pace.take(0s), 0s);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(pace.take(1h), 0s);
    EXPECT_EQ(pace.take(1h), 500ms);
}

TEST(Pace, AHostsOwnWordIsWaitedFor) {
    Pace pace(two_a_second(), 0s);
    pace.note_limit(10s, 30s);
    EXPECT_EQ(pace.take(15s), 25s);
    EXPECT_EQ(pace.take(41s), 0s);
}

TEST(Pace, TooLongAWaitIsNotWaited) {
    Pace pace(two_a_second(), 0s);
    pace.note_limit(0s, 1h);
    EXPECT_EQ(pace.take(1s), std::nullopt);
    EXPECT_EQ(pace.take(1h + 1s), 0s);
}

TEST(Pace, AHostThatFailsIsLeftAloneForAWhile) {
    Pace pace(two_a_second(), 0s);
    pace.note_failure(1s);
    EXPECT_EQ(pace.take(1s), 0s);
    pace.note_failure(2s);
    EXPECT_EQ(pace.take(3s), std::nullopt);
    EXPECT_EQ(pace.take(62s), 0s);
}

TEST(Pace, AnAnswerEndsARowOfFailures) {
    Pace pace(two_a_second(), 0s);
    pace.note_failure(1s);
    pace.note_answer();
    pace.note_failure(2s);
    EXPECT_EQ(pace.take(2s), 0s);
}

TEST(WaitAskedFor, ReadsSecondsDatesAndResets) {
    EXPECT_EQ(wait_asked_for(saying("retry-after", "120")), 120s);
    EXPECT_EQ(wait_asked_for(saying("retry-after", "Mon, 23 Nov 2026 12:01:00 GMT")), 60s);
    EXPECT_EQ(wait_asked_for(saying("retry-after", "Mon, 23 Nov 2020 12:01:00 GMT")), 0s);
    core::HttpResponse limited = saying("x-ratelimit-remaining", "0");
    EXPECT_EQ(wait_asked_for(limited), std::nullopt);
    limited.headers.emplace_back("x-ratelimit-reset", "1795435230");
    EXPECT_EQ(wait_asked_for(limited), 30s);
    core::HttpResponse in_seconds = saying("ratelimit-remaining", "0");
    in_seconds.headers.emplace_back("ratelimit-reset", "7");
    EXPECT_EQ(wait_asked_for(in_seconds), 7s);
}

TEST(WaitAskedFor, SaysNothingOtherwise) {
    EXPECT_EQ(wait_asked_for(saying("retry-after", "soon")), std::nullopt);
    EXPECT_EQ(wait_asked_for(saying("retry-after", "-5")), std::nullopt);
    EXPECT_EQ(wait_asked_for(saying("x-ratelimit-remaining", "12")), std::nullopt);
}

}  // namespace
}  // namespace curfew::provider
