#include <gtest/gtest.h>

#include "scanner/lifetime/carriers/readers.h"
#include "tests/support/carrier_bytes.h"

namespace curfew::lifetime {
namespace {

core::Instant at(std::string_view text) {
    return core::parse_instant(text).value();
}

std::string token(const std::vector<std::string>& caveats) {
    return "pypi-" + support::base64url(support::macaroon_version_two(
                         {.location = "pypi.org", .identifier = "id-1", .caveats = caveats}));
}

TEST(Pypi, TimeCaveatGivesBothEnds) {
    const auto facts = read_pypi(token({"[0, 1764003600, 1764000000]"}));

    EXPECT_EQ(facts.problem, "");
    EXPECT_EQ(facts.expires_at, at("2025-11-24T17:00:00Z"));
    EXPECT_EQ(facts.not_before, at("2025-11-24T16:00:00Z"));
    EXPECT_EQ(facts.name, "id-1");
    EXPECT_FALSE(facts.never_expires);
}

TEST(Pypi, OlderObjectsAreRead) {
    const auto facts = read_pypi(token({R"({"nbf":1764000000,"exp":1764003600})"}));

    EXPECT_EQ(facts.expires_at, at("2025-11-24T17:00:00Z"));
}

TEST(Pypi, OfSeveralTimeCaveatsTheNarrowestCounts) {
    const auto facts = read_pypi(
        token({"[0,1764003600,1764000000]", "[0,1764002000,1764001000]", "[0,1764009999,1]"}));

    EXPECT_EQ(facts.expires_at, at("2025-11-24T16:33:20Z"));
    EXPECT_EQ(facts.not_before, at("2025-11-24T16:16:40Z"));
}

TEST(Pypi, WithoutATimeCaveatNeverExpires) {
    const auto facts = read_pypi(token({R"({"version":1,"permissions":"user"})"}));

    EXPECT_TRUE(facts.never_expires);
    EXPECT_EQ(facts.scopes, std::vector<std::string>{"user"});
}

TEST(Pypi, ProjectsAndUserAreScopesAndAccount) {
    const auto facts = read_pypi(token({R"([1,["a","b"]])", R"([3,"user-7"])"}));

    EXPECT_EQ(facts.scopes, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(facts.account, "user-7");
}

TEST(Pypi, ACaveatThatCannotBeReadIsAProblem) {
    for (const std::string caveat :
         {"[0,1]", "[0,\"a\",1]", "[]", "not json", "[0,1764003600000,1764000000]"}) {
        const auto facts = read_pypi(token({caveat}));

        EXPECT_NE(facts.problem, "") << caveat;
        EXPECT_FALSE(facts.expires_at) << caveat;
        EXPECT_FALSE(facts.never_expires) << caveat;
    }
}

TEST(Pypi, WhatIsNoTokenSaysSo) {
    EXPECT_EQ(read_pypi("").problem, "there is no token in it");
    EXPECT_EQ(read_pypi("pypi-AgEIcHlw").problem, "it is not a macaroon");
}

TEST(Pypi, IsFoundInText) {
    EXPECT_TRUE(read_pypi("password = " + token({"[0,1764003600,1764000000]"}) + "\n").expires_at);
}

}  // namespace
}  // namespace curfew::lifetime
