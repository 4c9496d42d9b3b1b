#include "scanner/lifetime/carriers/text_encoding.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/support/carrier_bytes.h"

namespace curfew::lifetime {
namespace {

RC_GTEST_PROP(Base64Property, WhatWasEncodedIsDecoded, (const std::string& bytes)) {
    RC_ASSERT(base64_decoded(support::base64(bytes), Alphabet::standard) == bytes);
    RC_ASSERT(base64_decoded(support::base64url(bytes), Alphabet::url) == bytes);
    RC_ASSERT(base64_decoded(support::base64url(bytes), Alphabet::either) == bytes);
}

TEST(Base64, PaddingIsWholeOrMissing) {
    EXPECT_EQ(base64_decoded("YQ==", Alphabet::standard), "a");
    EXPECT_EQ(base64_decoded("YQ", Alphabet::standard), "a");
    for (const std::string_view text : {"YQ=", "YQ===", "Y===", "=", "YQ==YQ==", "YWFh===="}) {
        EXPECT_EQ(base64_decoded(text, Alphabet::standard), std::nullopt) << text;
    }
}

TEST(Base64, UnusedBitsMustBeZero) {
    EXPECT_EQ(base64_decoded("YR", Alphabet::standard), std::nullopt);
    EXPECT_EQ(base64_decoded("YWF", Alphabet::standard), std::nullopt);
}

TEST(Base64, ForeignLettersAreRefused) {
    EXPECT_EQ(base64_decoded("+/+/", Alphabet::url), std::nullopt);
    EXPECT_EQ(base64_decoded("-_-_", Alphabet::standard), std::nullopt);
    EXPECT_EQ(base64_decoded("YW F", Alphabet::standard), std::nullopt);
    EXPECT_EQ(base64_decoded("YW\xC3\xA4", Alphabet::either), std::nullopt);
}

TEST(Base64, LineBreaksAndTheirEscapesAreTakenOut) {
    EXPECT_EQ(wrapped_base64_decoded("YW\r\nF\\nh\\r\\n \t"), "aaa");
    EXPECT_EQ(wrapped_base64_decoded("YW\\xFh"), std::nullopt);
}

TEST(Percent, OnlyWholeEscapesAreDecoded) {
    EXPECT_EQ(percent_decoded("a%3Ab%2f"), "a:b/");
    EXPECT_EQ(percent_decoded("100%"), "100%");
    EXPECT_EQ(percent_decoded("%4"), "%4");
    EXPECT_EQ(percent_decoded("%zz%41"), "%zzA");
}

TEST(CleanText, ControlCharactersAreLeftOut) {
    EXPECT_EQ(clean_text("a\x1B[0m\x7F\tb"), "a[0mb");
}

TEST(CleanText, LongNamesAreCutBetweenCharacters) {
    std::string text(199, 'a');
    text += "\xC3\xA4\xC3\xA4";

    EXPECT_EQ(clean_text(text), std::string(199, 'a') + "\xC3\xA4");
    EXPECT_LE(clean_text(std::string(5000, '\x80')).size(), 205U);
}

TEST(NumberIn, ReadsDigitsOfABase) {
    EXPECT_EQ(number_in("ff", "0123456789abcdef"), 255);
    EXPECT_EQ(number_in("", "01"), std::nullopt);
    EXPECT_EQ(number_in("12", "01"), std::nullopt);
    EXPECT_EQ(number_in("9223372036854775807", "0123456789"), 9'223'372'036'854'775'807);
    EXPECT_EQ(number_in("9223372036854775808", "0123456789"), std::nullopt);
}

TEST(Trimmed, WhiteSpaceGoesAtBothEnds) {
    EXPECT_EQ(trimmed(" \t a b \r\n"), "a b");
    EXPECT_EQ(trimmed("  "), "");
}

}  // namespace
}  // namespace curfew::lifetime
