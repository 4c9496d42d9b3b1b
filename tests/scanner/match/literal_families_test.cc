#include "scanner/match/literal_families.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace curfew::match {
namespace {

using Told = std::vector<std::pair<std::uint32_t, std::size_t>>;

std::vector<std::string> heads_of(const LiteralFamilies::Built& built) {
    std::vector<std::string> texts;
    for (const Literal& head : built.heads) texts.push_back(head.text);
    return texts;
}

/// What is told when the heads end at these places: family and end.
Told told(const LiteralFamilies& families, std::string_view text, const Told& heads) {
    Told hits;
    std::vector<Hit> waiting;
    const std::function<void(Hit)> on_hit = [&](Hit hit) {
        hits.emplace_back(hit.literal, hit.end);
    };
    HitOrder order(families, text, waiting, on_hit);
    for (const auto& [family, end] : heads) order.take(family, end);
    order.finish();
    return hits;
}

TEST(LiteralFamilies, LiteralThatHoldsAnotherIsNotLookedFor) {
    const auto built = LiteralFamilies::of(std::vector<Literal>{{.text = "client_secret", .id = 1},
                                                                {.text = "secret", .id = 2},
                                                                {.text = "acme", .id = 3}});

    EXPECT_EQ(heads_of(built), (std::vector<std::string>{"acme", "secret"}));
}

TEST(LiteralFamilies, HeadOfBothCasesHoldsForEither) {
    const auto built = LiteralFamilies::of(std::vector<Literal>{
        {.text = "AcmeKey", .id = 1}, {.text = "acme", .is_caseless = true, .id = 2}});

    EXPECT_EQ(heads_of(built), std::vector<std::string>{"acme"});
    EXPECT_EQ(told(built.families, "acmekey AcmeKey", {{0, 4}, {0, 12}}),
              (Told{{2, 4}, {2, 12}, {1, 15}}));
}

TEST(LiteralFamilies, HeadOfOneCaseIsNoHeadOfALiteralOfBoth) {
    const auto built = LiteralFamilies::of(std::vector<Literal>{
        {.text = "acmekey", .is_caseless = true, .id = 1}, {.text = "acme", .id = 2}});

    EXPECT_EQ(built.heads.size(), 2U);
}

TEST(LiteralFamilies, SameTextTwiceIsLookedForOnceAndToldTwice) {
    const auto built = LiteralFamilies::of(
        std::vector<Literal>{{.text = "acme", .id = 1}, {.text = "acme", .id = 2}});

    ASSERT_EQ(built.heads.size(), 1U);
    EXPECT_EQ(told(built.families, "acme", {{0, 4}}), (Told{{2, 4}, {1, 4}}));
}

TEST(HitOrder, MemberThatEndsLaterWaitsForTheHeadsBeforeIt) {
    const auto built = LiteralFamilies::of(std::vector<Literal>{
        {.text = "one", .id = 1}, {.text = "two", .id = 2}, {.text = "one two !", .id = 3}});
    ASSERT_EQ(built.heads.size(), 2U);

    EXPECT_EQ(told(built.families, "one two !", {{0, 3}, {1, 7}}), (Told{{1, 3}, {2, 7}, {3, 9}}));
}

TEST(HitOrder, MemberCutOffByTheTextIsNone) {
    const auto built = LiteralFamilies::of(
        std::vector<Literal>{{.text = "key", .id = 1}, {.text = "a_key_b", .id = 2}});

    EXPECT_EQ(told(built.families, "key_b", {{0, 3}}), (Told{{1, 3}}));
    EXPECT_EQ(told(built.families, "a_key_", {{0, 5}}), (Told{{1, 5}}));
    EXPECT_EQ(told(built.families, "a_key_b", {{0, 5}}), (Told{{1, 5}, {2, 7}}));
}

TEST(LiteralFamilies, BytesMakeTheSameFamiliesAgain) {
    const auto built = LiteralFamilies::of(
        std::vector<Literal>{{.text = "key", .id = 1}, {.text = "a_key_b", .id = 2}});
    const std::string bytes = built.families.to_bytes();

    const auto again = LiteralFamilies::from_bytes(core::as_bytes(bytes));

    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(again.value().to_bytes(), bytes);
}

TEST(LiteralFamilies, ShortenedBytesAreCorrupt) {
    const std::string bytes =
        LiteralFamilies::of(
            std::vector<Literal>{{.text = "key", .id = 1}, {.text = "a_key_b", .id = 2}})
            .families.to_bytes();

    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const auto made = LiteralFamilies::from_bytes(core::as_bytes(bytes.substr(0, size)));
        ASSERT_FALSE(made.has_value()) << size;
        EXPECT_EQ(made.error().kind(), core::ErrorKind::corrupt);
    }
}

TEST(LiteralFamilies, MembersBeyondTheLettersAreCorrupt) {
    std::string bytes = LiteralFamilies::of(std::vector<Literal>{{.text = "key", .id = 1},
                                                                 {.text = "a_key_b", .id = 2}})
                            .families.to_bytes();
    // The member stands after three counts and one family; its second number is where its letters
    // begin.
    bytes[(3 + 4 + 1) * sizeof(std::uint32_t)] = 1;

    EXPECT_FALSE(LiteralFamilies::from_bytes(core::as_bytes(bytes)).has_value());
}

}  // namespace
}  // namespace curfew::match
