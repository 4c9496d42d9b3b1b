#include "scanner/core/instant.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace curfew::core {
namespace {

std::string again(std::string_view text) {
    return to_text(parse_instant(text).value());
}

TEST(Instant, IsWrittenInUtc) {
    EXPECT_EQ(again("2026-11-22T09:30:00Z"), "2026-11-22T09:30:00Z");
    EXPECT_EQ(again("2026-11-22T09:30:00+02:00"), "2026-11-22T07:30:00Z");
    EXPECT_EQ(again("2026-01-01T00:15:00-01:30"), "2026-01-01T01:45:00Z");
}

TEST(Instant, KeepsMicrosecondsAndCutsNanoseconds) {
    EXPECT_EQ(again("2026-11-22T09:30:00.25Z"), "2026-11-22T09:30:00.250000Z");
    EXPECT_EQ(again("2026-11-22T09:30:00.123456789Z"), "2026-11-22T09:30:00.123456Z");
}

TEST(Instant, ALeapSecondIsTheLastSecondOfItsMinute) {
    EXPECT_EQ(again("2016-12-31T23:59:60Z"), "2016-12-31T23:59:59Z");
}

TEST(Instant, OtherTextIsRefused) {
    for (const char* text :
         {"", "2026-11-22", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-11-22T24:00:00Z",
          "2026-11-22T09:30:00", "2026-11-22T09:30:00Zx", "2026-11-22T09:30:00.Z",
          "26-11-22T09:30:00Z", "2026-11-22T09:30:00.1234567890Z"}) {
        const auto parsed = parse_instant(text);
        ASSERT_FALSE(parsed.has_value()) << text;
        EXPECT_EQ(parsed.error().kind(), ErrorKind::invalid_input);
    }
}

TEST(Instant, UnixSecondsOutsideTheFourDigitYearsAreRefused) {
    EXPECT_EQ(to_text(instant_from_unix_seconds(0).value()), "1970-01-01T00:00:00Z");
    EXPECT_EQ(to_text(instant_from_unix_seconds(253402300799).value()), "9999-12-31T23:59:59Z");
    EXPECT_FALSE(instant_from_unix_seconds(253402300800).has_value());
    EXPECT_EQ(to_text(instant_from_unix_seconds(-62167219200).value()), "0000-01-01T00:00:00Z");
    EXPECT_FALSE(instant_from_unix_seconds(-62167219201).has_value());
}

RC_GTEST_PROP(Instant, ParsingWhatWasPrintedGivesTheSame, ()) {
    const auto micros = *rc::gen::inRange<std::int64_t>(-62167219200000000, 253402300799999999);
    const Instant at{Duration{micros}};

    RC_ASSERT(parse_instant(to_text(at)).value() == at);
}

TEST(Duration, ReadsUnitsAndSums) {
    EXPECT_EQ(parse_duration("90d").value(), std::chrono::days{90});
    EXPECT_EQ(parse_duration("1h30m").value(), std::chrono::minutes{90});
    EXPECT_EQ(parse_duration("2w").value(), std::chrono::days{14});
    EXPECT_EQ(parse_duration("1y").value(), std::chrono::days{365});
}

TEST(Duration, OtherTextIsRefused) {
    for (const char* text :
         {"", "90", "d", "-1d", "90 d", "1.5h", "99999999999999999999d", "9223372036854775807y"}) {
        EXPECT_FALSE(parse_duration(text).has_value()) << text;
    }
}

TEST(Duration, IsToldInTheTwoLargestUnits) {
    EXPECT_EQ(to_human_text(std::chrono::days{3 * 365 + 41} + std::chrono::hours{5}), "3 y 41 d");
    EXPECT_EQ(to_human_text(std::chrono::minutes{5} + std::chrono::seconds{3}), "5 min 3 s");
    EXPECT_EQ(to_human_text(std::chrono::hours{2} + std::chrono::seconds{3}), "2 h");
    EXPECT_EQ(to_human_text(Duration{12}), "0 s");
}

}  // namespace
}  // namespace curfew::core
