#include <gtest/gtest.h>

#include "scanner/lifetime/carriers/readers.h"
#include "tests/support/carrier_bytes.h"

namespace curfew::lifetime {
namespace {

core::Instant at(std::string_view text) {
    return core::parse_instant(text).value();
}

TEST(GithubJwt, StatelessFormTellsItsTimesAsAHint) {
    const auto facts =
        read_github_jwt("ghs_123_" + support::jwt(R"({"iat":1764000000,"exp":1764003600})"));

    EXPECT_EQ(facts.problem, "");
    EXPECT_EQ(facts.account, "123");
    EXPECT_EQ(facts.issued_at, at("2025-11-24T16:00:00Z"));
    EXPECT_EQ(facts.expires_at, at("2025-11-24T17:00:00Z"));
    EXPECT_NE(facts.note.find("hint"), std::string::npos);
}

TEST(GithubJwt, AMissingEndMeansNothing) {
    const auto facts = read_github_jwt("ghs_123_" + support::jwt(R"({"iat":1764000000})"));

    EXPECT_FALSE(facts.never_expires);
    EXPECT_FALSE(facts.expires_at);
}

TEST(GithubJwt, TheOpaqueFormTellsNothingAndIsNoProblem) {
    EXPECT_EQ(read_github_jwt("ghs_" + std::string(36, 'a')).problem, "");
}

TEST(GithubJwt, WhatIsNeitherSaysSo) {
    EXPECT_NE(read_github_jwt("").problem, "");
    EXPECT_NE(read_github_jwt("ghs_abc_x.y.z").problem, "");
    EXPECT_NE(read_github_jwt("ghs_123_x.y.z").problem, "");
}

}  // namespace
}  // namespace curfew::lifetime
