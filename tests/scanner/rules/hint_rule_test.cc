#include "scanner/rules/hint_rule.h"

#include <string_view>

#include <gtest/gtest.h>

namespace curfew::rules {
namespace {

TEST(HintRule, PiecesAndDigestsAreRead) {
    EXPECT_EQ(hint_rule_from("last8"), (HintRule{HintWay::last, 8}));
    EXPECT_EQ(hint_rule_from("first12"), (HintRule{HintWay::first, 12}));
    EXPECT_EQ(hint_rule_from("sha256_hex"), (HintRule{HintWay::sha256_hex, 0}));
    EXPECT_EQ(hint_rule_from("sha256_base64"), (HintRule{HintWay::sha256_base64, 0}));
    EXPECT_EQ(hint_rule_from("redacted"), (HintRule{HintWay::redacted, 0}));
}

TEST(HintRule, WhatSaysTooLittleOrNothingIsNone) {
    for (const std::string_view text :
         {"", "last", "last3", "last0", "first65", "last-8", "last8x", "last99999999999999999999",
          "middle4", "md5", "SHA256_HEX"}) {
        EXPECT_FALSE(hint_rule_from(text).has_value()) << text;
    }
}

}  // namespace
}  // namespace curfew::rules
