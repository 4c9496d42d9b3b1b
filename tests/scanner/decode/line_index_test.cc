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

TEST(LineIndex, AgreesWithCountingEachTime) {
    std::string text;
    for (int at = 0; at < 400; ++at) text += at % 7 == 3 || at % 11 == 0 ? '\n' : 'x';
    LineIndex lines(core::as_bytes(text));

    for (std::size_t begin = 0; begin < text.size(); begin += 3)
        for (std::size_t end = begin; end <= text.size(); end += 17)
            EXPECT_EQ(lines.position_of({begin, end}),
                      position_in(core::as_bytes(text), {begin, end}));
}

}  // namespace
}  // namespace curfew::decode
