#include <string>

#include <gtest/gtest.h>

#include "scanner/match/shape_finders.h"
#include "tests/scanner/match/shape_probe.h"

namespace curfew::match {
namespace {

ShapeProbe probe() {
    return {rules::Shape::jwt, rules::SecretKind::token, {"eyJ"}};
}

// Parts in base64url, put together when the test runs.
std::string hs256() {
    return std::string("eyJhbGciOiJIUzI1") + "NiJ9";
}
std::string without_algorithm() {
    return std::string("eyJhbGciOiJub25l") + "In0";
}
std::string claims() {
    return std::string("eyJzdWIiOiJzdmMiLCJl") + "eHAiOjE3MDAwMDAwMDB9";
}

TEST(ShapeJwt, SignedTokensAreShown) {
    const std::string token = hs256() + "." + claims() + "." + drawn(43);
    const auto found = probe().find("Cookie: session=" + token + "; path=/");

    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].secret.reveal(), token);
    EXPECT_FALSE(found[0].is_confirmed);  // of no issuer in particular
    EXPECT_GE(found[0].confidence.value, kShown);
}

TEST(ShapeJwt, UnsignedTokensAreNotShown) {
    EXPECT_LT(probe().confidence(without_algorithm() + "." + claims() + "."), kShown);
    EXPECT_LT(probe().confidence(hs256() + "." + claims() + ".signature"), kShown);
}

TEST(ShapeJwt, ThePayloadIsNoTokenOfItsOwn) {
    EXPECT_EQ(probe().find(hs256() + "." + claims() + "." + drawn(43)).size(), 1U);
}

TEST(ShapeJwt, WithoutAlgorithmItIsLessSure) {
    EXPECT_LT(probe().confidence(claims() + "." + claims() + "." + drawn(43)),
              probe().confidence(hs256() + "." + claims() + "." + drawn(43)));
}

TEST(ShapeJwt, WhatDoesNotDecodeIsNone) {
    EXPECT_TRUE(probe().find("eyJhbGci.eyJzdWIi." + drawn(43)).empty());

    EXPECT_TRUE(probe().find(hs256()).empty());
}

TEST(ShapeJwt, TheSampleOfEveryTutorialIsNone) {
    const std::string sample =
        std::string("eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6Ikpv") + "aG4gRG9lIiwiaWF0IjoxfQ";

    EXPECT_TRUE(probe().find(hs256() + "." + sample + "." + drawn(43)).empty());
}

}  // namespace
}  // namespace curfew::match
