#include "scanner/report/utf8.h"

#include <gtest/gtest.h>

namespace curfew::report {
namespace {

TEST(Utf8, ALetterOfEachLengthIsTakenWhole) {
    EXPECT_EQ(first_letter("a").length, 1U);
    EXPECT_EQ(first_letter("é").point, char32_t{0xE9});
    EXPECT_EQ(first_letter("→x").length, 3U);
    EXPECT_EQ(first_letter("\xF0\x9F\x94\x91").point, char32_t{0x1F511});
}

TEST(Utf8, BrokenSequencesAreOneBareByte) {
    for (const char* broken : {"\x80", "\xC0\x80", "\xE2\x82", "\xE2(\xA1", "\xED\xA0\x80",
                               "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xE0\x80\xAF"}) {
        const Letter letter = first_letter(broken);

        EXPECT_FALSE(letter.is_valid);
        EXPECT_EQ(letter.length, 1U);
        EXPECT_EQ(letter.point, static_cast<unsigned char>(broken[0]));
    }
}

TEST(Utf8, TextIsValidOnlyWhenEveryLetterIs) {
    EXPECT_TRUE(is_utf8(""));
    EXPECT_TRUE(is_utf8("naïve → 鍵"));
    EXPECT_FALSE(is_utf8("caf\xE9"));
}

TEST(Utf8, ColumnsCountWideLettersTwiceAndMarksNotAtAll) {
    EXPECT_EQ(columns_of("abc"), 3U);
    EXPECT_EQ(columns_of("█→"), 2U);
    EXPECT_EQ(columns_of("鍵"), 2U);
    EXPECT_EQ(columns_of("e\xCC\x81"), 1U);
}

}  // namespace
}  // namespace curfew::report
