#include "scanner/match/borders.h"

#include <string>

#include <gtest/gtest.h>

#include "scanner/match/pattern_outline.h"

namespace curfew::match {
namespace {

/// Whether "TOKEN" inside `text` has clean borders.
bool is_clean(std::string_view text, Borders borders = {}) {
    const std::size_t begin = text.find("TOKEN");
    return has_clean_borders(text, {.begin = begin, .end = begin + 5}, borders);
}

TEST(Borders, EndsOfTheTextAreClean) {
    EXPECT_TRUE(is_clean("TOKEN"));
}

TEST(Borders, TokenLettersOnEitherSideAreNot) {
    for (const char letter : std::string("aZ0_-")) {
        EXPECT_FALSE(is_clean(letter + std::string("TOKEN"))) << letter;
        EXPECT_FALSE(is_clean(std::string("TOKEN") + letter)) << letter;
    }
}

TEST(Borders, PunctuationSpacesAndBytesBeyondAsciiAreClean) {
    for (const char letter : std::string("\"'=: \n,;./+\xC3\xFF")) {
        EXPECT_TRUE(is_clean(letter + std::string("TOKEN") + letter)) << letter;
    }
}

TEST(Borders, EscapesBeforeBelongToTheTextAround) {
    EXPECT_TRUE(is_clean(R"(\nTOKEN)"));
    EXPECT_TRUE(is_clean(R"(\tTOKEN)"));
    EXPECT_FALSE(is_clean(R"(\\nTOKEN)"));
    EXPECT_FALSE(is_clean(R"(\aTOKEN)"));
    EXPECT_TRUE(is_clean("key%3DTOKEN"));
    EXPECT_FALSE(is_clean("key%3GTOKEN"));
    EXPECT_TRUE(is_clean("\x1b[1;32mTOKEN"));
    EXPECT_FALSE(is_clean("[1;32mTOKEN"));
}

TEST(Borders, PaddingEndsAToken) {
    EXPECT_TRUE(has_clean_borders("TOKE=next", {.begin = 0, .end = 5}, {}));
}

TEST(Borders, Base64SignsContinueABase64Pattern) {
    const Borders base64{.base64_before = true, .base64_after = true};

    EXPECT_FALSE(is_clean("/TOKEN", base64));
    EXPECT_FALSE(is_clean("TOKEN+", base64));
    EXPECT_TRUE(is_clean("=TOKEN=", base64));
}

TEST(Borders, PatternOverBase64TextIsRecognized) {
    const auto base64 = automaton_of("[A-Za-z0-9+/]{40}");
    const auto url = automaton_of("https://hooks[.]example[.]org/[A-Za-z0-9/]{20}");
    const auto prose = automaton_of("[^\"]{8}");

    EXPECT_TRUE(borders_of(first_bytes(*base64), last_bytes(*base64)).base64_before);
    EXPECT_FALSE(borders_of(first_bytes(*url), last_bytes(*url)).base64_before);
    EXPECT_TRUE(borders_of(first_bytes(*url), last_bytes(*url)).base64_after);
    EXPECT_FALSE(borders_of(first_bytes(*prose), last_bytes(*prose)).base64_after);
}

}  // namespace
}  // namespace curfew::match
