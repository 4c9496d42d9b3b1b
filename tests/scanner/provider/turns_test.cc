#include "scanner/provider/turns.h"

#include <chrono>

#include <gtest/gtest.h>

namespace curfew::provider {
namespace {

using core::Duration;
using core::ErrorKind;
using namespace std::chrono_literals;

class HandClock final : public core::Clock {
  public:
    [[nodiscard]] core::Instant now() const override { return core::Instant() + at; }
    [[nodiscard]] Duration steady() const override { return at; }
    Duration at{};
};

class TurnsTest : public testing::Test {
  protected:
    static Evidence answered() {
        Evidence evidence;
        evidence.status = 200;
        return evidence;
    }

    static Access slow() {
        Access access;
        access.pace.requests_per_second = 1.0;
        access.pace.burst = 1.0;
        access.pace.failures_max = 2;
        return access;
    }

    HandClock clock_;
    Access access_ = slow();
};

TEST_F(TurnsTest, EachHostHasItsOwnPace) {
    Turns turns(clock_, access_);
    EXPECT_EQ(turns.take("a.invalid").value(), Duration::zero());
    EXPECT_EQ(turns.take("a.invalid").value(), 1s);
    EXPECT_EQ(turns.take("b.invalid").value(), Duration::zero());
}

TEST_F(TurnsTest, TheRunsRequestsHaveABound) {
    access_.requests_max = 2;
    Turns turns(clock_, access_);
    EXPECT_TRUE(turns.take("a.invalid").has_value());
    EXPECT_TRUE(turns.take("b.invalid").has_value());
    EXPECT_EQ(turns.take("c.invalid").error().kind(), ErrorKind::exhausted);
}

TEST_F(TurnsTest, AHostThatAsksToWaitIsWaitedFor) {
    Turns turns(clock_, access_);
    Evidence limited = answered();
    limited.wait = 30s;
    turns.note("a.invalid", limited);
    EXPECT_EQ(turns.take("a.invalid").value(), 30s);
    limited.wait = 24h;
    turns.note("a.invalid", limited);
    EXPECT_EQ(turns.take("a.invalid").error().kind(), ErrorKind::unreachable);
}

TEST_F(TurnsTest, AHostThatFailsIsLeftAlone) {
    Turns turns(clock_, access_);
    Evidence failed;
    failed.may_pass = true;
    turns.note("a.invalid", failed);
    turns.note("a.invalid", answered());
    turns.note("a.invalid", failed);
    EXPECT_TRUE(turns.take("a.invalid").has_value());
    turns.note("a.invalid", failed);
    EXPECT_FALSE(turns.take("a.invalid").has_value());
    EXPECT_TRUE(turns.take("b.invalid").has_value());
    clock_.at += 61s;
    EXPECT_TRUE(turns.take("a.invalid").has_value());
}

}  // namespace
}  // namespace curfew::provider
