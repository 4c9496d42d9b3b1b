#include <gtest/gtest.h>

#include "scanner/lifetime/carriers/readers.h"
#include "tests/support/carrier_bytes.h"

namespace curfew::lifetime {
namespace {

core::Instant at(std::string_view text) {
    return core::parse_instant(text).value();
}

using support::base64url;
using support::big_endian;

std::string cookie(std::uint64_t time, std::size_t width) {
    return base64url(R"({"user":1})") + "." + base64url(big_endian(time, width)) + "." +
           std::string(27, 'a');
}

TEST(FlaskSigned, TellsItsIssue) {
    const auto facts = read_flask_signed(cookie(1'764'000'000, 4));

    EXPECT_EQ(facts.problem, "");
    EXPECT_EQ(facts.issued_at, at("2025-11-24T16:00:00Z"));
    EXPECT_FALSE(facts.expires_at);
}

TEST(FlaskSigned, OlderReleasesCountedFrom2011) {
    EXPECT_EQ(read_flask_signed(cookie(86'400, 3)).issued_at, at("2011-01-02T00:00:00Z"));
}

TEST(FlaskSigned, CompressedPayloadBeginsWithADot) {
    EXPECT_EQ(read_flask_signed("." + cookie(1'764'000'000, 4)).problem, "");
}

TEST(FlaskSigned, ImpossibleTimesAreAProblem) {
    EXPECT_NE(read_flask_signed(cookie(900'000'000, 4)).problem, "");
    EXPECT_NE(read_flask_signed(cookie(0xFF'FFFF'FFFF, 5)).problem, "");
    EXPECT_NE(read_flask_signed(cookie(1, 6)).problem, "");
}

TEST(FlaskSigned, WhatIsNoneSaysSo) {
    EXPECT_NE(read_flask_signed("").problem, "");
    EXPECT_NE(read_flask_signed("a.b").problem, "");
    EXPECT_NE(read_flask_signed("payload.aR3z.short").problem, "");
    EXPECT_NE(read_flask_signed(support::jwt(R"({"exp":1})")).problem, "");
}

}  // namespace
}  // namespace curfew::lifetime
