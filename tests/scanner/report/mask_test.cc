#include <string>

#include <gtest/gtest.h>

#include "scanner/report/render.h"

namespace curfew::report {
namespace {

TEST(Masked, BytesThatAreNoTextShowTheirNumberAlone) {
    const std::string key = std::string(2, '\x30') + std::string(1, '\0') + std::string(60, 'k');

    EXPECT_EQ(masked(key, ""), "[63 bytes]");
}

TEST(Masked, PrefixAndTailStayWhereTwentyAreHidden) {
    EXPECT_EQ(masked("acme_" + std::string(20, 'x') + "yz", "acme_"), "acme_…yz");
}

TEST(Masked, OneHiddenLetterFewerShowsOnlyTheLength) {
    EXPECT_EQ(masked("acme_" + std::string(19, 'x') + "yz", "acme_"), "[26 characters]");
    EXPECT_EQ(masked("x", ""), "[1 character]");
    EXPECT_EQ(masked("", ""), "[0 characters]");
}

TEST(Masked, APrefixTheSecretDoesNotHaveIsNotClaimed) {
    EXPECT_EQ(masked(std::string(22, 'x') + "yz", "acme_"), "…yz");
}

TEST(Masked, ATailThatIsNoPlainTextIsNotShown) {
    EXPECT_EQ(masked(std::string(30, 'x') + "\n", ""), "…");
    EXPECT_EQ(masked(std::string(30, 'x') + "é", ""), "…");
}

TEST(Printable, PlainTextInAnyLanguageStays) {
    EXPECT_EQ(printable("src/naïve 鍵.py"), "src/naïve 鍵.py");
}

TEST(Printable, ControlsAndEscapesLoseTheirPower) {
    EXPECT_EQ(printable("a\x1b[2Jb\r\n\t\x7f"), "a\\x1b[2Jb\\x0d\\x0a\\x09\\x7f");
    EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a\\x00b");
    EXPECT_EQ(printable("\xC2\x9B"), "\\u{9b}");
}

TEST(Printable, LettersThatDeceiveTheEyeAreSpelledOut) {
    EXPECT_EQ(printable("\xE2\x80\xAEtxt.exe"), "\\u{202e}txt.exe");
    EXPECT_EQ(printable("\xE2\x81\xA6\xE2\x81\xA9"), "\\u{2066}\\u{2069}");
    EXPECT_EQ(printable("\xE2\x80\x8B\xEF\xBB\xBF"), "\\u{200b}\\u{feff}");
}

TEST(Printable, BytesThatAreNoUtf8AreHexadecimal) {
    EXPECT_EQ(printable("caf\xE9\xFF"), "caf\\xe9\\xff");
}

}  // namespace
}  // namespace curfew::report
