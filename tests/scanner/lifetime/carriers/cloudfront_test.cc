#include <algorithm>

#include <gtest/gtest.h>

#include "scanner/lifetime/carriers/readers.h"
#include "tests/support/carrier_bytes.h"

namespace curfew::lifetime {
namespace {

core::Instant at(std::string_view text) {
    return core::parse_instant(text).value();
}

std::string cloudfront_policy(const std::string& condition) {
    std::string text =
        support::base64(R"({"Statement":[{"Resource":"*","Condition":{)" + condition + "}}]}");
    std::ranges::replace(text, '+', '-');
    std::ranges::replace(text, '=', '_');
    std::ranges::replace(text, '/', '~');
    return text;
}

TEST(CloudFront, CannedPolicyIsSeconds) {
    const auto facts =
        read_cloudfront("https://d.test/x?Expires=1764003600&Signature=a&Key-Pair-Id=K123");

    EXPECT_EQ(facts.expires_at, at("2025-11-24T17:00:00Z"));
    EXPECT_EQ(facts.name, "K123");
}

TEST(CloudFront, CustomPolicyHasBothEnds) {
    const std::string policy =
        cloudfront_policy(R"("DateLessThan":{"AWS:EpochTime":1764003600},)"
                          R"("DateGreaterThan":{"AWS:EpochTime":1764000000})");

    const auto facts =
        read_cloudfront("CloudFront-Policy=" + policy + "; CloudFront-Key-Pair-Id=K");

    EXPECT_EQ(facts.expires_at, at("2025-11-24T17:00:00Z"));
    EXPECT_EQ(facts.not_before, at("2025-11-24T16:00:00Z"));
    EXPECT_EQ(facts.name, "K");
}

TEST(CloudFront, WhatCannotBeReadIsAProblem) {
    EXPECT_EQ(read_cloudfront("https://d.test/x").problem, "it has neither Policy nor Expires");
    EXPECT_EQ(read_cloudfront("?Policy=%%%").problem, "Policy is not base64");
    EXPECT_EQ(read_cloudfront("?Policy=" + support::base64url("{}!")).problem,
              "Policy is not a policy with one statement");
    EXPECT_EQ(read_cloudfront("?Policy=" + cloudfront_policy("")).problem,
              "Policy has no DateLessThan");
    EXPECT_NE(read_cloudfront("?Expires=tomorrow").problem, "");
}

}  // namespace
}  // namespace curfew::lifetime
