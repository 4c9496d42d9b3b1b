#include "scanner/lifetime/named_times.h"

#include <gtest/gtest.h>

namespace curfew::lifetime {
namespace {

core::Instant at(std::string_view text) {
    return core::parse_instant(text).value();
}

NamedTimes times(std::initializer_list<std::pair<std::string_view, std::string_view>> members) {
    NamedTimes named;
    for (const auto& [name, value] : members) named.add(name, value);
    return named;
}

TEST(NamedTimes, NamesCompareWithoutCaseUnderscoreAndDash) {
    for (const std::string_view name :
         {"expires_at", "expiresAt", "EXPIRES_AT", "Expires-At", "expiresat"}) {
        EXPECT_EQ(times({{name, "2026-11-22T09:30:00Z"}}).facts(TimeOwner::access).expires_at,
                  at("2026-11-22T09:30:00Z"))
            << name;
    }
}

TEST(NamedTimes, ForeignNamesTellNothing) {
    const auto facts = times({{"expires_at_old", "2026-11-22T09:30:00Z"},
                              {"db_expiry", "2026-11-22T09:30:00Z"},
                              {"ttl", "3600"}})
                           .facts(TimeOwner::access);

    EXPECT_EQ(facts, CarrierFacts{});
}

TEST(NamedTimes, ReadsEveryCommonWayToWriteAnInstant) {
    const auto expected = at("2026-11-22T09:30:00Z");

    EXPECT_EQ(instant_from_value("2026-11-22T09:30:00Z"), expected);
    EXPECT_EQ(instant_from_value(" 2026-11-22T11:30:00+02:00 "), expected);
    EXPECT_EQ(instant_from_value("2026-11-22 09:30:00 UTC"), expected);
    EXPECT_EQ(instant_from_value("2026-11-22T09:30:00UTC"), expected);
    EXPECT_EQ(instant_from_value("2026-11-22 02:30:00 -0700"), expected);
    EXPECT_EQ(instant_from_value("2026-11-22 09:30:00 +0000 UTC"), expected);
    EXPECT_EQ(instant_from_value("1795339800"), expected);
    EXPECT_EQ(instant_from_value("1795339800000"), expected);
    EXPECT_EQ(instant_from_value("1795339800.5"), at("2026-11-22T09:30:00.5Z"));
}

TEST(NamedTimes, WhatHasNoZoneOrUnitTellsNothing) {
    for (const std::string_view value :
         {"2026-11-22T09:30:00", "2026-11-22 09:30:00.000000", "2026-11-22", "123456789",
          "17953398000", "179533980000", "0", "-1", "never", "null", "", "tomorrow at ten",
          "0795339800", "1795339800000.5", "1795339800x"}) {
        EXPECT_EQ(instant_from_value(value), std::nullopt) << value;
    }
}

TEST(NamedTimes, TwoDifferentEndsTellNothing) {
    const auto facts = times({{"expires_at", "2026-11-22T09:30:00Z"}, {"expiry", "1795339860"}})
                           .facts(TimeOwner::access);

    EXPECT_FALSE(facts.expires_at);
}

TEST(NamedTimes, TheSameEndTwiceIsOne) {
    const auto facts = times({{"expiresOn", "2026-11-22 09:30:00.000000"},
                              {"expires_on", "1795339800"},
                              {"expiry", "2026-11-22T09:30:00Z"}})
                           .facts(TimeOwner::access);

    EXPECT_EQ(facts.expires_at, at("2026-11-22T09:30:00Z"));
}

TEST(NamedTimes, ASpanCountsOnlyFromAKnownIssue) {
    EXPECT_EQ(times({{"expires_in", "3600"}}).facts(TimeOwner::access), CarrierFacts{});

    const auto facts =
        times({{"expires_in", "3600"}, {"created_at", "1795339800"}}).facts(TimeOwner::access);

    EXPECT_EQ(facts.issued_at, at("2026-11-22T09:30:00Z"));
    EXPECT_EQ(facts.expires_at, at("2026-11-22T10:30:00Z"));
}

TEST(NamedTimes, ARefreshTokenHasTimesOfItsOwn) {
    const auto named = times({{"expires_at", "2026-11-22T09:30:00Z"},
                              {"refresh_token_expires_at", "2027-11-22T09:30:00Z"}});

    EXPECT_EQ(named.facts(TimeOwner::access).expires_at, at("2026-11-22T09:30:00Z"));
    EXPECT_EQ(named.facts(TimeOwner::refresh).expires_at, at("2027-11-22T09:30:00Z"));
    EXPECT_FALSE(
        times({{"expires_at", "2026-11-22T09:30:00Z"}}).facts(TimeOwner::refresh).expires_at);
}

TEST(NamedTimes, ARefreshSpanCountsFromTheAnswersIssue) {
    const auto facts = times({{"refresh_token_expires_in", "7200"}, {"created_at", "1795339800"}})
                           .facts(TimeOwner::refresh);

    EXPECT_EQ(facts.expires_at, at("2026-11-22T11:30:00Z"));
}

TEST(NamedTimes, OwnerIsKnownByTheSecretsName) {
    EXPECT_EQ(owner_by_name("access_token"), TimeOwner::access);
    EXPECT_EQ(owner_by_name("refreshToken"), TimeOwner::refresh);
    EXPECT_EQ(owner_by_name("CLIENT-SECRET"), TimeOwner::client);
    EXPECT_EQ(owner_by_name(""), TimeOwner::access);
}

TEST(NamedTimes, AClientSecretsZeroIsNever) {
    EXPECT_TRUE(times({{"client_secret_expires_at", "0"}}).facts(TimeOwner::client).never_expires);
    EXPECT_FALSE(times({{"expires_at", "0"}}).facts(TimeOwner::access).never_expires);
}

TEST(NamedTimes, ADayAloneCountsOnlyInGitLabsAnswers) {
    EXPECT_FALSE(times({{"expires_at", "2026-11-22"}}).facts(TimeOwner::access).expires_at);
    EXPECT_EQ(times({{"revoked", "false"}, {"expires_at", "2026-11-22"}})
                  .facts(TimeOwner::access)
                  .expires_at,
              at("2026-11-22T00:00:00Z"));
}

}  // namespace
}  // namespace curfew::lifetime
