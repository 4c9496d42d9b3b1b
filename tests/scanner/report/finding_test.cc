#include "scanner/report/finding.h"

#include <gtest/gtest.h>

namespace curfew::report {
namespace {

TEST(Finding, LevelsAndStandingsHaveTheNamesOfTheSchema) {
    EXPECT_EQ(name_of(RiskLevel::low), "low");
    EXPECT_EQ(name_of(RiskLevel::medium), "medium");
    EXPECT_EQ(name_of(RiskLevel::high), "high");
    EXPECT_EQ(name_of(RiskLevel::critical), "critical");
    EXPECT_EQ(name_of(LifetimeStanding::expired), "expired");
    EXPECT_EQ(name_of(LifetimeStanding::short_lived), "short");
    EXPECT_EQ(name_of(LifetimeStanding::long_lived), "long_lived");
    EXPECT_EQ(name_of(LifetimeStanding::unbounded), "unbounded");
    EXPECT_EQ(name_of(LifetimeStanding::unknown), "unknown");
}

TEST(Owner, IsEmptyOnlyWithoutAnyFact) {
    EXPECT_TRUE(Owner{}.is_empty());
    EXPECT_FALSE((Owner{.account = {}, .name = {}, .scopes = {"read"}}).is_empty());
}

}  // namespace
}  // namespace curfew::report
