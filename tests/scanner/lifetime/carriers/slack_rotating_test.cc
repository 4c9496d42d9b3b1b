#include <chrono>

#include <gtest/gtest.h>

#include "scanner/lifetime/carriers/readers.h"
#include "tests/support/carrier_bytes.h"

namespace curfew::lifetime {
namespace {

const std::string kRotating = "xoxe.";

TEST(SlackRotating, AccessTokensLiveTwelveHours) {
    for (const std::string kind : {"xoxb-", "xoxp-"}) {
        const auto facts = read_slack_rotating(kRotating + kind + "1-abc");

        EXPECT_EQ(facts.lifetime, std::chrono::hours{12});
        EXPECT_FALSE(facts.expires_at);
    }
}

TEST(SlackRotating, RefreshTokensTellNoSpan) {
    const auto facts = read_slack_rotating("xoxe-" + std::string("1-abc"));

    EXPECT_EQ(facts.name, "refresh token");
    EXPECT_FALSE(facts.lifetime);
    EXPECT_EQ(facts.problem, "");
}

TEST(SlackRotating, OtherTokensAreNone) {
    EXPECT_NE(read_slack_rotating("xoxb-" + std::string("1-abc")).problem, "");
    EXPECT_NE(read_slack_rotating("").problem, "");
}

}  // namespace
}  // namespace curfew::lifetime
