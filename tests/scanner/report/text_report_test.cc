#include <fstream>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scanner/report/utf8.h"
#include "tests/scanner/report/sample_report.h"

namespace curfew::report {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

/// What the report is held to, byte for byte; golden/*.txt beside this test.
std::string golden(const std::string& name) {
    std::ifstream file(std::string(CURFEW_GOLDEN) + "/" + name, std::ios::binary);
    EXPECT_TRUE(file.good()) << name;
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

TEST(TextReport, ReadsLikeItsGoldenTextAt72And120Columns) {
    EXPECT_EQ(render_text(sample_report(), {.width = 72}), golden("text_72.txt"));
    EXPECT_EQ(render_text(sample_report(), {.width = 120}), golden("text_120.txt"));
}

TEST(TextReport, KeepsToTheWidthFrom60To200) {
    for (std::size_t width = 60; width <= 200; width += 7) {
        const std::string text = render_text(sample_report(), {.width = width});

        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = text.find('\n', at);
            EXPECT_LE(columns_of(std::string_view(text).substr(at, end - at)), width);
            at = end + 1;
        }
    }
}

TEST(TextReport, NothingFoundIsSaidInOneLine) {
    ScanReport report;
    report.coverage.covered = {.commits = 0, .blobs = 0, .bytes = 2048, .files = 2, .records = 0};

    EXPECT_EQ(render_text(report, {}),
              "  covered        2 files, 2.0 KiB\n"
              "\n"
              "No secrets found.\n");
}

TEST(TextReport, WhatWasSuppressedIsCountedByWhom) {
    const std::string text = render_text(hostile_report(), {});

    EXPECT_THAT(text, HasSubstr("suppressed     1 finding (inline 1); --show-suppressed lists "
                                "them\n"));
    EXPECT_THAT(text, HasSubstr("No secrets found."));
    EXPECT_THAT(render_text(hostile_report(), {.shows_suppressed = true}),
                Not(HasSubstr("--show-suppressed")));
}

TEST(TextReport, AStoppedScanSaysSo) {
    EXPECT_THAT(render_text(hostile_report(), {.width = 200}),
                EndsWith("Stopped early: this is what was covered until then.\n"));
}

TEST(TextReport, CandidatesBelowTheConfidenceAreCounted) {
    ScanReport report = sample_report();
    report.below_confidence = 4;

    EXPECT_THAT(render_text(report, {}),
                HasSubstr("not shown      4 candidates below the confidence"));
}

TEST(TextReport, VerboseNamesEverythingLeftOut) {
    ScanReport report;
    report.coverage.skipped = {{"file", "binary", 5, false, {"a", "b", "c", "d", "e"}}};

    EXPECT_THAT(render_text(report, {}), HasSubstr("5 files: binary (a, b, c, …)"));
    EXPECT_THAT(render_text(report, {.is_verbose = true}),
                HasSubstr("5 files: binary (a, b, c, d, e)"));
}

TEST(TextReport, TheLegendIsThereOnceAndOnlyForPictures) {
    const std::string with = render_text(sample_report(), {});
    const std::string sign = "readable and accepted";

    EXPECT_EQ(with.find(sign), with.rfind(sign));
    EXPECT_THAT(render_text(ScanReport{}, {}), Not(HasSubstr(sign)));
}

TEST(TextReport, ReferencesThatAreNotNamedAreCounted) {
    ScanReport report = sample_report();
    core::Place& place = report.findings.front().places.front();
    place.refs = {"refs/heads/main", "refs/tags/v1"};
    place.refs_total = 1'902;

    EXPECT_THAT(render_text(report, {.is_verbose = true}),
                HasSubstr("reached by refs/heads/main, refs/tags/v1 and 1,900 more"));
}

TEST(TextReport, UnreachableObjectsAreCountedApart) {
    ScanReport report = sample_report();
    report.coverage.covered.unreachable = 7;

    EXPECT_THAT(render_text(report, {}), HasSubstr("; of the objects 7 unreachable"));
}

}  // namespace
}  // namespace curfew::report
