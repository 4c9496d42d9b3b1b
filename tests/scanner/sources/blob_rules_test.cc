#include "scanner/sources/blob_rules.h"

#include <atomic>
#include <string>

#include <gtest/gtest.h>

#include "scanner/core/limits.h"

namespace curfew::sources {
namespace {

using namespace std::string_view_literals;

TEST(BlobRules, ANulMakesABinaryUnlessSecretsAreReadableThere) {
    EXPECT_FALSE(is_binary({}));
    EXPECT_FALSE(is_binary(core::as_bytes("plain text")));
    EXPECT_TRUE(
        is_binary(core::as_bytes("\x7f"
                                 "ELF\0\0"sv)));
    EXPECT_FALSE(
        is_binary(core::as_bytes("\xff\xfe"
                                 "a\0b\0"sv)));
    EXPECT_FALSE(is_binary(core::as_bytes("p\0a\0s\0s\0"sv)));
    EXPECT_FALSE(is_binary(core::as_bytes("\0p\0a\0s\0s"sv)));
    EXPECT_FALSE(is_binary(core::as_bytes("\x1f\x8b\x08\0\0"sv)));
    EXPECT_FALSE(is_binary(core::as_bytes("SQLite format 3\0..."sv)));
}

TEST(BlobRules, OnlyTheFirst8000BytesAreLookedAt) {
    const std::string early = std::string(7999, 'x') + '\0';
    const std::string late = std::string(8000, 'x') + '\0';

    EXPECT_TRUE(is_binary(core::as_bytes(early)));
    EXPECT_FALSE(is_binary(core::as_bytes(late)));
}

TEST(BlobRules, LargeBlobsTakeTurnsAndSmallOnesDoNotWait) {
    LargeBlobTurn turn;
    const auto first = turn.wait(core::kLargeBlobBytes + 1);

    EXPECT_TRUE(first.owns_lock());
    EXPECT_FALSE(turn.wait(core::kLargeBlobBytes).owns_lock());
}

TEST(BlobRules, EachSinkIsWorkedForOnce) {
    std::atomic<unsigned> seen = 0;

    for_each_sink(4, [&](std::size_t sink) { seen += 1U << sink; });

    EXPECT_EQ(seen, 15U);
}

}  // namespace
}  // namespace curfew::sources
