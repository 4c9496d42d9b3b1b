#include "scanner/match/placeholder.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/scanner/match/shape_probe.h"

namespace curfew::match {
namespace {

TEST(Realness, DrawnValuesAreReal) {
    EXPECT_EQ(realness_of(drawn(20)).value, 1.0);
    EXPECT_EQ(realness_of(drawn_hex(32)).value, 1.0);
}

TEST(Realness, PasswordsThatPeopleChooseAreLikelyReal) {
    for (const std::string_view value : {"hunter2", "P@ssw0rd!", "swordfish!23", "Tr0ub4dor&3"})
        EXPECT_GE(realness_of(value).value, 0.65) << value;
}

TEST(Realness, StandInsAreNot) {
    for (const std::string_view value :
         {"changeme", "your-password-here", "xxxxxxxx", "example", "${PASSWORD}", "TODO",
          "abcdefgh", "12345678", "qwertyuiop", "aaaaaaaaaaaa", "abcabcabcabc", "<password>"})
        EXPECT_LT(realness_of(value).value, 0.2) << value;
}

TEST(Realness, WordsRunTogetherMayBeAPassword) {
    EXPECT_GE(realness_of("thisismypassword").value, 0.4);
    EXPECT_LT(realness_of("thisIsMyPassword").value, 0.4);
}

TEST(Realness, DefaultPasswordsAndNamesCountLittle) {
    for (const std::string_view value :
         {"password", "admin", "test123", "secret", "db_password", "userPassword", "DB_PASSWORD"})
        EXPECT_LT(realness_of(value).value, 0.35) << value;
}

TEST(Realness, WordsOfOtherScriptsAreLabels) {
    EXPECT_LT(realness_of("\xd0\x9f\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c").value, 0.35);
}

TEST(Realness, SaysWhy) {
    EXPECT_EQ(realness_of("${X}").reason, "the value is a template");
    EXPECT_EQ(realness_of("changeme").reason, "names itself a placeholder");
}

TEST(BlatantPlaceholder, TokensOfRepeatsRunsAndTellingWordsAre) {
    for (const std::string_view token :
         {"", "xxxxxxxxxxxxxxxxxxxx", "00000000000000000000",
          "AKIA"
          "IOSFODNN7EXAMPLE",
          "abcdefghijklmnopqrstuvwxyz", "your-token-here", "abcd1234abcd1234abcd1234"})
        EXPECT_TRUE(is_blatant_placeholder(token)) << token;
}

TEST(MadeUpWithCare, LettersAndDigitsThatRunOnOrComeAgainAre) {
    for (const std::string_view token :
         {"abcd1234abcd1234abcd1234", "a1b2c3d4e5f6g7h8i9j0", "ABCD-EFGH-IJKL-MNOP-1234"})
        EXPECT_TRUE(is_made_up_with_care(token)) << token;
}

TEST(MadeUpWithCare, FillersAndWordsAreNot) {
    for (const std::string_view token :
         {"xxxxxxxxxxxxxxxxxxxx", "00000000000000000000", "abcdefghijklmnopqrstuvwxyz",
          "your-token-here-1234567890"})
        EXPECT_FALSE(is_made_up_with_care(token)) << token;
    EXPECT_FALSE(is_made_up_with_care(drawn(32)));
    EXPECT_FALSE(
        is_made_up_with_care("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="));
}

TEST(WalksTheAlphabet, SeesEverySecondOrThirdCharacterGoOn) {
    EXPECT_TRUE(walks_the_alphabet("a1b2c3d4e5f6g7h8i9j0"));
    EXPECT_TRUE(walks_the_alphabet("aA1bB2cC3dD4eE5fF6gG7h"));
    EXPECT_FALSE(walks_the_alphabet("a1b2"));
    for (unsigned seed = 0; seed < 300; ++seed)
        EXPECT_FALSE(walks_the_alphabet(drawn(24, seed))) << seed;
}

TEST(BlatantPlaceholder, DrawnTokensAreNot) {
    for (unsigned seed = 0; seed < 300; ++seed) {
        EXPECT_FALSE(is_blatant_placeholder(drawn(36, seed))) << seed;
        EXPECT_FALSE(is_blatant_placeholder(drawn_hex(40, seed))) << seed;
    }
}

}  // namespace
}  // namespace curfew::match
