#include "scanner/match/pattern_syntax.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <re2/re2.h>

namespace curfew::match {
namespace {

/// Whether the automaton accepts the whole of `text`: the slow walk over sets of positions.
bool accepts(const Automaton& automaton, std::string_view text) {
    if (text.empty()) return automaton.accepts_empty;
    std::vector<bool> at(automaton.sets.size(), false);
    for (const std::uint32_t position : automaton.first) at[position] = true;
    for (std::size_t index = 0; index < text.size(); ++index) {
        const auto byte = static_cast<unsigned char>(text[index]);
        std::vector<bool> next(automaton.sets.size(), false);
        bool is_last = false;
        for (std::uint32_t position = 0; position < at.size(); ++position) {
            if (!at[position] || !automaton.sets[position][byte]) continue;
            for (const std::uint32_t follower : automaton.follow[position]) next[follower] = true;
            for (const std::uint32_t last : automaton.last) is_last = is_last || last == position;
        }
        if (index + 1 == text.size()) return is_last;
        at = next;
    }
    return false;
}

/// All texts over `letters` up to `length` letters.
std::vector<std::string> all_texts(std::string_view letters, std::size_t length) {
    std::vector<std::string> all = {""};
    for (std::size_t begin = 0, round = 0; round < length; ++round) {
        const std::size_t end = all.size();
        for (; begin < end; ++begin) {
            for (const char letter : letters) all.push_back(all[begin] + letter);
        }
    }
    return all;
}

class ExactPattern : public testing::TestWithParam<const char*> {};

TEST_P(ExactPattern, AcceptsWhatTheSecondEngineAccepts) {
    const auto automaton = automaton_of(GetParam());
    ASSERT_TRUE(automaton.has_value());
    RE2::Options options;
    options.set_encoding(RE2::Options::EncodingLatin1);
    const RE2 pattern(GetParam(), options);
    ASSERT_TRUE(pattern.ok());

    for (const std::string& text : all_texts("aB1-\n", 5)) {
        EXPECT_EQ(accepts(*automaton, text), RE2::FullMatch(text, pattern)) << text;
    }
}

INSTANTIATE_TEST_SUITE_P(Syntax, ExactPattern,
                         testing::Values("a", "aB", "a|B1", "(?:a|B)1", "(a)(?P<secret>B+)", "a*",
                                         "a+B?", "a{2}", "a{1,3}", "a{0,2}B", "a{2,}", "a??B",
                                         "(?:aB){2}", "(?:a|B1){1,2}", "[a-c1]+", "[^a]",
                                         "[^a-zA-Z]+", R"(\d\w)", R"(\s|\S)", R"(\D+)", ".",
                                         "(?s).", "a.B", "(?i)AB", "(?i:A)B", "a(?i)b",
                                         "(?i)[A-C]+", "[[:alpha:]]+", R"([\d-]+)", "[]a]",
                                         R"(\x61\x42)", R"(\n)", "a{,3}", "", "(?:a?B?){3}",
                                         "(?:a*B)*", "a|", "(?:|a)B", R"(\-)", "[a-]+", "[-a]+"));

TEST(PatternSyntax, AssertionsAreTakenAsHolding) {
    const auto automaton = automaton_of(R"(\bab\b$)");

    ASSERT_TRUE(automaton.has_value());
    EXPECT_TRUE(accepts(*automaton, "ab"));
}

TEST(PatternSyntax, LongRepeatsAcceptAtLeastWhatThePatternAccepts) {
    const auto automaton = automaton_of("a{200}b{3,90}");

    ASSERT_TRUE(automaton.has_value());
    EXPECT_TRUE(accepts(*automaton, std::string(200, 'a') + std::string(90, 'b')));
    EXPECT_FALSE(accepts(*automaton, std::string(100, 'a') + "bbb"));
    EXPECT_FALSE(accepts(*automaton, std::string(200, 'a') + "bb"));
}

TEST(PatternSyntax, WhatIsNotUnderstoodIsNotGuessed) {
    EXPECT_FALSE(automaton_of(R"(\pL+)").has_value());
    EXPECT_FALSE(automaton_of("(?x)a").has_value());
    EXPECT_FALSE(automaton_of("[[:nonsense:]]").has_value());
    EXPECT_FALSE(automaton_of("a\xC3").has_value());
    EXPECT_FALSE(automaton_of("(a").has_value());
    EXPECT_FALSE(automaton_of("a)").has_value());
    EXPECT_FALSE(automaton_of("[a").has_value());
    EXPECT_FALSE(automaton_of("[b-a]").has_value());
    EXPECT_FALSE(automaton_of("*").has_value());
    EXPECT_FALSE(automaton_of("\\").has_value());
}

TEST(PatternSyntax, NestingAndSizeAreBounded) {
    EXPECT_FALSE(automaton_of(std::string(1000, '(') + std::string(1000, ')')).has_value());
    EXPECT_FALSE(automaton_of("(?:(?:(?:a{100}){100}){100}){100}").has_value());
}

}  // namespace
}  // namespace curfew::match
