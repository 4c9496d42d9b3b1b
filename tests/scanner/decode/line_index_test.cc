#include "scanner/decode/line_index.h"

#include <string>

#include <gtest/gtest.h>

namespace curfew::decode {
namespace {

TEST(LineIndex, CountsFromOneInBytes) {
    const std::string text = "one\ntwo\n\nfour";
    LineIndex lines(core::as_bytes(text));

    EXPECT_EQ(lines.position_of({0, 3}), (core::Position{1, 1, 1, 4}));
    EXPECT_EQ(lines.position_of({4, 5}), (core::Position{2, 1, 2, 2}));
    EXPECT_EQ(lines.position_of({9, 13}), (core::Position{4, 1, 4, 5}));
}

TEST(LineIndex, SpanOverLinesEndsOnItsLastLine) {
    const std::string text = "one\ntwo\nthree";
    LineIndex lines(core::as_bytes(text));

    EXPECT_EQ(lines.position_of({1, 9}), (core::Position{1, 2, 3, 2}));
}

TEST(LineIndex, EndAfterALineBreakIsTheNextLine) {
    const std::string text = "one\ntwo";
    LineIndex lines(core::as_bytes(text));

    EXPECT_EQ(lines.position_of({0, 4}), (core::Position{1, 1, 2, 1}));
}

TEST(LineIndex, EmptyBytesHaveOneLine) {
    LineIndex lines(core::BlobView{});

    EXPECT_EQ(lines.position_of({0, 0}), (core::Position{1, 1, 1, 1}));
}

TEST(LineIndex, SpanPastTheEndEndsWithTheBytes) {
    const std::string text = "ab";
    LineIndex lines(core::as_bytes(text));

    EXPECT_EQ(lines.position_of({5, 9}), (core::Position{1, 3, 1, 3}));
}

TEST(LineIndex, LetterColumnsCountLettersOfUtf8Once) {
    const std::string text = "a\n\xC3\xA9t\xC3\xA9 \xF0\x9F\x94\x91 key";
    LineIndex lines(core::as_bytes(text));
    const std::size_t key = text.find("key");

    EXPECT_EQ(lines.position_of({key, key + 3}), (core::Position{2, 12, 2, 15}));
    EXPECT_EQ(lines.letter_columns_of({key, key + 3}), (core::LetterColumns{7, 10}));
    EXPECT_EQ(lines.letter_columns_of({0, 1}), (core::LetterColumns{1, 2})) << "and back again";
}

/// The slow twin: letter by letter from the begin.
struct Counted {
    std::uint32_t line = 1;
    std::uint32_t column = 1;
    std::uint32_t letter_column = 1;
};

Counted counted(std::string_view text, std::size_t offset) {
    Counted at;
    for (const char letter : text.substr(0, offset)) {
        const bool continues = (static_cast<unsigned char>(letter) & 0xC0U) == 0x80U;
        at.letter_column += continues ? 0 : 1;
        ++at.column;
        if (letter == '\n') at = {at.line + 1, 1, 1};
    }
    return at;
}

TEST(LineIndex, AgreesWithCountingEachTimeInAnyOrder) {
    std::string text;
    for (int at = 0; at < 300; ++at) {
        text += at % 7 == 3 || at % 11 == 0 ? "\n" : (at % 5 == 0 ? "\xC3\xA9" : "x");
    }
    LineIndex lines(core::as_bytes(text));

    for (std::size_t step = 0; step < 2'000; ++step) {
        const std::size_t begin = step * 131 % text.size();
        const std::size_t end = begin + step * 37 % (text.size() - begin + 1);
        const Counted from = counted(text, begin);
        const Counted to = counted(text, end);

        EXPECT_EQ(lines.position_of({begin, end}),
                  (core::Position{from.line, from.column, to.line, to.column}));
        EXPECT_EQ(lines.letter_columns_of({begin, end}),
                  (core::LetterColumns{from.letter_column, to.letter_column}));
    }
}

}  // namespace
}  // namespace curfew::decode
