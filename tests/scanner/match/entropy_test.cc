#include "scanner/match/entropy.h"

#include <cmath>
#include <random>
#include <string>

#include <gtest/gtest.h>

namespace curfew::match {
namespace {

TEST(Entropy, NothingAndRepetitionHaveNone) {
    EXPECT_EQ(shannon_entropy(""), 0.0);
    EXPECT_EQ(shannon_entropy("aaaaaaaa"), 0.0);
}

TEST(Entropy, EvenSpreadReachesTheLogarithmOfTheAlphabet) {
    EXPECT_DOUBLE_EQ(shannon_entropy("abcdabcd"), 2.0);
    EXPECT_DOUBLE_EQ(shannon_entropy("0123456789abcdef"), 4.0);
}

TEST(Entropy, ExpectationIsWhatRandomTextReaches) {
    std::mt19937 random(7);
    constexpr std::string_view kHex = "0123456789abcdef";
    double sum = 0.0;
    constexpr int kRounds = 400;
    for (int round = 0; round < kRounds; ++round) {
        std::string text;
        while (text.size() < 32) text += kHex[random() % kHex.size()];
        sum += shannon_entropy(text);
    }

    EXPECT_NEAR(sum / kRounds, expected_entropy(32, 16), 0.08);
}

TEST(Entropy, ExpectationGrowsWithLengthTowardsTheAlphabet) {
    EXPECT_LT(expected_entropy(16, 62), expected_entropy(64, 62));
    EXPECT_LT(expected_entropy(64, 62), std::log2(62.0));
    EXPECT_EQ(expected_entropy(0, 62), 0.0);
    EXPECT_EQ(expected_entropy(10, 1), 0.0);
}

TEST(Entropy, AlphabetIsTheSmallestThatHoldsTheText) {
    EXPECT_EQ(alphabet_size_of("0123"), 10U);
    EXPECT_EQ(alphabet_size_of("01ab"), 16U);
    EXPECT_EQ(alphabet_size_of("01AB"), 16U);
    EXPECT_EQ(alphabet_size_of("xyz"), 26U);
    EXPECT_EQ(alphabet_size_of("xyz1"), 36U);
    EXPECT_EQ(alphabet_size_of("xyZ"), 52U);
    EXPECT_EQ(alphabet_size_of("xyZ1"), 62U);
    EXPECT_EQ(alphabet_size_of("xyZ1+/="), 64U);
    EXPECT_EQ(alphabet_size_of("xyZ1!"), 95U);
    EXPECT_EQ(alphabet_size_of("x\x01"), 256U);
}

}  // namespace
}  // namespace curfew::match
