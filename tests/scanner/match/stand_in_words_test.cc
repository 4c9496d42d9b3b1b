#include "scanner/match/stand_in_words.h"

#include <gtest/gtest.h>

namespace curfew::match {
namespace {

TEST(StandInWords, CutsAtSeparatorsAndHumpsAndBetweenWordsWrittenTogether) {
    for (const std::string_view value :
         {"your-api-key-here", "yourApiKeyHere", "YOUR_API_KEY_HERE", "yourapikeyhere"}) {
        const StandInWords words = stand_in_words(value);

        EXPECT_TRUE(words.covers_all()) << value;
        EXPECT_TRUE(words.has_placeholder) << value;
    }
}

TEST(StandInWords, WeakWordsAreNoPlaceholders) {
    const StandInWords words = stand_in_words("adminPassword1");

    EXPECT_TRUE(words.covers_all());
    EXPECT_TRUE(words.has_weak);
    EXPECT_FALSE(words.has_placeholder);
}

TEST(StandInWords, AnUnknownWordIsNotCovered) {
    const StandInWords words = stand_in_words("my-xylqorf");

    EXPECT_FALSE(words.covers_all());
    EXPECT_EQ(words.letters, 9U);
    EXPECT_EQ(words.letters_covered, 2U);
}

TEST(StandInWords, ValueWithoutLettersIsNotCovered) {
    EXPECT_FALSE(stand_in_words("12345").covers_all());
}

TEST(StandInWords, TellingWordsNeedNoBorders) {
    EXPECT_TRUE(
        names_a_placeholder("AKIA"
                            "IOSFODNN7EXAMPLE"));
    EXPECT_TRUE(names_a_placeholder("sk_live_changeme"));
    EXPECT_FALSE(names_a_placeholder("9f8d2c6b1e"));
}

}  // namespace
}  // namespace curfew::match
