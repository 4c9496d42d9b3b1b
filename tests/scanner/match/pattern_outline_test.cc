#include "scanner/match/pattern_outline.h"

#include <string>

#include <gtest/gtest.h>

namespace curfew::match {
namespace {

LiteralOutline around(std::string_view pattern, std::string_view literal, std::uint32_t before) {
    return outline_around(automaton_of(pattern).value(), literal, before);
}

/// The bytes of a set that are in `letters`.
std::string among(const ByteSet& set, std::string_view letters) {
    std::string held;
    for (const char letter : letters) {
        if (set[static_cast<unsigned char>(letter)]) held += letter;
    }
    return held;
}

TEST(PatternOutline, TellsEachByteAfterALiteralAtTheBegin) {
    const LiteralOutline outline = around("tok_[0-9]{3}[a-f]x?", "tok_", 0);

    ASSERT_EQ(outline.after.size(), 4U);
    EXPECT_EQ(among(outline.after[0], "09afx"), "09");
    EXPECT_EQ(among(outline.after[3], "09afx"), "af");
    EXPECT_TRUE(outline.before.empty());
}

TEST(PatternOutline, EndsWhereTheShortestMatchEnds) {
    EXPECT_EQ(around("tok_[0-9]{3,9}", "tok_", 0).after.size(), 3U);
    EXPECT_EQ(around("tok_[0-9]{3}|tok_x", "tok_", 0).after.size(), 1U);
    EXPECT_EQ(around("tok_[0-9]{200}", "tok_", 0).after.size(), kOutlineBytesMax);
}

TEST(PatternOutline, AlternativesAreUnited) {
    const LiteralOutline outline = around("tok_(?:live|test)_[0-9]", "tok_", 0);

    EXPECT_EQ(among(outline.after[0], "abltz"), "lt");
    EXPECT_EQ(among(outline.after[1], "abeiz"), "ei");
}

TEST(PatternOutline, OnlyWaysThroughTheLiteralCount) {
    const LiteralOutline outline = around("tok_(?:live_[0-9]|test_[a-f])", "tok_test_", 0);

    ASSERT_EQ(outline.after.size(), 1U);
    EXPECT_EQ(among(outline.after[0], "09afx"), "af");
}

TEST(PatternOutline, TellsTheBytesBeforeALiteralInside) {
    const LiteralOutline outline = around("[0-9]{2}-[a-f]{4}[.]apps[.]example", ".apps.", 64);

    ASSERT_EQ(outline.before.size(), 7U);
    EXPECT_EQ(among(outline.before[0], "09af-"), "af");
    EXPECT_EQ(among(outline.before[4], "09af-"), "-");
    EXPECT_EQ(among(outline.before[6], "09af-"), "09");
    EXPECT_EQ(outline.after.size(), 7U);
}

TEST(PatternOutline, LiteralNoMatchCanHoldIsImpossible) {
    EXPECT_FALSE(around("tok_[0-9]{3}", "token_", 0).is_possible);
    EXPECT_FALSE(around("x_tok_[0-9]{3}", "tok_", 0).is_possible);
    EXPECT_TRUE(around("x_tok_[0-9]{3}", "tok_", 2).is_possible);
}

TEST(PatternOutline, FromTheBeginOnTellsTheShortestMatch) {
    const auto sets = outline_from_begin(automaton_of("[0-9a-f]{32}").value());

    ASSERT_EQ(sets.size(), 32U);
    EXPECT_EQ(among(sets[31], "0fgz"), "0f");
    EXPECT_EQ(outline_from_begin(automaton_of("a?b{2,}").value()).size(), 2U);
    EXPECT_TRUE(outline_from_begin(automaton_of("a*").value()).empty());
}

}  // namespace
}  // namespace curfew::match
