#include "scanner/lifetime/carriers/query_fields.h"

#include <gtest/gtest.h>

namespace curfew::lifetime {
namespace {

TEST(QueryFields, AreFoundInAddressesCookiesAndConnectionStrings) {
    EXPECT_EQ(QueryFields("https://a.test/b?x=1&y=2#z=3").find("y"), "2");
    EXPECT_EQ(QueryFields("https://a.test/b?x=1&y=2#z=3").find("z"), "3");
    EXPECT_EQ(QueryFields("Cookie: x=1; y=2").find("x"), "1");
    EXPECT_EQ(QueryFields("A=1;SharedAccessSignature=se=2&sig=3").find("se"), "2");
    EXPECT_EQ(QueryFields("href=\"?a=1&amp;b=2\"").find("b"), "2");
}

TEST(QueryFields, NamesCompareCaselessAndValuesAreDecoded) {
    EXPECT_EQ(QueryFields("?X-Amz-Date=a%3Ab").find("x-amz-date"), "a:b");
}

TEST(QueryFields, OnlyTheFirstEqualsSignSeparates) {
    EXPECT_EQ(QueryFields("?sig=ab==&x=1").find("sig"), "ab==");
}

TEST(QueryFields, TheSameValueTwiceIsNotAmbiguous) {
    EXPECT_EQ(QueryFields("?a=1&a=1").ambiguous({"a", "b"}), "");
    EXPECT_EQ(QueryFields("?b=1&a=1&a=2").ambiguous({"b", "a"}), "a");
}

TEST(QueryFields, NothingIsFoundInNothing) {
    EXPECT_FALSE(QueryFields("").has("a"));
    EXPECT_FALSE(QueryFields("=1&a").has("a"));
    EXPECT_FALSE(QueryFields("=1&a").has(""));
}

TEST(QueryFields, TheirNumberIsBounded) {
    std::string text = "?";
    for (int i = 0; i < 1000; ++i) text += "f" + std::to_string(i) + "=1&";

    EXPECT_TRUE(QueryFields(text).has("f255"));
    EXPECT_FALSE(QueryFields(text).has("f256"));
}

}  // namespace
}  // namespace curfew::lifetime
