#include "scanner/rules/template_text.h"

#include <string>

#include <gtest/gtest.h>

namespace curfew::rules {
namespace {

std::vector<Piece> pieces_of(std::string_view text) {
    auto parsed = parse_template(text);
    EXPECT_TRUE(parsed.has_value()) << text;
    return parsed.has_value() ? std::move(parsed).value() : std::vector<Piece>{};
}

TEST(Template, PlainTextIsOnePiece) {
    const auto pieces = pieces_of("just text");

    ASSERT_EQ(pieces.size(), 1U);
    EXPECT_EQ(pieces[0].text, "just text");
    EXPECT_FALSE(pieces[0].is_maker());
}

TEST(Template, MakerHasANameAndALength) {
    const auto pieces = pieces_of("ab{hex:8-12}c");

    ASSERT_EQ(pieces.size(), 3U);
    EXPECT_EQ(pieces[1].name, "hex");
    EXPECT_EQ(pieces[1].least, 8U);
    EXPECT_EQ(pieces[1].most, 12U);
    EXPECT_EQ(pieces[1].column, 3U);
    EXPECT_EQ(pieces[2].text, "c");
}

TEST(Template, OptionThatIsNoLengthIsKept) {
    const auto pieces = pieces_of("{pem:rsa-encrypted}");

    EXPECT_EQ(pieces[0].option, "rsa-encrypted");
    EXPECT_FALSE(pieces[0].has_length());
}

TEST(Template, DoubledBraceIsABrace) {
    EXPECT_EQ(pieces_of("{{name}")[0].text, "{name}");
}

TEST(Template, BraceBeforeNoLetterStandsForItself) {
    EXPECT_EQ(pieces_of(R"({"key": "v"})")[0].text, R"({"key": "v"})");
    EXPECT_EQ(pieces_of("a{").back().text, "a{");
}

TEST(Template, EmptyTextHasNoPieces) {
    EXPECT_TRUE(pieces_of("").empty());
}

TEST(Template, FaultsSayTheirColumn) {
    for (const auto& [text, message] : std::vector<std::pair<std::string, std::string>>{
             {"ab{hex:8", "template column 3: the brace is never closed"},
             {"{hex:0}", "template column 1: a length is N or N-M"},
             {"{hex:9-3}", "template column 1: a length is N or N-M"},
             {"{hex:9-x}", "template column 1: a length is N or N-M"},
             {"{hex:99999}", "template column 1: a length is N or N-M"},
             {"x{a b}", "template column 2: a name in braces"}}) {
        const auto parsed = parse_template(text);
        ASSERT_FALSE(parsed.has_value()) << text;
        EXPECT_EQ(parsed.error().kind(), core::ErrorKind::invalid_input);
        EXPECT_TRUE(parsed.error().message().starts_with(message)) << parsed.error().message();
    }
}

}  // namespace
}  // namespace curfew::rules
