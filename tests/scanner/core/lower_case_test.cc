#include "scanner/core/lower_case.h"

#include <gtest/gtest.h>

namespace curfew::core {
namespace {

TEST(LowerCase, TakesCapitalsAlone) {
    EXPECT_EQ(in_lower_case("AZ-az_09.@[`{"), "az-az_09.@[`{");
}

TEST(LowerCase, LeavesOtherScriptsAlone) {
    EXPECT_EQ(in_lower_case("\xC3\x84"
                            "B\xFF"),
              "\xC3\x84"
              "b\xFF");
}

TEST(LowerCase, EqualsWhateverTheCase) {
    EXPECT_TRUE(equals_caseless("Content-Type", "content-tYPE"));
    EXPECT_TRUE(equals_caseless("", ""));
}

TEST(LowerCase, DiffersByLetterOrLength) {
    EXPECT_FALSE(equals_caseless("host", "hosts"));
    EXPECT_FALSE(equals_caseless("[", "{"));
}

}  // namespace
}  // namespace curfew::core
