#include "scanner/decode/escape_text.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/scanner/decode/collecting_sink.h"

namespace curfew::decode {
namespace {

// What the only blob made of `text` holds; empty when none was made.
std::string decoded(std::string_view text) {
    CollectingSink sink("needle", false);
    sink.run(text);
    EXPECT_LE(sink.all.size(), 1U);
    return sink.all.empty() ? std::string() : sink.all[0].text;
}

TEST(EscapeText, LineBreakBeforeAWordIsDecoded) {
    EXPECT_EQ(decoded(R"({"env": "A=1\nKEY=needle-in-hay"})"),
              "{\"env\": \"A=1\nKEY=needle-in-hay\"}");
}

TEST(EscapeText, QuotesAroundAnAssignmentAreDecoded) {
    EXPECT_EQ(decoded(R"({"body": "{\"word\": \"needle\"}"})"),
              R"({"body": "{"word": "needle"}"})");
}

TEST(EscapeText, SlashesAndUnicodeAreDecoded) {
    EXPECT_EQ(decoded(R"("needle": "abc\/def\u002Bghi\u003d")"), R"("needle": "abc/def+ghi=")");
}

TEST(EscapeText, SurrogatePairsAreOneLetter) {
    EXPECT_EQ(decoded(R"("a long text \ud83d\ude00 needle")"),
              "\"a long text \xF0\x9F\x98\x80 needle\"");
}

TEST(EscapeText, SingleSurrogatesAndBrokenEscapesStayAsTheyAre) {
    EXPECT_EQ(decoded(R"("\u0041 \ud83d \u12 \u12g4 \x41 \d needle")"),
              R"("A \ud83d \u12 \u12g4 \x41 \d needle")");
}

TEST(EscapeText, UnicodeOutsideOfQuotesIsDecoded) {
    EXPECT_EQ(decoded("pass\\u0077ord=needle-in-hay\n"), "password=needle-in-hay\n");
}

TEST(EscapeText, EscapesThatHideNothingAreLeftAlone) {
    EXPECT_EQ(decoded(R"(printf("done with all of it\n");)"), "");
    EXPECT_EQ(decoded(R"(puts("usage: tool [options] \"name\"\n"[0]);)").find("\\\""),
              std::string::npos);
    EXPECT_EQ(decoded(R"(path = "C:\\Users\\somebody\\file")"), "");
    EXPECT_EQ(decoded(R"(regex = "\d+\s+[a-z]{3,20}\.")"), "");
    EXPECT_EQ(decoded(R"(a = "\u0041";)"), "");
    EXPECT_EQ(decoded(R"(no quotes \n here at all\ntoday)"), "");
}

TEST(EscapeText, EscapedBackslashDoesNotEscapeTheQuoteAfterIt) {
    EXPECT_EQ(decoded(R"(x = "a=needle\u0021 b\\" + "other")"), R"(x = "a=needle! b\" + "other")");
}

TEST(EscapeText, PositionIsThatOfTheEscapedText) {
    CollectingSink sink;
    sink.run("{\n  \"env\": \"A=1\\nB=\\u006eeedl\\u0065 x\"\n}");

    ASSERT_TRUE(sink.has_found());
    const Taken taken = sink.found();
    EXPECT_EQ(taken.needle.line, 2U);
    EXPECT_EQ(taken.needle.column, 18U);
    EXPECT_EQ(taken.needle.end_line, 2U);
    EXPECT_EQ(taken.needle.end_column, 34U);
}

TEST(EscapeText, JsonInsideJsonIsOpenedTwice) {
    const std::string inner = "{\"word\": \"needle\\\"in\\\"hay\"}";
    const std::string outer = "{\"message\": \"" + json_escaped(json_escaped(inner)) + "\"}";
    CollectingSink sink(inner);

    sink.run(outer);

    ASSERT_TRUE(sink.has_found());
    EXPECT_EQ(sink.found().kinds, (std::vector<std::string>{"json_string", "json_string"}));
}

TEST(EscapeText, LongStringIsPushedInOverlappingRegions) {
    std::string text = "\"";
    while (text.size() < 3 * kRegionBytesMax) text += "KEY=value\\nmore words here, ";
    const std::size_t middle = kRegionBytesMax + kRegionBytesMax / 20;
    text.insert(text.find("KEY", middle), "needle-in-the-hay ");
    text += "\"";
    CollectingSink sink("needle-in-the-hay");

    sink.run(text);

    ASSERT_TRUE(sink.has_found());
    EXPECT_GE(sink.all.size(), 3U);
    EXPECT_EQ(sink.found().needle.column, text.find("needle-in-the-hay") + 1);
    for (const Taken& taken : sink.all) EXPECT_LE(taken.text.size(), kRegionBytesMax + 1000);
}

TEST(EscapeText, BackslashesWithoutEndAreReadInLinearTime) {
    const std::string text = "\"" + std::string(2'000'000, '\\') + "n";
    CollectingSink sink;
    sink.run(text);
    sink.run(std::string(2'000'000, '\\') + "u");

    EXPECT_TRUE(sink.skips.empty());
}

}  // namespace
}  // namespace curfew::decode
