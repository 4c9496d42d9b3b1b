#include "scanner/rules/token_checksum.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "scanner/rules/dice.h"

namespace curfew::rules {
namespace {

constexpr std::string_view kBase62 =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kBase64Url =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

struct Made {
    std::string_view rule;
    std::string head;
    std::string rest;  // what follows the checksum
};

std::vector<Made> made_heads(std::uint64_t seed) {
    Dice dice(seed);
    return {
        {"crc32_base62_6", "ghp_" + dice.letters(kBase62, 30), ""},
        {"crc32_base62_6", "npm_" + dice.letters(kBase62, 30), ""},
        {"crc32_hex_le", "glsa_" + dice.letters(kBase62, 32) + "_", ""},
        {"gitlab_routable", "glpat-" + dice.letters(kBase64Url, 40) + ".01.", ""},
        {"gitlab_routable", "glrt-" + dice.letters(kBase64Url, 27) + ".", ""},
        {"github_fine", "github_pat_" + dice.letters(kBase62, 22) + "_" + dice.letters(kBase62, 43),
         dice.letters(kBase62, 8)}};
}

TEST(TokenChecksum, NamesAreSorted) {
    EXPECT_TRUE(std::ranges::is_sorted(checksum_names()));
    EXPECT_EQ(checksum_names().size(), 5U);
}

TEST(TokenChecksum, WhatIsComputedHolds) {
    for (std::uint64_t seed = 0; seed < 50; ++seed)
        for (const Made& made : made_heads(seed)) {
            const std::string token =
                made.head + checksum_for(made.rule, made.head).value() + made.rest;
            EXPECT_TRUE(checksum_holds(made.rule, token)) << made.rule;
        }
}

TEST(TokenChecksum, OneChangedLetterBreaksIt) {
    for (std::uint64_t seed = 0; seed < 50; ++seed)
        for (const Made& made : made_heads(seed)) {
            std::string token = made.head + checksum_for(made.rule, made.head).value() + made.rest;
            char& changed = token[12 + seed % 10];
            changed = changed == 'q' ? 'r' : 'q';
            EXPECT_FALSE(checksum_holds(made.rule, token)) << made.rule;
        }
}

// The check value of CRC-32 for "123456789" is cbf43926 (its specification's own test).
TEST(TokenChecksum, CrcIsTheOneOfZlib) {
    EXPECT_EQ(checksum_for("crc32_hex_le", "123456789"), "2639f4cb");
    EXPECT_EQ(checksum_for("crc32_base62_6", "x_123456789"), "3jZRME");
}

TEST(TokenChecksum, SmallSumsAreFilledToTheirWidth) {
    EXPECT_EQ(checksum_for("crc32_base62_6", "x_"), "000000");
    EXPECT_EQ(checksum_for("crc32_hex_le", ""), "00000000");
}

TEST(TokenChecksum, TokensTooShortForTheirSumDoNotHold) {
    for (const std::string_view rule : checksum_names())
        for (const std::string_view token : {"", "a", "a_", "0000000", "000000000"})
            EXPECT_FALSE(checksum_holds(rule, token)) << rule << " " << token;
}

TEST(TokenChecksum, RoutableLengthLongerThanTheBodyDoesNotHold) {
    const std::string head = "glpat-" + std::string("abcdefghijklmnopqrstuvwxyz0") + ".01.";
    std::string token = head + *checksum_for("gitlab_routable", head);
    ASSERT_TRUE(checksum_holds("gitlab_routable", token));

    token[head.size()] = 'z';

    EXPECT_FALSE(checksum_holds("gitlab_routable", token));
}

TEST(TokenChecksum, AwsIdsHoldAnAccountOfTwelveDigits) {
    // All sevens: the 40 bits of the account are all ones, which is more than twelve digits.
    EXPECT_FALSE(checksum_holds("aws_key_id", std::string("AKIA") + "7777777777777777"));
    EXPECT_TRUE(checksum_holds("aws_key_id", std::string("AKIA") + "QAAAAAAAAAAAAAAA"));
    EXPECT_TRUE(checksum_holds("aws_key_id", std::string("ASIA") + "I777777777777777"));
    EXPECT_FALSE(checksum_holds("aws_key_id", std::string("AKIA") + "QAAAAAAAAAAAAAA1"));
    EXPECT_FALSE(checksum_holds("aws_key_id", std::string("AKIA") + "QAAAAAAAAAAAAAA"));
}

TEST(TokenChecksum, AwsIdsCannotBeComputed) {
    EXPECT_EQ(checksum_for("aws_key_id", "AKIA"), std::nullopt);
}

TEST(TokenChecksumDeathTest, UnknownRuleIsAProgrammersError) {
    EXPECT_DEATH((void)checksum_holds("crc64", "token"), "");
}

}  // namespace
}  // namespace curfew::rules
