#include "scanner/rules/maker.h"

#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace curfew::rules {
namespace {

core::Result<std::string> make(std::string_view text, std::uint64_t seed) {
    auto pieces = parse_template(text);
    EXPECT_TRUE(pieces.has_value()) << text;
    Dice dice(seed);
    return make_text(pieces.value().front(), dice);
}

std::string made(std::string_view text, std::uint64_t seed = 1) {
    auto text_or_error = make(text, seed);
    EXPECT_TRUE(text_or_error.has_value()) << text_or_error.error().message();
    return std::move(text_or_error).value();
}

TEST(Maker, LettersComeFromTheirAlphabetAlone) {
    for (const std::string_view maker :
         {"BASE36", "HEX", "alnum", "base32", "base36", "base58", "base62", "base64", "base64url",
          "digits", "hex", "letters", "lower", "upper"}) {
        const std::string text = made("{" + std::string(maker) + ":200}");
        EXPECT_EQ(text.size(), 200U) << maker;
        EXPECT_EQ(text.find_first_not_of(*alphabet_of(maker)), std::string::npos) << maker;
    }
}

TEST(Maker, SameSeedMakesTheSame) {
    for (const std::string_view maker : {"{base62:40}", "{uuid}", "{jwt}", "{pem:rsa}", "{word}",
                                         "{password}", "{host}", "{email}"}) {
        EXPECT_EQ(made(maker, 3), made(maker, 3)) << maker;
        EXPECT_NE(made(maker, 3), made(maker, 5)) << maker;
    }
}

// The same on every machine: a change here changes every example.
TEST(Maker, DiceFallAsPublished) {
    Dice dice(0);

    EXPECT_EQ(dice.next(), 0xE220A8397B1DCDAFULL);
    EXPECT_EQ(dice.next(), 0x6E789E6AA1B965F4ULL);
}

TEST(Maker, LengthsOfARangeAllOccur) {
    std::set<std::size_t> sizes;
    for (std::uint64_t seed = 0; seed < 200; ++seed) sizes.insert(made("{hex:8-12}", seed).size());

    EXPECT_EQ(sizes, (std::set<std::size_t>{8, 9, 10, 11, 12}));
}

TEST(Maker, RandomTextsAreNoPlaceholders) {
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        const std::string text = made("{base62:24}", seed);
        for (std::size_t at = 2; at < text.size(); ++at)
            EXPECT_FALSE(text[at] == text[at - 1] && text[at] == text[at - 2]) << text;
        EXPECT_NE(text.find_first_of("0123456789"), std::string::npos) << text;
        EXPECT_EQ(text.find("test"), std::string::npos) << text;
    }
}

TEST(Maker, UuidIsOfVersionFour) {
    const std::string uuid = made("{uuid}");

    ASSERT_EQ(uuid.size(), 36U);
    EXPECT_EQ(uuid[8], '-');
    EXPECT_EQ(uuid[14], '4');
    EXPECT_NE(std::string("89ab").find(uuid[19]), std::string::npos);
}

TEST(Maker, JwtHasThreePartsAndTimesUnlessAskedNot) {
    EXPECT_EQ(std::ranges::count(made("{jwt}"), '.'), 2);
    EXPECT_EQ(made("{jwt}").substr(0, 3), "eyJ");
    // `"exp"` after a multiple of three bytes would be ImV4cCI; whatever its place, without the
    // claim the payload is shorter.
    EXPECT_LT(made("{jwt:noexp}").size(), made("{jwt}").size());
    EXPECT_GT(made("{jwt:rs256}").size(), made("{jwt}").size() + 200);
}

TEST(Maker, PasswordHasAllKindsOfLettersAndSigns) {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        const std::string password = made("{password}", seed);
        EXPECT_GE(password.size(), 14U);
        EXPECT_NE(password.find_first_of("!*-_+=.~^"), std::string::npos) << password;
        EXPECT_EQ(password.find_first_of("\"'$@:/&?# "), std::string::npos) << password;
    }
    EXPECT_EQ(made("{password:20}").size(), 20U);
}

TEST(Maker, HostsAndAddressesBelongToNobody) {
    EXPECT_TRUE(made("{host}").ends_with(".internal"));
    EXPECT_TRUE(made("{email}").ends_with(".internal"));
}

TEST(Maker, WhatItCannotMakeIsAnErrorWithItsColumn) {
    for (const std::string_view text : {"{nothing}", "{base62}", "{pem:dsa}", "{jwt:forever}"}) {
        const auto result = make(text, 1);
        ASSERT_FALSE(result.has_value()) << text;
        EXPECT_TRUE(result.error().message().starts_with("template column 1: "));
    }
}

TEST(Base64, FollowsItsSpecificationsTests) {  // RFC 4648, 10
    EXPECT_EQ(base64_of("", false), "");
    EXPECT_EQ(base64_of("f", false), "Zg==");
    EXPECT_EQ(base64_of("fo", false), "Zm8=");
    EXPECT_EQ(base64_of("foobar", false), "Zm9vYmFy");
    EXPECT_EQ(base64_of("f", true), "Zg");
    EXPECT_EQ(base64_of("\xfb\xff", true), "-_8");
}

}  // namespace
}  // namespace curfew::rules
