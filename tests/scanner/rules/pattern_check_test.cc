#include "scanner/rules/pattern_check.h"

#include <string>

#include <gtest/gtest.h>

namespace curfew::rules {
namespace {

std::string message_of(std::string_view pattern) {
    const auto fault = fault_in_pattern(pattern);
    return fault.has_value() ? fault->message : std::string();
}

TEST(PatternCheck, GapsWithoutABoundAreFaults) {
    for (const std::string_view pattern :
         {"a.*b", "a.+b", "a.{3,}b", "a[^x]*b", "a[^x]+b", R"(a\S+b)", R"(a\s*b)", R"(a[\s\S]*b)",
          "(?:a.b)*", "(ab)+", "[^]x]*", R"([^\]]*)"})
        EXPECT_NE(message_of(pattern), "") << pattern;
}

TEST(PatternCheck, BoundedGapsAndNarrowClassesAreFine) {
    for (const std::string_view pattern :
         {"a.{0,20}b", "[0-9a-f]+", "[A-Za-z0-9_-]{20,}", R"(a\.b)", R"(\*+)", "a[.]*b", "[*.+]",
          "(?:ab){1,3}", "a{1000}", "x{a}", "[[:alnum:]]*", R"([0-9a-z+/=\s]+)"})
        EXPECT_EQ(message_of(pattern), "") << pattern;
}

TEST(PatternCheck, MessageSaysWhatToWriteInstead) {
    EXPECT_EQ(message_of("a.*b"), ".* has no bound; write .{0,N} with the largest N that occurs");
    EXPECT_EQ(message_of("a[^x]+b"),
              "[^x]+ has no bound; write [^x]{1,N} with the largest N that occurs");
}

TEST(PatternCheck, RepetitionsTheEngineRefusesAreFaults) {
    EXPECT_NE(message_of("a{1001}"), "");
    EXPECT_NE(message_of("[a-z]{20,2000}"), "");
}

TEST(PatternCheck, BrokenPatternsEndQuietly) {
    for (const std::string_view pattern : {"[", "[^", "\\", "a{", "[a\\", "[[:", "{", "a{2"})
        EXPECT_EQ(message_of(pattern), "") << pattern;
}

TEST(PatternCheck, FaultStandsWhereTheGapBegins) {
    EXPECT_EQ(fault_in_pattern("abc.*")->offset, 3U);
}

}  // namespace
}  // namespace curfew::rules
