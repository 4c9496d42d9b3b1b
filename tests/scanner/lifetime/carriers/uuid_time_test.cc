#include <gtest/gtest.h>

#include "scanner/lifetime/carriers/readers.h"
#include "tests/support/carrier_bytes.h"

namespace curfew::lifetime {
namespace {

core::Instant at(std::string_view text) {
    return core::parse_instant(text).value();
}

// The values of RFC 9562, appendix A: all three are 2022-02-22T14:22:22-05:00.
TEST(UuidTime, TheThreeVersionsWithATimeTellIt) {
    const auto expected = at("2022-02-22T19:22:22Z");

    EXPECT_EQ(read_uuid_time("C232AB00-9414-11EC-B3C8-9F6BDECED846").issued_at, expected);
    EXPECT_EQ(read_uuid_time("1EC9414C-232A-6B00-B3C8-9F6BDECED846").issued_at, expected);
    EXPECT_EQ(read_uuid_time("017F22E2-79B0-7CC3-98C4-DC0C0C07398F").issued_at, expected);
}

TEST(UuidTime, RandomOnesTellNoTime) {
    EXPECT_EQ(read_uuid_time("919108f7-52d1-4320-9bac-f847db4148a8").problem,
              "its time is not in this version of UUID");
}

TEST(UuidTime, ForeignVariantsAreRefused) {
    EXPECT_EQ(read_uuid_time("C232AB00-9414-11EC-C3C8-9F6BDECED846").problem,
              "it is a UUID of a foreign variant");
}

TEST(UuidTime, TwoDifferentOnesTellNothing) {
    EXPECT_EQ(read_uuid_time("C232AB00-9414-11EC-B3C8-9F6BDECED846 "
                             "017F22E2-79B0-7CC3-98C4-DC0C0C07398F")
                  .problem,
              "there are several UUIDs in it");
}

TEST(UuidTime, WhatIsNoneSaysSo) {
    for (const std::string text :
         {"", "C232AB00941411ECB3C89F6BDECED846", "xC232AB00-9414-11EC-B3C8-9F6BDECED846",
          "C232AB00-9414-11EC-B3C8-9F6BDECED84"}) {
        EXPECT_EQ(read_uuid_time(text).problem, "there is no UUID in it") << text;
    }
}

TEST(UuidTime, BeforeTheUnixEpochIsAProblem) {
    EXPECT_EQ(read_uuid_time("00000000-0000-1000-8000-000000000000").problem,
              "its time lies before 1970");
}

}  // namespace
}  // namespace curfew::lifetime
