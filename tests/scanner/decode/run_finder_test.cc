#include "scanner/decode/run_finder.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace curfew::decode {
namespace {

using Find = core::Span (*)(std::string_view, std::size_t);

std::vector<core::Span> runs_in(std::string_view text, Find find) {
    std::vector<core::Span> runs;
    for (core::Span run = find(text, 0); run.size() > 0; run = find(text, run.end))
        runs.push_back(run);
    return runs;
}

TEST(RunFinder, RunsOfSixteenLettersCountAndShorterDoNot) {
    for (const Find find : {next_base64_run, next_base64_run_plainly}) {
        EXPECT_EQ(runs_in("x 0123456789abcdef y", find), (std::vector<core::Span>{{2, 18}}));
        EXPECT_TRUE(runs_in("x 0123456789abcde y", find).empty());
        EXPECT_TRUE(runs_in("", find).empty());
    }
}

TEST(RunFinder, EveryByteIsALetterOrNotInBothWays) {
    for (int byte = 0; byte < 256; ++byte) {
        std::string text(100, static_cast<char>(byte));
        EXPECT_EQ(runs_in(text, next_base64_run), runs_in(text, next_base64_run_plainly)) << byte;
    }
}

TEST(RunFinder, RunsAtEveryOffsetAndLengthAreFoundWhole) {
    for (std::size_t before = 0; before < 140; ++before)
        for (const std::size_t length : {15U, 16U, 17U, 63U, 64U, 65U, 200U}) {
            const std::string text =
                std::string(before, ' ') + std::string(length, 'a') + std::string(before % 70, '.');
            std::vector<core::Span> expected;
            if (length >= 16) expected.push_back({before, before + length});
            EXPECT_EQ(runs_in(text, next_base64_run), expected) << before << " " << length;
        }
}

TEST(RunFinder, AgreesWithTheTwinOnMixedText) {
    constexpr std::string_view kLetters = "aaaaaaaaaaaZ09+/-_aaaaaaaaaaaaaaaaaaaa.,:;@[`{ \x80\xff";
    std::uint64_t state = 5;
    for (int round = 0; round < 2000; ++round) {
        std::string text;
        while (text.size() < 300) {
            state = state * 6364136223846793005ULL + 1442695040888963407ULL;
            text += kLetters[(state >> 33U) % kLetters.size()];
        }
        ASSERT_EQ(runs_in(text, next_base64_run), runs_in(text, next_base64_run_plainly)) << text;
    }
}

}  // namespace
}  // namespace curfew::decode
