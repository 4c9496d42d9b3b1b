#include "scanner/scan.h"

#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "scanner/report/render.h"
#include "tests/support/acme.h"
#include "tests/support/fake_source.h"

namespace curfew {
namespace {

std::unique_ptr<support::FakeSource> source_of(unsigned secrets) {
    std::vector<support::FakeBlob> blobs;
    for (unsigned number = 0; number < secrets; ++number) {
        blobs.push_back(
            {{.path = "file" + std::to_string(number)}, "key=" + support::acme_key(number) + "\n"});
    }
    return std::make_unique<support::FakeSource>(std::move(blobs));
}

class ScanTest : public testing::Test {
  protected:
    report::ScanReport scanned(std::unique_ptr<sources::Source> source, unsigned jobs) {
        std::vector<ScanTarget> targets;
        targets.push_back({std::move(source), {}});
        return scan(targets, setup(jobs)).value();
    }

    ScanSetup setup(unsigned jobs) {
        return {.catalog = catalog_,
                .detector = detector_,
                .fingerprinter = fingerprinter_,
                .policy = policy_,
                .as_of = core::Instant{std::chrono::days{20'000}},
                .jobs = jobs};
    }

    const rules::Catalog catalog_ = support::acme_catalog();
    const match::Detector detector_ = match::Detector::compile(catalog_).value();
    const core::Fingerprinter fingerprinter_ = core::Fingerprinter::with_public_key();
    const policy::Policy policy_;
};

TEST_F(ScanTest, FindsEachSecretOnce) {
    const report::ScanReport report = scanned(source_of(3), 1);

    EXPECT_EQ(report.findings.size(), 3U);
    EXPECT_EQ(report.coverage.covered.blobs, 3U);
}

TEST_F(ScanTest, WhatOnlyLiesUnderAnExcludedPathIsLeftOutAndCounted) {
    const std::vector<std::string> excludes{"docs"};
    const std::string both = "key=" + support::acme_key(1) + "\n";
    std::vector<support::FakeBlob> blobs{
        {{.path = "docs/a"}, both},
        {{.path = "src/a"}, both},
        {{.path = "docs/b"}, "key=" + support::acme_key(2) + "\n"}};
    std::vector<ScanTarget> targets;
    targets.push_back({std::make_unique<support::FakeSource>(std::move(blobs)), {}});
    ScanSetup with_excludes = setup(1);
    with_excludes.excludes = excludes;

    const report::ScanReport report = scan(targets, with_excludes).value();

    ASSERT_EQ(report.findings.size(), 1U);
    ASSERT_EQ(report.findings.front().places.size(), 1U);
    EXPECT_EQ(report.findings.front().places.front().path, "src/a");
    ASSERT_EQ(report.coverage.skipped.size(), 1U);
    EXPECT_EQ(report.coverage.skipped.front().count, 2U);
}

TEST_F(ScanTest, TheReportDoesNotDependOnTheNumberOfThreads) {
    const report::RenderOptions options;

    const std::string one = report::render_json(scanned(source_of(40), 1), options);
    const std::string four = report::render_json(scanned(source_of(40), 4), options);

    EXPECT_EQ(one, four);
}

TEST_F(ScanTest, WhatCouldNotBeReadIsInTheCoverage) {
    auto source = source_of(1);
    source->will_skip({"file", "unreadable", "x", true});

    const report::ScanReport report = scanned(std::move(source), 2);

    EXPECT_TRUE(report.coverage.has_gaps());
    ASSERT_EQ(report.coverage.skipped.size(), 1U);
    EXPECT_EQ(report.coverage.skipped[0].names, std::vector<std::string>{"x"});
}

TEST_F(ScanTest, WhatTheBaseVersionHoldsIsNotNew) {
    std::vector<ScanTarget> targets;
    targets.push_back({source_of(2), {}});
    std::vector<std::unique_ptr<sources::Source>> known;
    known.push_back(source_of(1));
    ScanSetup setup = this->setup(1);
    setup.known = known;

    const report::ScanReport report = scan(targets, setup).value();

    ASSERT_EQ(report.findings.size(), 2U);
    EXPECT_NE(report.findings[0].is_new, report.findings[1].is_new);
}

TEST_F(ScanTest, AStopIsToldInTheReport) {
    std::stop_source stop;
    stop.request_stop();
    std::vector<ScanTarget> targets;
    targets.push_back({source_of(2), {}});
    ScanSetup setup = this->setup(1);
    setup.stop = stop.get_token();

    const report::ScanReport report = scan(targets, setup).value();

    EXPECT_TRUE(report.was_stopped);
    EXPECT_TRUE(report.findings.empty());
}

}  // namespace
}  // namespace curfew
