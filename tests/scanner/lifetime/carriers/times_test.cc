#include "scanner/lifetime/carriers/times.h"

#include <limits>

#include <gtest/gtest.h>

namespace curfew::lifetime {
namespace {

core::Instant at(std::string_view text) {
    return core::parse_instant(text).value();
}

TEST(Epoch, SecondsMayHaveAFraction) {
    EXPECT_EQ(instant_from_epoch(1'764'000'000).value(), at("2025-11-24T16:00:00Z"));
    EXPECT_EQ(instant_from_epoch(1'764'000'000.123456).value(), at("2025-11-24T16:00:00.123456Z"));
    EXPECT_EQ(instant_from_epoch_text("1764000000.5").value(), at("2025-11-24T16:00:00.5Z"));
}

TEST(Epoch, WhatCouldMeanSomethingElseIsRefused) {
    for (const double seconds :
         {0.0, -1.0, 1e11, 1e300, std::numeric_limits<double>::infinity(),
          std::numeric_limits<double>::quiet_NaN(), -std::numeric_limits<double>::infinity()}) {
        EXPECT_FALSE(instant_from_epoch(seconds).has_value()) << seconds;
    }
    for (const std::string_view text : {"", " 1764000000", "1764000000x", "1.7e9", "0x1", "nan"}) {
        EXPECT_FALSE(instant_from_epoch_text(text).has_value()) << text;
    }
}

TEST(Epoch, AMissingMemberIsNothingAndAWrongOneAnError) {
    const auto document = JsonDocument::parse(R"({"a":1764000000,"b":"x","c":null,"d":0})").value();
    const JsonView root = document.root();

    EXPECT_EQ(epoch_member(root, "a").value(), at("2025-11-24T16:00:00Z"));
    EXPECT_EQ(epoch_member(root, "e").value(), std::nullopt);
    EXPECT_EQ(epoch_member(root, "c").value(), std::nullopt);
    EXPECT_EQ(epoch_member(root, "b").error().message(), "b is not a number");
    EXPECT_FALSE(epoch_member(root, "d").has_value());
}

TEST(BasicForm, IsExact) {
    EXPECT_EQ(instant_from_basic("20261122T093000Z").value(), at("2026-11-22T09:30:00Z"));
    for (const std::string_view text :
         {"", "20261122T093000", "20261122T093000z", "2026-11-22T09:30Z", "20260230T093000Z",
          "2026112 T093000Z", "20261122T246000Z"}) {
        EXPECT_FALSE(instant_from_basic(text).has_value()) << text;
    }
}

TEST(AzureForm, DateMinutesAndFractionsAreRead) {
    EXPECT_EQ(instant_from_azure("2026-11-22").value(), at("2026-11-22T00:00:00Z"));
    EXPECT_EQ(instant_from_azure("2026-11-22T09:30Z").value(), at("2026-11-22T09:30:00Z"));
    EXPECT_EQ(instant_from_azure("2026-11-22T09:30:00.0000000Z").value(),
              at("2026-11-22T09:30:00Z"));
    EXPECT_FALSE(instant_from_azure("2026-11-22T09:30").has_value());
    EXPECT_FALSE(instant_from_azure("2026-13-22").has_value());
}

TEST(LaterBy, StopsAtTheYear9999) {
    EXPECT_EQ(later_by(at("2026-11-22T09:30:00Z"), std::chrono::hours{1}),
              at("2026-11-22T10:30:00Z"));
    EXPECT_EQ(later_by(at("9999-12-31T23:59:58Z"), std::chrono::seconds{1}),
              at("9999-12-31T23:59:59Z"));
    EXPECT_EQ(later_by(at("9999-12-31T23:59:58Z"), std::chrono::seconds{2}), std::nullopt);
}

TEST(EarlierAndLater, TheOneThatIsThereCounts) {
    const auto first = at("2026-11-22T09:30:00Z");
    const auto second = at("2026-11-23T09:30:00Z");

    EXPECT_EQ(earlier(first, second), first);
    EXPECT_EQ(later(first, second), second);
    EXPECT_EQ(earlier(std::nullopt, second), second);
    EXPECT_EQ(later(first, std::nullopt), first);
    EXPECT_EQ(earlier(std::nullopt, std::nullopt), std::nullopt);
}

}  // namespace
}  // namespace curfew::lifetime
