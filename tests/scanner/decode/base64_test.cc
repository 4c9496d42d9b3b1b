#include "scanner/decode/base64.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/scanner/decode/collecting_sink.h"

namespace curfew::decode {
namespace {

std::string decoded(std::string_view letters) {
    std::string bytes;
    append_base64(letters, bytes);
    return bytes;
}

TEST(Base64, FollowsItsSpecificationsTests) {  // RFC 4648, 10, without padding
    EXPECT_EQ(decoded(""), "");
    EXPECT_EQ(decoded("Zg"), "f");
    EXPECT_EQ(decoded("Zm8"), "fo");
    EXPECT_EQ(decoded("Zm9v"), "foo");
    EXPECT_EQ(decoded("Zm9vYmFy"), "foobar");
}

TEST(Base64, BothAlphabetsDecode) {
    EXPECT_EQ(decoded("-_8"), "\xfb\xff");
    EXPECT_EQ(decoded("+/8"), "\xfb\xff");
}

TEST(Base64, OneLetterOverOrBitsLeftSetAreNoEnd) {
    EXPECT_TRUE(is_clean_end(4, 'x'));
    EXPECT_TRUE(is_clean_end(2, 'g'));
    EXPECT_FALSE(is_clean_end(2, 'h'));
    EXPECT_TRUE(is_clean_end(3, '8'));
    EXPECT_FALSE(is_clean_end(3, '9'));
    EXPECT_FALSE(is_clean_end(5, 'A'));
}

TEST(Base64, EveryByteStandsInTheLetterThatHoldsItsFirstBits) {
    EXPECT_EQ(base64_letter_of(0), 0U);
    EXPECT_EQ(base64_letter_of(1), 1U);
    EXPECT_EQ(base64_letter_of(2), 2U);
    EXPECT_EQ(base64_letter_of(3), 4U);
}

TEST(Base64, WhatWasEncodedComesBack) {
    std::string bytes;
    for (int at = 0; at < 300; ++at) {
        bytes += static_cast<char>(at * 37);
        EXPECT_EQ(decoded(base64(bytes, at % 2 == 0, false)), bytes);
        EXPECT_EQ(base64_bytes_in(base64(bytes, false, false).size()), bytes.size());
    }
}

}  // namespace
}  // namespace curfew::decode
