#include "scanner/report/shown.h"

#include <gtest/gtest.h>

#include "tests/scanner/report/sample_report.h"

namespace curfew::report {
namespace {

TEST(Shown, SuppressedFindingsOnlyWhenAskedFor) {
    const ScanReport report = hostile_report();

    EXPECT_TRUE(shown_findings(report, {}).empty());
    EXPECT_EQ(shown_findings(report, {.shows_suppressed = true}).size(), 1U);
}

TEST(Shown, TheSecretOnlyWhenAskedFor) {
    const Finding finding = open_token();

    EXPECT_EQ(revealed(finding, {}), "");
    EXPECT_EQ(revealed(finding, {.shows_secrets = true}), support::made_token(1));
}

TEST(Shown, PlacesThatAreThereNowCountElseTheNewest) {
    Finding finding = open_token();
    ASSERT_EQ(current_places(finding).size(), 1U);
    EXPECT_EQ(current_places(finding).front()->path, "config/deploy.yml");

    for (core::Place& place : finding.places) place.is_present = false;
    ASSERT_EQ(current_places(finding).size(), 1U);
    EXPECT_EQ(current_places(finding).front()->path, "config/deploy.yml");

    finding.places.clear();
    EXPECT_TRUE(current_places(finding).empty());
}

TEST(Shown, TheCommitThatBroughtItComesBeforeTheLastThatHeldIt) {
    core::Place place;
    EXPECT_EQ(commit_of(place), nullptr);

    place.last_commit = support::made_commit(2, "2026-02-01");
    EXPECT_EQ(commit_of(place)->id.object, support::made_object(2));

    place.first_commit = support::made_commit(1, "2026-01-01");
    EXPECT_EQ(commit_of(place)->id.object, support::made_object(1));
}

}  // namespace
}  // namespace curfew::report
