#include "scanner/match/randomness.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "scanner/rules/dice.h"

namespace curfew::match {
namespace {

constexpr unsigned kDraws = 500;

// How many of many drawn texts count as drawn.
double share_of_drawn(std::string_view alphabet, std::size_t size) {
    unsigned drawn = 0;
    for (unsigned seed = 0; seed < kDraws; ++seed)
        drawn += texture_of(rules::Dice(seed).letters(alphabet, size)).is_drawn() ? 1U : 0U;
    return static_cast<double>(drawn) / kDraws;
}

TEST(Randomness, NearlyAllDrawnTextsOfUsualAlphabetsCountAsDrawn) {
    const std::string lower = "abcdefghijklmnopqrstuvwxyz";
    const std::string base62 = lower + "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    EXPECT_GT(share_of_drawn("0123456789abcdef", 16), 0.99);
    EXPECT_GT(share_of_drawn(lower + "0123456789", 16), 0.97);
    EXPECT_GT(share_of_drawn(base62, 20), 0.97);
    EXPECT_GT(share_of_drawn(base62 + "+/", 32), 0.97);
    EXPECT_GT(share_of_drawn(lower, 20), 0.97);
}

TEST(Randomness, NamesWordsAndPathsCountAsWritten) {
    for (const std::string_view text :
         {"applicationContextProvider", "Sec-WebSocket-Accept", "urn:ietf:params:oauth:grant-type",
          "application/x-www-form-urlencoded", "AWS_SECRET_ACCESS_KEY", "correcthorsebattery",
          "org.springframework.boot.autoconfigure", "node_modules/.bin/webpack", "hunter2"})
        EXPECT_FALSE(texture_of(text).is_drawn()) << text;
}

TEST(Randomness, OtherScriptsAreNeverDrawn) {
    const Texture texture = texture_of("\xd0\x93\xd0\xb5\xd0\xbd\xd0\xb5\xd1\x80\xd0\xb8\xd1\x80");

    EXPECT_EQ(texture.beyond_ascii, texture.size);
    EXPECT_FALSE(texture.is_drawn());
}

TEST(Randomness, TextureCountsWhatItSays) {
    const Texture texture = texture_of("aaB 12-");

    EXPECT_EQ(texture.size, 7U);
    EXPECT_EQ(texture.lower, 2U);
    EXPECT_EQ(texture.upper, 1U);
    EXPECT_EQ(texture.digits, 2U);
    EXPECT_EQ(texture.others, 2U);
    EXPECT_EQ(texture.blanks, 1U);
    EXPECT_EQ(texture.distinct, 6U);
    EXPECT_EQ(texture.longest_run, 2U);
}

TEST(Randomness, EmptyTextHasNoTexture) {
    const Texture texture = texture_of("");

    EXPECT_EQ(texture.size, 0U);
    EXPECT_EQ(texture.drawn_bits_per_character(), 0.0);
    EXPECT_FALSE(texture.is_drawn());
}

}  // namespace
}  // namespace curfew::match
