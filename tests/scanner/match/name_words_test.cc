#include "scanner/match/name_words.h"

#include <gtest/gtest.h>

namespace curfew::match {
namespace {

TEST(NameWords, PasswordsInSeveralLanguages) {
    EXPECT_TRUE(is_password_word("passwd"));
    EXPECT_TRUE(is_password_word("kennwort"));
    EXPECT_FALSE(is_password_word("passenger"));
}

TEST(NameWords, WordsThatOnlySoundLikeOne) {
    EXPECT_TRUE(is_innocent_word("bypass"));
    EXPECT_FALSE(is_innocent_word("userpass"));
}

TEST(NameWords, WordsBehindAndBefore) {
    EXPECT_TRUE(takes_secret_back("hash"));
    EXPECT_FALSE(takes_secret_back("prod"));
    EXPECT_TRUE(is_neutral_after("prod"));
    EXPECT_TRUE(is_innocent_before("csrf"));
    EXPECT_TRUE(says_made_up("mock"));
}

TEST(NameWords, WhatMakesAKey) {
    EXPECT_TRUE(makes_key_secret("api"));
    EXPECT_FALSE(makes_key_secret("cache"));
    EXPECT_TRUE(makes_key_harmless("cache"));
    EXPECT_FALSE(makes_key_harmless("api"));
}

}  // namespace
}  // namespace curfew::match
