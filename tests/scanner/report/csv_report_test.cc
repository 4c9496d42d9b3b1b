#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scanner/report/sample_report.h"

namespace curfew::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

ScanReport report_of(Finding finding) {
    ScanReport report;
    report.findings.push_back(std::move(finding));
    return report;
}

TEST(CsvReport, HasAHeaderAndOneLineForEachPlace) {
    const std::string text = render_csv(sample_report(), {});

    EXPECT_THAT(text, StartsWith("fingerprint,signature,name,"));
    EXPECT_EQ(std::ranges::count(text, '\n'), 4);
    EXPECT_EQ(std::ranges::count(text, '\r'), 4);
}

TEST(CsvReport, AFindingWithoutPlacesStillHasItsLineWithAllFields) {
    Finding finding = open_token();
    finding.places.clear();
    finding.risk.reasons.clear();
    finding.owner = {};
    const std::string text = render_csv(report_of(std::move(finding)), {});

    const std::string header = text.substr(0, text.find('\n'));
    const std::string line = text.substr(text.find('\n') + 1);
    EXPECT_EQ(std::ranges::count(header, ','), std::ranges::count(line, ','));
}

TEST(CsvReport, CommasAndQuotesAreQuoted) {
    Finding finding = open_token();
    finding.places.resize(1);
    finding.places.front().path = "a,\"b\".txt";

    EXPECT_THAT(render_csv(report_of(std::move(finding)), {}), HasSubstr(R"(,"a,""b"".txt",)"));
}

TEST(CsvReport, WhatASpreadsheetWouldRunGetsAnApostrophe) {
    for (const char* start : {"=1+1", "+1", "-1", "@SUM"}) {
        Finding finding = open_token();
        finding.owner.account = start;

        EXPECT_THAT(render_csv(report_of(std::move(finding)), {}),
                    HasSubstr(",\"'" + std::string(start) + "\","));
    }
}

TEST(CsvReport, LineBreaksAndEscapesInOutsideTextAreSpelledOut) {
    Finding finding = open_token();
    finding.places.resize(1);
    finding.places.front().path = "a\r\nb\x1b[0m";
    const std::string text = render_csv(report_of(std::move(finding)), {});

    EXPECT_THAT(text, HasSubstr("a\\x0d\\x0ab\\x1b[0m"));
    EXPECT_EQ(std::ranges::count(text, '\n'), 2);
}

TEST(CsvReport, NeverAndUnknownEndsAreToldApart) {
    EXPECT_THAT(render_csv(report_of(open_token()), {}), HasSubstr(",2024-05-01T00:00:00Z,never,"));
    Finding finding = open_token();
    finding.window = core::ValidityWindow::unknown("x");
    EXPECT_THAT(render_csv(report_of(std::move(finding)), {}), HasSubstr(",unknown,unknown,"));
}

TEST(CsvReport, TheSecretHasAColumnOnlyWhenAskedFor) {
    const std::string secret = support::made_token(1);

    EXPECT_THAT(render_csv(sample_report(), {}), Not(HasSubstr(secret)));
    EXPECT_THAT(render_csv(sample_report(), {.shows_secrets = true}),
                HasSubstr("," + secret + "\r\n"));
}

}  // namespace
}  // namespace curfew::report
