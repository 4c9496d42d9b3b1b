#include "scanner/provider/journal.h"

#include <vector>

#include <gtest/gtest.h>

namespace curfew::provider {
namespace {

using Stage = JournalEntry::Stage;

JournalEntry entry(Stage stage, Detail before = Detail::live) {
    JournalEntry made;
    made.stage = stage;
    made.ending.before.detail = before;
    made.ending.binding.id = "k17";
    return made;
}

JournalEntry told(Step::State state, EndingOutcome outcome) {
    JournalEntry made = entry(Stage::told);
    made.ending.step = Step{.state = state};
    made.ending.outcome = outcome;
    return made;
}

TEST(Journal, NothingIsRememberedOfNothing) {
    const Recollection nothing = recollection_of({});
    EXPECT_FALSE(nothing.was_live);
    EXPECT_FALSE(nothing.is_open);
    EXPECT_FALSE(nothing.binding.has_value());
}

TEST(Journal, AnIntentRemembersLifeAndSentNothing) {
    const Recollection intended = recollection_of({entry(Stage::intended)});
    EXPECT_TRUE(intended.was_live);
    EXPECT_FALSE(intended.is_open);
    EXPECT_FALSE(intended.binding.has_value());
    EXPECT_FALSE(recollection_of({entry(Stage::intended, Detail::refused)}).was_live);
}

TEST(Journal, WhatWasSentIsOpenUntilItIsTold) {
    const std::vector<JournalEntry> sent{entry(Stage::intended), entry(Stage::sent)};
    EXPECT_TRUE(recollection_of(sent).is_open);
    EXPECT_EQ(recollection_of(sent).binding->id, "k17");
    std::vector<JournalEntry> known = sent;
    known.push_back(told(Step::State::accepted, EndingOutcome::accepted_not_proven));
    EXPECT_FALSE(recollection_of(known).is_open);
    std::vector<JournalEntry> unknown = sent;
    unknown.push_back(told(Step::State::unclear, EndingOutcome::failed));
    EXPECT_TRUE(recollection_of(unknown).is_open);
}

TEST(Journal, OutcomesHaveNames) {
    for (const EndingOutcome outcome :
         {EndingOutcome::proven, EndingOutcome::accepted_not_proven, EndingOutcome::failed}) {
        EXPECT_EQ(ending_outcome_from(name_of(outcome)), outcome);
    }
    EXPECT_FALSE(ending_outcome_from("done").has_value());
}

}  // namespace
}  // namespace curfew::provider
