#include "scanner/match/keyword.h"

#include <string_view>

#include <gtest/gtest.h>

#include "scanner/core/bytes.h"

namespace curfew::match {
namespace {

bool stands_in(std::string_view text, std::string_view word) {
    return stands_as_keyword(text, {.begin = 0, .end = text.size()}, word);
}

TEST(Keyword, StandsAsAWordOfAnyCase) {
    for (const std::string_view text :
         {"ghost", "GHOST_KEY", "the Ghost key", "ghostAdminKey", "myGhost", "ghost2"})
        EXPECT_TRUE(stands_in(text, "ghost")) << text;
}

TEST(Keyword, MayRunTogetherWithWhatItIsFor) {
    for (const std::string_view text : {"ghostkey", "GHOSTTOKEN", "getghost(", "ghostapikey"})
        EXPECT_TRUE(stands_in(text, "ghost")) << text;
}

TEST(Keyword, IsNoPieceOfAnotherWord) {
    for (const std::string_view text : {"ghostunnel", "GHOSTLY", "pharmaghost", "host"})
        EXPECT_FALSE(stands_in(text, "ghost")) << text;
}

TEST(Keyword, LaterOccurrencesCount) {
    EXPECT_TRUE(stands_in("ghostunnel ghost=", "ghost"));
}

TEST(Keyword, WhatFollowsMayLieBehindTheRange) {
    EXPECT_FALSE(stands_as_keyword("ghostunnel", {.begin = 0, .end = 5}, "ghost"));
}

}  // namespace
}  // namespace curfew::match
