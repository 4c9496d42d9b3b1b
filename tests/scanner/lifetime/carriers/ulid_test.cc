#include <gtest/gtest.h>

#include "scanner/lifetime/carriers/readers.h"
#include "tests/support/carrier_bytes.h"

namespace curfew::lifetime {
namespace {

core::Instant at(std::string_view text) {
    return core::parse_instant(text).value();
}

TEST(Ulid, TellsItsIssueInMilliseconds) {
    const auto facts = read_ulid("01ARZ3NDEKTSV4RRFFQ69G5FAV");

    EXPECT_EQ(facts.issued_at, at("2016-07-30T23:54:10.259Z"));
    EXPECT_FALSE(facts.expires_at);
}

TEST(Ulid, StandsBehindAPrefixAndInLowerCase) {
    EXPECT_EQ(read_ulid("key_01arz3ndektsv4rrffq69g5fav").issued_at,
              at("2016-07-30T23:54:10.259Z"));
}

TEST(Ulid, TwoDifferentOnesTellNothing) {
    const std::string one = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

    EXPECT_EQ(read_ulid(one + " " + one).problem, "");
    EXPECT_EQ(read_ulid(one + " 01BRZ3NDEKTSV4RRFFQ69G5FAV").problem,
              "there are several ULIDs in it");
}

TEST(Ulid, OtherLettersAndLengthsAreNone) {
    for (const std::string text : {"", "81ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAI",
                                   "01ARZ3NDEKTSV4RRFFQ69G5FA", "01ARZ3NDEKTSV4RRFFQ69G5FAVX"}) {
        EXPECT_EQ(read_ulid(text).problem, "there is no ULID in it") << text;
    }
}

}  // namespace
}  // namespace curfew::lifetime
