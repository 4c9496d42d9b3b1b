#include "scanner/match/assigned_value.h"

#include <string>

#include <gtest/gtest.h>

namespace curfew::match {
namespace {

std::string text_of(std::string_view text, const std::optional<ReadValue>& value) {
    return value ? std::string(text.substr(value->span.begin, value->span.size())) : "(none)";
}

std::string quoted(std::string_view text) {
    return text_of(text, read_quoted({.text = text}));
}
std::string bare(std::string_view text) {
    return text_of(text, read_bare({.text = text}, false));
}

TEST(AssignedValue, LiteralsOfTheLanguages) {
    EXPECT_EQ(quoted("\"a b\" x"), "a b");
    EXPECT_EQ(quoted("rb'a'"), "a");
    EXPECT_EQ(quoted("@\"a\""), "a");
    EXPECT_EQ(quoted("\"\"\"\n a\n\"\"\""), "a");
    EXPECT_EQ(quoted("\\\"a\\\","), "a");
    EXPECT_EQ(quoted("&quot;a&quot;"), "a");
    EXPECT_EQ(quoted("\"a\\\"b\""), "a\\\"b");
}

TEST(AssignedValue, AnOpenLiteralIsNone) {
    EXPECT_EQ(quoted("\"abc\ndef\""), "(none)");
    EXPECT_EQ(quoted("abc"), "(none)");
}

TEST(AssignedValue, BareValuesEndWhereTheirSurroundingsGoOn) {
    EXPECT_EQ(bare("abc def"), "abc");
    EXPECT_EQ(bare("abc,"), "abc");
    EXPECT_EQ(bare("abc;User=x"), "abc");
    EXPECT_EQ(bare("a,b;c"), "a,b;c");
    EXPECT_EQ(bare("abc\\nNEXT=1"), "abc");
    EXPECT_EQ(bare("\nabc"), "(none)");
}

TEST(AssignedValue, BlockScalars) {
    const std::string_view text = "|-\n    abc\n  next: x";

    EXPECT_EQ(text_of(text, read_block({.text = text})), "abc");
    EXPECT_FALSE(read_block({.text = "| x"}).has_value());
}

TEST(AssignedValue, LookupsGiveTheirDefault) {
    const std::string_view lookup = "getenv('A') ?: 'abc'";
    const std::string_view unknown = "frobnicate(\"A\", \"abc\")";

    EXPECT_EQ(text_of(lookup, read_wrapped({.text = lookup})), "abc");
    EXPECT_FALSE(read_wrapped({.text = unknown}).has_value());
}

}  // namespace
}  // namespace curfew::match
