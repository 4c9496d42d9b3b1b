#include "scanner/decode/region.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/scanner/decode/collecting_sink.h"

namespace curfew::decode {
namespace {

TEST(RegionMap, FollowsEachKindOfStep) {
    RegionMap map;
    map.add({.decoded = 0, .outer = 10, .step = Step::same});
    map.add({.decoded = 5, .outer = 15, .step = Step::fixed});
    map.add({.decoded = 6, .outer = 21, .step = Step::base64});
    map.add({.decoded = 12, .outer = 29, .step = Step::same});

    EXPECT_EQ(map.outer_of(0), 10U);
    EXPECT_EQ(map.outer_of(4), 14U);
    EXPECT_EQ(map.outer_of(5), 15U);
    EXPECT_EQ(map.outer_of(6), 21U);
    EXPECT_EQ(map.outer_of(9), 25U);
    EXPECT_EQ(map.outer_of(11), 27U);
    EXPECT_EQ(map.outer_of(12), 29U);
}

TEST(RegionMap, WithoutSegmentsKnowsNoPlace) {
    EXPECT_EQ(RegionMap().outer_of(0), std::nullopt);
}

TEST(RegionMap, DroppingTheFrontChangesNoPlace) {
    for (std::size_t dropped = 0; dropped < 15; ++dropped) {
        RegionMap map;
        map.add({.decoded = 0, .outer = 10, .step = Step::same});
        map.add({.decoded = 5, .outer = 15, .step = Step::fixed});
        map.add({.decoded = 6, .outer = 21, .byte_in_run = 1, .step = Step::base64});
        map.add({.decoded = 12, .outer = 40, .step = Step::same});
        RegionMap shorter = map;

        shorter.drop_front(dropped);

        for (std::size_t at = dropped; at < 20; ++at)
            EXPECT_EQ(shorter.outer_of(at - dropped), map.outer_of(at)) << dropped << " " << at;
    }
}

TEST(SeenBytes, ContextIsNotLookedAtAgain) {
    const std::string text = "0123456789";
    const core::BlobOrigin origin{.path = "", .object = {}};
    const core::Blob outer{.bytes = core::as_bytes(text), .origin = origin};
    const std::vector<core::CopiedRange> copied{{0, 0, 3}, {7, 7, 3}};
    core::Blob inner{.bytes = core::as_bytes(text), .origin = origin, .outer = &outer};
    inner.copied = copied;
    SeenBytes seen(inner);

    EXPECT_TRUE(seen.covers({0, 3}));
    EXPECT_FALSE(seen.covers({2, 5}));
    EXPECT_FALSE(seen.covers({4, 6}));
    EXPECT_TRUE(seen.covers({7, 9}));
    EXPECT_FALSE(seen.covers({9, 11}));
}

// A blob decoded from its outer one holds what stood around it, but only what is new is decoded
// again: otherwise each pair of encodings near each other would be tried in every order.
TEST(Region, NeighboursOfOtherKindsAreNotDecodedInEveryOrder) {
    CollectingSink sink;
    sink.run("a=" + base64("some text that is encoded") + " \"x=1\\ny=needle-in-hay\" " +
             "q=percent%2Fencoded%2Ftext");

    EXPECT_EQ(sink.all.size(), 3U);
}

TEST(Region, ContextIsBounded) {
    CollectingSink sink;
    sink.run(std::string(1000, ' ') + base64("the needle in the hay") + std::string(1000, ' '));

    ASSERT_EQ(sink.all.size(), 1U);
    EXPECT_EQ(sink.all[0].text.size(), 2 * kContextBytes + 21);
}

TEST(Region, FarPiecesAreRegionsOfTheirOwn) {
    CollectingSink sink;
    sink.run(base64("the first text, some hay") + std::string(1000, ' ') +
             base64("the second one, a needle"));

    EXPECT_EQ(sink.all.size(), 2U);
}

}  // namespace
}  // namespace curfew::decode
