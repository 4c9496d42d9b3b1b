#include <gtest/gtest.h>

#include "scanner/lifetime/carriers/readers.h"
#include "tests/support/carrier_bytes.h"

namespace curfew::lifetime {
namespace {

core::Instant at(std::string_view text) {
    return core::parse_instant(text).value();
}

using support::base64url;
using support::macaroon_version_one;
using support::macaroon_version_two;

TEST(Macaroon, BothEncodingsTellTheTimeCaveat) {
    const support::MacaroonSpec spec{.caveats = {"user = a", "time < 2026-11-22T09:30:00Z"}};
    for (const std::string& bytes : {macaroon_version_one(spec), macaroon_version_two(spec)}) {
        const auto facts = read_macaroon(base64url(bytes));

        EXPECT_EQ(facts.problem, "");
        EXPECT_EQ(facts.expires_at, at("2026-11-22T09:30:00Z"));
        EXPECT_EQ(facts.account, "example.test");
        EXPECT_EQ(facts.name, "key-1");
    }
}

TEST(Macaroon, TheEarliestOfSeveralCounts) {
    const auto facts = read_macaroon(base64url(macaroon_version_two(
        {.caveats = {"time < 2026-11-22T09:30:00Z", "time-before 2026-11-21T09:30:00Z",
                     "time < 1800000000"}})));

    EXPECT_EQ(facts.expires_at, at("2026-11-21T09:30:00Z"));
}

TEST(Macaroon, WithoutATimeCaveatNothingIsTold) {
    const auto facts =
        read_macaroon(base64url(macaroon_version_two({.caveats = {"timeline < 5"}})));

    EXPECT_EQ(facts.problem, "");
    EXPECT_FALSE(facts.expires_at);
    EXPECT_FALSE(facts.never_expires);
    EXPECT_NE(facts.note, "");
}

TEST(Macaroon, ATimeThatCannotBeReadHidesTheOthers) {
    for (const std::string time : {"soon", "1764003600000", "", "<= 2026"}) {
        const auto facts = read_macaroon(base64url(
            macaroon_version_two({.caveats = {"time < 2026-11-22T09:30:00Z", "time < " + time}})));

        EXPECT_NE(facts.problem, "") << time;
        EXPECT_FALSE(facts.expires_at) << time;
    }
}

TEST(Macaroon, WhatIsNoneSaysSo) {
    for (const std::string text : {"", "abc", "!!!!", "AgEI", "MDAx"}) {
        EXPECT_EQ(read_macaroon(text).problem, "it is not a macaroon") << text;
    }
}

}  // namespace
}  // namespace curfew::lifetime
