#include "scanner/core/bytes.h"

#include <gtest/gtest.h>

namespace curfew::core {
namespace {

TEST(Span, TouchingRangesDoNotOverlap) {
    EXPECT_FALSE((Span{0, 4}.overlaps({4, 8})));
    EXPECT_TRUE((Span{0, 5}.overlaps({4, 8})));
}

TEST(Span, ContainsItselfAndWhatLiesInside) {
    EXPECT_TRUE((Span{2, 6}.contains({2, 6})));
    EXPECT_TRUE((Span{2, 6}.contains({3, 5})));
    EXPECT_FALSE((Span{2, 6}.contains({3, 7})));
}

TEST(Bytes, TextAndBytesAreTheSameMemory) {
    const std::string_view text("a\0b", 3);

    EXPECT_EQ(as_text(as_bytes(text)).data(), text.data());
    EXPECT_EQ(as_text(as_bytes(text)), text);
}

}  // namespace
}  // namespace curfew::core
