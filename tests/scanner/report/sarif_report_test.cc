// What a schema and a script can say of SARIF is in schema_test.py.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scanner/report/sample_report.h"

namespace curfew::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(SarifReport, IsTheSameEachTime) {
    EXPECT_EQ(render_sarif(sample_report(), {}), render_sarif(sample_report(), {}));
}

TEST(SarifReport, ARuleIsAsSevereAsItsWorstFinding) {
    const std::string text = render_sarif(sample_report(), {});

    EXPECT_THAT(text, HasSubstr("\"security-severity\": \"9.5\""));
    EXPECT_THAT(text, Not(HasSubstr("\"security-severity\": \"2.0\"")));
}

TEST(SarifReport, TheMessageTellsWindowExposureAndWhatToDo) {
    const std::string text = render_sarif(sample_report(), {});

    EXPECT_THAT(text, HasSubstr("Accepted: by 2024-05-01 (history) → never (catalogue)"));
    EXPECT_THAT(text, HasSubstr("Live exposure: 2 y 206 d and counting"));
    EXPECT_THAT(text, HasSubstr("Revoke it at https://acme.example/settings/tokens"));
    EXPECT_THAT(text, HasSubstr("no longer there but in the history"));
}

TEST(SarifReport, WhatWasAllowedIsLeftOutUnlessAskedFor) {
    EXPECT_THAT(render_sarif(hostile_report(), {}), HasSubstr("\"results\": []"));
    EXPECT_THAT(render_sarif(hostile_report(), {.shows_suppressed = true}),
                HasSubstr("\"suppressions\": ["));
}

TEST(SarifReport, ColumnsAreInTheLettersItSaysTheyAreIn) {
    ScanReport report = sample_report();
    core::Place& place = report.findings.front().places.front();
    place.position = {14, 19, 14, 54};
    place.letter_columns = {9, 44};

    const std::string text = render_sarif(report, {});

    EXPECT_THAT(text, HasSubstr("\"columnKind\": \"unicodeCodePoints\""));
    EXPECT_THAT(text, HasSubstr("\"startColumn\": 9,"));
    EXPECT_THAT(text, HasSubstr("\"endColumn\": 44"));
}

TEST(SarifReport, AStoppedScanWasNotSuccessfulAndGapsAreNotified) {
    EXPECT_THAT(render_sarif(hostile_report(), {}), HasSubstr("\"executionSuccessful\": false"));
    EXPECT_THAT(render_sarif(sample_report(), {}), HasSubstr("1 object not read: corrupt"));
}

}  // namespace
}  // namespace curfew::report
