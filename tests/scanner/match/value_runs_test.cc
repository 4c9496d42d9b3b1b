#include "scanner/match/value_runs.h"

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "scanner/match/pattern_outline.h"

namespace curfew::match {
namespace {

std::vector<core::Span> all_runs(std::string_view text,
                                 core::Span (*next)(std::string_view, std::size_t) = next_run) {
    std::vector<core::Span> runs;
    for (core::Span run = next(text, 0); run.size() != 0; run = next(text, run.end)) {
        runs.push_back(run);
    }
    return runs;
}

/// The slow twin: byte by byte.
std::vector<core::Span> plain_runs(std::string_view text) {
    constexpr std::string_view kLetters =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-";
    std::vector<core::Span> runs;
    std::size_t begin = 0;
    for (std::size_t at = 0; at <= text.size(); ++at) {
        if (at < text.size() && kLetters.find(text[at]) != std::string_view::npos) continue;
        if (at - begin >= kRunBytesMin) runs.push_back({.begin = begin, .end = at});
        begin = at + 1;
    }
    return runs;
}

TEST(ValueRuns, RunOfTheLeastLengthIsFoundShorterOnesAreNot) {
    const std::string run(kRunBytesMin, 'a');

    EXPECT_EQ(all_runs(" " + run + " "), (std::vector<core::Span>{{1, 1 + kRunBytesMin}}));
    EXPECT_EQ(all_runs(run), (std::vector<core::Span>{{0, kRunBytesMin}}));
    EXPECT_TRUE(all_runs(" " + run.substr(1) + " ").empty());
    EXPECT_TRUE(all_runs("").empty());
}

TEST(ValueRuns, AgreeWithAByteByByteSearchOnRandomText) {
    std::mt19937 random(3);
    for (int round = 0; round < 2000; ++round) {
        std::string text;
        while (text.size() < 300) text += random() % 24 == 0 ? '_' : "aZ09-"[random() % 5];
        text.resize(random() % 300);
        ASSERT_EQ(all_runs(text), plain_runs(text)) << text;
        ASSERT_EQ(all_runs(text, next_run_baseline), plain_runs(text)) << text;
    }
}

TEST(ValueRuns, OutlineTellsWhereTheRunBegins) {
    const auto offset_of = [](std::string_view pattern) {
        return run_offset(outline_from_begin(automaton_of(pattern).value()));
    };

    EXPECT_EQ(offset_of("[0-9a-f]{32}"), 0U);
    EXPECT_EQ(offset_of("[='\"](?P<secret>[0-9A-Za-z]{20,40})"), 1U);
    EXPECT_EQ(offset_of("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), 0U);
    EXPECT_EQ(offset_of("[0-9a-f]{19}"), std::string_view::npos);
    EXPECT_EQ(offset_of("[0-9a-z_]{32}"), std::string_view::npos);
}

}  // namespace
}  // namespace curfew::match
