#include "scanner/match/common_words.h"

#include <gtest/gtest.h>

namespace curfew::match {
namespace {

TEST(CommonWords, KnowsWordsOfSourcesAndLabels) {
    EXPECT_TRUE(is_common_word("function"));
    EXPECT_TRUE(is_common_word("confirm"));
    EXPECT_FALSE(is_common_word("xylqorf"));
}

}  // namespace
}  // namespace curfew::match
