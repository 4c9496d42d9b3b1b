#include "integrations/cli/progress.h"

#include <gtest/gtest.h>

namespace curfew::cli {
namespace {

using std::chrono::seconds;

TEST(TimeLeft, TheRestTakesAsLongAsItsShareDid) {
    EXPECT_EQ(time_left(25, 100, seconds(10)), seconds(30));
    EXPECT_EQ(time_left(100, 100, seconds(10)), seconds(0));
}

TEST(TimeLeft, IsNothingWhileThereIsNothingToJudgeBy) {
    EXPECT_FALSE(time_left(0, 100, seconds(10)).has_value());
    EXPECT_FALSE(time_left(0, 0, seconds(10)).has_value()) << "the total is not known";
    EXPECT_FALSE(time_left(101, 100, seconds(10)).has_value());
}

TEST(TimeLeft, HugeCountsDoNotOverflow) {
    constexpr std::uint64_t kMany = 1ULL << 62U;

    EXPECT_EQ(time_left(kMany, 2 * kMany, seconds(3'600)), seconds(3'600));
}

}  // namespace
}  // namespace curfew::cli
