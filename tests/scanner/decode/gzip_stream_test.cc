#include "scanner/decode/gzip_stream.h"

#include <string>

#include <gtest/gtest.h>

#include "scanner/core/limits.h"
#include "tests/scanner/decode/collecting_sink.h"

namespace curfew::decode {
namespace {

// Words that compress to a third, and hide nothing.
std::string dense_text(std::size_t size) {
    std::string text;
    text.reserve(size + 8);
    std::uint64_t state = 7;
    while (text.size() < size) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        for (unsigned shift = 40; shift < 60; shift += 5)
            text += static_cast<char>('a' + (state >> shift) % 16);
        text += ' ';
    }
    text.resize(size);
    return text;
}

TEST(Gzip, TextIsInflatedWithoutAPlaceOfItsOwn) {
    CollectingSink sink;
    sink.run(gzip("first line\nthe needle\n"));

    ASSERT_TRUE(sink.has_found());
    EXPECT_EQ(sink.found().text, "first line\nthe needle\n");
    EXPECT_EQ(sink.found().kinds, std::vector<std::string>{"gzip"});
    EXPECT_EQ(sink.found().needle, core::Position{});
}

TEST(Gzip, FurtherMembersAreReadOn) {
    CollectingSink sink;
    sink.run(gzip("first member ") + gzip("second with needle"));

    ASSERT_EQ(sink.all.size(), 1U);
    EXPECT_EQ(sink.all[0].text, "first member second with needle");
}

TEST(Gzip, PiecesOverlapSoThatNothingIsCut) {
    std::string text = dense_text(3 * kGzipPieceBytes);
    text.replace(kGzipPieceBytes - 3, 6, "needle");
    CollectingSink sink;

    sink.run(gzip(text));

    EXPECT_TRUE(sink.has_found());
    EXPECT_EQ(sink.all.size(), 4U);
    EXPECT_TRUE(sink.skips.empty());
}

TEST(Gzip, BrokenStreamGivesWhatCameBeforeTheBreak) {
    const std::string text = "the needle stands at the begin " + dense_text(100'000);
    const std::string whole = gzip(text);
    CollectingSink sink;

    sink.run(whole.substr(0, whole.size() / 2));

    EXPECT_TRUE(sink.has_found());
}

TEST(Gzip, BombIsCutAndSaidOnce) {
    CollectingSink sink;
    sink.run(gzip(std::string(32U << 20U, 'A')));

    std::size_t bytes = 0;
    for (const Taken& taken : sink.all) bytes += taken.text.size();
    EXPECT_LT(bytes, 8U << 20U);
    ASSERT_EQ(sink.skips.size(), 1U);
    EXPECT_EQ(sink.skips[0].reason, "decoded bytes over the limit");
    EXPECT_EQ(sink.skips[0].name, "file");
    EXPECT_FALSE(sink.skips[0].is_gap);
}

TEST(Gzip, BudgetEndsALongStream) {
    CollectingSink sink("needle", false);
    const std::string dense = dense_text(1000) + std::string(60'000, ' ');
    std::string text;
    while (text.size() < core::kDecodedBytesMax + (4U << 20U)) text += dense;

    sink.run(gzip(text));

    EXPECT_EQ(sink.skips.size(), 1U);
    EXPECT_GE(sink.all.size(), 14U);
    EXPECT_LE(sink.all.size(), 17U);
}

TEST(Gzip, NextBlobHasABudgetOfItsOwn) {
    CollectingSink sink;
    sink.run(gzip(std::string(32U << 20U, 'A')));
    sink.run(gzip("a needle in a small file"));

    EXPECT_TRUE(sink.has_found());
}

TEST(Gzip, HeaderWithoutAStreamGivesNothing) {
    CollectingSink sink;
    sink.run(std::string("\x1F\x8B\x08\x00\x00\x00\x00\x00\x00\x03", 10) + "no deflate stream!");
    sink.run("\x1F\x8B\x08");

    for (const Taken& taken : sink.all) EXPECT_LT(taken.text.size(), 40U);
}

}  // namespace
}  // namespace curfew::decode
