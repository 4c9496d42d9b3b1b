#include "scanner/decode/percent_text.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/scanner/decode/collecting_sink.h"

namespace curfew::decode {
namespace {

std::string decoded(std::string_view text) {
    CollectingSink sink("needle", false);
    sink.run(text);
    EXPECT_LE(sink.all.size(), 1U);
    return sink.all.empty() ? std::string() : sink.all[0].text;
}

TEST(PercentText, RunWithEscapesIsDecodedInItsPlace) {
    EXPECT_EQ(decoded("url: https://u:needle%2Bab%3d@host/ # end"),
              "url: https://u:needle+ab=@host/ # end");
}

TEST(PercentText, BytesThatAreNotPrintableStay) {
    EXPECT_EQ(decoded("q=needle%2F%C3%A9%00more"), "q=needle/%C3%A9%00more");
    EXPECT_EQ(decoded("q=needle%C3%A9more-and-more"), "");
}

TEST(PercentText, FormatsOfPrintfAreTooShort) {
    EXPECT_EQ(decoded("printf(\"%5d\", x)"), "");
    EXPECT_EQ(decoded("100% of 20% or %zz or % or %4"), "");
}

TEST(PercentText, PositionIsThatOfTheEscapedText) {
    CollectingSink sink("a+needle");
    sink.run("x\n  key=a%2Bneedle%21more\n");

    ASSERT_TRUE(sink.has_found());
    const Taken taken = sink.found();
    EXPECT_EQ(taken.needle.line, 2U);
    EXPECT_EQ(taken.needle.column, 7U);
    EXPECT_EQ(taken.needle.end_column, 17U);
    EXPECT_EQ(taken.kinds, std::vector<std::string>{"percent"});
}

TEST(PercentText, EncodedTwiceIsOpenedTwice) {
    CollectingSink sink("token=needle/x");
    sink.run("https://host/?next=" + percent_encoded(percent_encoded("token=needle/x")));

    ASSERT_TRUE(sink.has_found());
    EXPECT_EQ(sink.found().kinds.size(), 2U);
}

TEST(PercentText, BrokenEscapeAtTheEndStays) {
    EXPECT_EQ(decoded("needle-in-%2F-hay%2"), "needle-in-/-hay%2");
    EXPECT_EQ(decoded("needle-in-%2F-hay%"), "needle-in-/-hay%");
}

}  // namespace
}  // namespace curfew::decode
