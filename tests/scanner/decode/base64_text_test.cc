#include "scanner/decode/base64_text.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/scanner/decode/collecting_sink.h"

namespace curfew::decode {
namespace {

constexpr std::string_view kSecret = "user=admin password=needle-in-hay";

// The kinds around the needle, and its position; no kinds when it was not found.
Taken found_in(std::string_view text) {
    CollectingSink sink;
    sink.run(text);
    return sink.found();
}

std::string wrapped(std::string_view text, std::size_t columns, std::string_view line_break) {
    std::string lines;
    for (std::size_t at = 0; at < text.size(); at += columns) {
        if (at > 0) lines += line_break;
        lines += text.substr(at, columns);
    }
    return lines;
}

TEST(Base64Text, IsFoundBesideItsName) {
    const Taken taken = found_in("data: \"" + base64(kSecret) + "\" # note");

    EXPECT_EQ(taken.kinds, std::vector<std::string>{"base64"});
    EXPECT_EQ(taken.text, "data: \"" + std::string(kSecret) + "\" # note");
}

TEST(Base64Text, PositionIsThatOfTheLetters) {
    const Taken taken = found_in("one\n  x: " + base64("needle and more text") + "\n");

    EXPECT_EQ(taken.needle.line, 2U);
    EXPECT_EQ(taken.needle.column, 6U);
    EXPECT_EQ(taken.needle.end_line, 2U);
    EXPECT_EQ(taken.needle.end_column, 14U);
}

TEST(Base64Text, UrlAlphabetHasItsOwnName) {
    const std::string text = "needle ~~~>>>~~~ needle";
    ASSERT_NE(base64(text, true).find_first_of("-_"), std::string::npos);

    EXPECT_EQ(found_in(base64(text, true, false)).kinds, std::vector<std::string>{"base64url"});
    EXPECT_EQ(found_in(base64(text)).kinds, std::vector<std::string>{"base64"});
}

TEST(Base64Text, PaddingMayBeLeftOut) {
    for (const std::string_view text :
         {"needle in the hay", "needle in the hay!", "needle in hay .."})
        EXPECT_EQ(found_in(base64(text, false, false)).kinds.size(), 1U) << text;
}

TEST(Base64Text, WrongPaddingOrLeftBitsAreNoBase64) {
    std::string left_bits = base64("needle in the hay", false, false);
    left_bits.back() = static_cast<char>(left_bits.back() + 1);
    EXPECT_TRUE(found_in(left_bits).kinds.empty());
    EXPECT_TRUE(found_in("a" + base64("needle in the hay")).kinds.empty());
    EXPECT_TRUE(found_in(base64("needle in the hay!") + "=").kinds.empty());
}

TEST(Base64Text, BothAlphabetsInOneRunAreNoBase64) {
    EXPECT_TRUE(found_in(base64("needle in the hay ok!") + "-+AA").kinds.empty());
}

TEST(Base64Text, WrappedLinesAreOneText) {
    std::string text;
    for (int line = 0; line < 20; ++line) text += "just some text before, ";
    text += kSecret;
    for (const std::size_t columns : {76U, 64U, 60U, 70U})
        for (const std::string_view line_break : {"\n", "\r\n", "\n    ", "\n\t"}) {
            const std::string encoded = wrapped(base64(text), columns, line_break);
            const Taken taken = found_in("key: |\n" + encoded + "\n");
            EXPECT_EQ(taken.kinds.size(), 1U) << columns;
            EXPECT_EQ(taken.text, "key: |\n" + text + "\n");
        }
}

// The same bytes, found where an editor shows them, whatever the wrapping.
TEST(Base64Text, PositionInWrappedLinesIsThatOfTheLine) {
    for (std::size_t before = 0; before < 200; ++before) {
        const std::string text =
            std::string(before, ' ') + "needle" + std::string(100, ' ') + "end";
        const std::string encoded = wrapped(base64(text), 76, "\n");
        const Taken taken = found_in(encoded);
        ASSERT_EQ(taken.kinds.size(), 1U) << before;
        const std::size_t letter = before / 3 * 4 + before % 3;
        EXPECT_EQ(taken.needle.line, letter / 76 + 1) << before;
        EXPECT_EQ(taken.needle.column, letter % 76 + 1) << before;
        const std::size_t last = (before + 5) / 3 * 4 + (before + 5) % 3;
        EXPECT_EQ(taken.needle.end_line, last / 76 + 1) << before;
    }
}

TEST(Base64Text, ShortRunsMustBeNothingButText) {
    EXPECT_EQ(found_in("k: " + base64("needle-in-ha")).kinds.size(), 1U);
    EXPECT_TRUE(found_in("k: " + base64("needle-in\x01ha")).kinds.empty());
    EXPECT_TRUE(found_in(base64("needle")).kinds.empty());
}

TEST(Base64Text, BinaryIsLeftAlone) {
    std::string binary = "needle";
    for (int at = 0; at < 200; ++at) binary += static_cast<char>(at * 7919 >> 3);

    EXPECT_TRUE(found_in(base64(binary)).kinds.empty());
}

TEST(Base64Text, MostlyTextIsEnoughInALongRun) {
    EXPECT_EQ(found_in(base64("needle in a long text with \x01\x02\x03 some bytes")).kinds.size(),
              1U);
}

TEST(Base64Text, WordsAndPathsAndHashesGiveNothing) {
    CollectingSink sink;
    sink.run(
        "AbstractSingletonProxyFactoryBean scanner/core/secret_string/of/things "
        "d41d8cd98f00b204e9800998ecf8427e da39a3ee5e6b4b0d3255bfef95601890afd80709 "
        "THIS_IS_A_CONSTANT_NAME_IN_CAPITALS 123456789012345678901234567890");

    EXPECT_TRUE(sink.all.empty());
}

TEST(Base64Text, TwoRunsNearEachOtherAreOneRegion) {
    CollectingSink sink;
    sink.run("id: " + base64("the first text, needle") +
             "\nkey: " + base64("the second text here"));

    ASSERT_EQ(sink.all.size(), 1U);
    EXPECT_EQ(sink.all[0].text, "id: the first text, needle\nkey: the second text here");
}

TEST(Base64Text, ListOfEqualLinesIsReadInLinearTime) {
    std::string list;
    for (int line = 0; line < 200'000; ++line) list += std::string(64, 'A') + "\n";
    CollectingSink sink;

    sink.run(list);

    EXPECT_TRUE(sink.all.empty());
}

TEST(Base64Text, GzipInsideIsPushedAloneAndOpened) {
    const Taken taken = found_in("blob: " + base64(gzip("a text with a needle in it")) + " end");

    EXPECT_EQ(taken.kinds, (std::vector<std::string>{"base64", "gzip"}));
    EXPECT_EQ(taken.needle.line, 0U);
}

TEST(Base64Text, Utf16InsideIsOpened) {
    const Taken taken = found_in("powershell -enc " + base64(utf16("echo needle in hay", false)));

    EXPECT_EQ(taken.kinds, (std::vector<std::string>{"base64", "utf16"}));
    EXPECT_EQ(taken.needle.line, 1U);
    EXPECT_GT(taken.needle.column, 16U);
}

}  // namespace
}  // namespace curfew::decode
