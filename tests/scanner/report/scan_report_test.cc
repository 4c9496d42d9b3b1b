#include "scanner/report/scan_report.h"

#include <algorithm>
#include <functional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/made_finding.h"

namespace curfew::report {
namespace {

using support::made_finding;
using support::made_token;
using support::token_signature;

Finding finding_with(unsigned seed, const std::function<void(Finding&)>& change) {
    Finding finding = made_finding(token_signature(), made_token(seed));
    finding.confidence = 0.5;
    change(finding);
    return finding;
}

/// Which of two findings a report shows first.
bool comes_first(const std::function<void(Finding&)>& worse,
                 const std::function<void(Finding&)>& better) {
    for (const bool is_swapped : {false, true}) {
        std::vector<Finding> findings;
        findings.push_back(finding_with(1, worse));
        findings.push_back(finding_with(2, better));
        const core::Fingerprint expected = findings.front().fingerprint;
        if (is_swapped) std::swap(findings.front(), findings.back());

        sort_findings(findings);

        if (findings.front().fingerprint != expected) return false;
    }
    return true;
}

TEST(SortFindings, StillOpenComesBeforeALongerExposureThatIsOver) {
    EXPECT_TRUE(comes_first([](Finding& f) { f.exposure.is_live_open = true; },
                            [](Finding& f) { f.exposure.live = std::chrono::hours(1000); }));
}

TEST(SortFindings, LongerLiveExposureComesFirst) {
    EXPECT_TRUE(comes_first([](Finding& f) { f.exposure.live = std::chrono::hours(2); },
                            [](Finding& f) {
                                f.exposure.live = std::chrono::hours(1);
                                f.risk.level = RiskLevel::critical;
                            }));
}

TEST(SortFindings, ThenRiskThenCertaintyThenConfidence) {
    EXPECT_TRUE(comes_first([](Finding& f) { f.risk.level = RiskLevel::high; },
                            [](Finding& f) { f.confidence = 1.0; }));
    EXPECT_TRUE(comes_first(
        [](Finding& f) {
            f.window =
                support::made_window(core::Unknown{"x"}, core::Never{core::Evidence::catalogue});
        },
        [](Finding& f) { f.confidence = 1.0; }));
    EXPECT_TRUE(comes_first([](Finding& f) { f.confidence = 0.9; }, [](Finding&) {}));
}

TEST(SortFindings, TheOrderDoesNotDependOnWhereItStarted) {
    std::vector<std::string> expected;
    for (unsigned round = 0; round < 20; ++round) {
        std::vector<Finding> findings;
        for (unsigned seed = 0; seed < 12; ++seed) {
            findings.push_back(finding_with(
                seed, [seed](Finding& f) { f.exposure.live = std::chrono::hours(seed % 3); }));
        }
        std::shuffle(findings.begin(), findings.end(), std::mt19937(round));

        sort_findings(findings);

        std::vector<std::string> order;
        for (const Finding& finding : findings) order.push_back(finding.fingerprint.text());
        if (expected.empty()) expected = order;
        EXPECT_EQ(order, expected);
    }
}

TEST(Coverage, AGapIsWhatWasAskedForAndNotRead) {
    Coverage coverage;
    coverage.skipped.push_back({"file", "binary", 3, false, {}});
    EXPECT_FALSE(coverage.has_gaps());

    coverage.skipped.push_back({"object", "corrupt", 1, true, {}});
    EXPECT_TRUE(coverage.has_gaps());
}

}  // namespace
}  // namespace curfew::report
