#include "scanner/match/transfer_text.h"

#include <gtest/gtest.h>

namespace curfew::match {
namespace {

TEST(FromBase64, BothAlphabetsWithAndWithoutPadding) {
    EXPECT_EQ(from_base64("dXNlcjpwdw=="), "user:pw");
    EXPECT_EQ(from_base64("dXNlcjpwdw"), "user:pw");
    EXPECT_EQ(from_base64("_-8="), "\xff\xef");
    EXPECT_EQ(from_base64("dXNl\n cjpw\r\ndw=="), "user:pw");
}

TEST(FromBase64, RefusesWhatIsNone) {
    EXPECT_FALSE(from_base64("dXNl!").has_value());
    EXPECT_FALSE(from_base64("d").has_value());
    EXPECT_FALSE(from_base64("dX==Nl").has_value());
    EXPECT_FALSE(from_base64("dXNl====").has_value());
}

TEST(FromPercent, DecodesPairsAndKeepsTheRest) {
    EXPECT_EQ(from_percent("p%40ss%2"), "p@ss%2");
    EXPECT_EQ(from_percent("%zz"), "%zz");
}

TEST(FromBackslashes, DecodesEscapesAndKeepsTheRest) {
    EXPECT_EQ(from_backslashes(R"(a\"b\\c\u0041\n)"), "a\"b\\cA\n");
    EXPECT_EQ(from_backslashes(R"(\d\)"), R"(\d\)");
}

TEST(IsPrintable, AsciiOnly) {
    EXPECT_TRUE(is_printable("a b~"));
    EXPECT_FALSE(is_printable(""));
    EXPECT_FALSE(is_printable("a\nb"));
    EXPECT_FALSE(is_printable("\xc3\xa4"));
}

}  // namespace
}  // namespace curfew::match
