#include <string>

#include <gtest/gtest.h>

#include "scanner/decode/line_index.h"
#include "tests/scanner/decode/collecting_sink.h"

namespace curfew::decode {
namespace {

core::Blob blob_of(std::string_view text, const core::BlobOrigin& origin) {
    return {.bytes = core::as_bytes(text), .origin = origin};
}

TEST(Position, OfAnOutermostBlobIsItsLineAndColumn) {
    const core::BlobOrigin origin{.path = "", .object = {}};
    const core::Blob blob = blob_of("one\n two", origin);

    EXPECT_EQ(position_of(blob, {5, 8}), (core::Position{2, 2, 2, 5}));
    EXPECT_EQ(depth_of(blob), 0U);
    EXPECT_TRUE(containers_of(blob).empty());
}

TEST(Position, IsUnknownWhereAContainerHasNoOffsets) {
    const core::BlobOrigin origin{.path = "", .object = {}};
    const core::Blob outer = blob_of("compressed", origin);
    core::Blob inner = blob_of("text", origin);
    inner.outer = &outer;
    inner.container = {"gzip", ""};

    EXPECT_EQ(position_of(inner, {0, 4}), core::Position{});
    EXPECT_EQ(depth_of(inner), 1U);
}

TEST(Position, WalksOutwardThroughEveryMap) {
    const core::BlobOrigin origin{.path = "", .object = {}};
    const core::Blob outer = blob_of("ab\ncdefgh", origin);
    core::Blob middle = blob_of("cdefgh", origin);
    middle.outer = &outer;
    middle.offset_in_outer = [](std::size_t at) { return at + 3; };
    middle.container = {"percent", ""};
    core::Blob inner = blob_of("ef", origin);
    inner.outer = &middle;
    inner.offset_in_outer = [](std::size_t at) { return at + 2; };
    inner.container = {"base64", ""};

    EXPECT_EQ(position_of(inner, {0, 2}), (core::Position{2, 3, 2, 5}));
    EXPECT_EQ(containers_of(inner).front().kind, "percent");
    EXPECT_EQ(containers_of(inner).back().kind, "base64");
}

TEST(Position, WithAnIndexIsTheSame) {
    const core::BlobOrigin origin{.path = "", .object = {}};
    const std::string text = "one\ntwo\nthree";
    const core::Blob blob = blob_of(text, origin);
    LineIndex lines(blob.bytes);
    LineIndex other(core::BlobView{});

    EXPECT_EQ(position_of(blob, {5, 9}, lines), position_of(blob, {5, 9}));
    EXPECT_EQ(position_of(blob, {5, 9}, other), position_of(blob, {5, 9}));
    EXPECT_EQ(letter_columns_of(blob, {5, 9}, lines), (core::LetterColumns{2, 2}));
    EXPECT_EQ(letter_columns_of(blob, {5, 9}, other), (core::LetterColumns{2, 2}));
}

TEST(Position, OfAnEmptySpanIsOnePlace) {
    const core::BlobOrigin origin{.path = "", .object = {}};
    const core::Blob outer = blob_of("abc", origin);
    core::Blob inner = blob_of("bc", origin);
    inner.outer = &outer;
    inner.offset_in_outer = [](std::size_t at) { return at + 1; };

    EXPECT_EQ(position_of(inner, {0, 0}), (core::Position{1, 2, 1, 2}));
}

}  // namespace
}  // namespace curfew::decode
