#include "scanner/provider/verdict.h"

#include <gtest/gtest.h>

namespace curfew::provider {
namespace {

TEST(Detail, NamesComeBackAsTheSameDetail) {
    for (int number = 0; number <= static_cast<int>(Detail::canary); ++number) {
        const auto detail = static_cast<Detail>(number);
        EXPECT_EQ(detail_from(name_of(detail)), detail);
    }
    EXPECT_EQ(detail_from("dead"), std::nullopt);
}

TEST(Verdict, RefusedIsDeadOnlyAfterALiveAnswer) {
    EXPECT_EQ(verdict_of(Detail::refused, false), Verdict::unknown);
    EXPECT_EQ(verdict_of(Detail::refused, true), Verdict::dead);
}

TEST(Verdict, WhatWasNotUnderstoodIsNeverDead) {
    for (const Detail detail : {Detail::throttled, Detail::unclear, Detail::control_failed}) {
        EXPECT_EQ(verdict_of(detail, true), Verdict::unknown) << name_of(detail);
    }
}

TEST(Verdict, LimitedIsLive) {
    EXPECT_EQ(verdict_of(Detail::live_limited, false), Verdict::live);
}

}  // namespace
}  // namespace curfew::provider
