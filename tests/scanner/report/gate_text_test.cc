#include "scanner/report/gate_text.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scanner/report/sample_report.h"

namespace curfew::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A report without gaps that holds `findings`.
template <typename... Findings>
ScanReport report_of(Findings... findings) {
    ScanReport report;
    report.as_of = support::kToday;
    (report.findings.push_back(std::move(findings)), ...);
    return report;
}

Finding doubtful_password() {
    Finding finding = support::made_finding(support::password_signature(), "hunter2hunter2");
    finding.masked = "[14 characters]";
    finding.places = {support::made_place("app/settings.py", 3, 12)};
    return finding;
}

TEST(GateText, SaysNothingWhenAllIsWell) {
    EXPECT_EQ(gate_text(report_of(), {}), "");
}

TEST(GateText, SaysNothingOfExpiredKnownAndSuppressedFindings) {
    Finding known = doubtful_password();
    known.is_new = false;
    Finding allowed = doubtful_password();
    allowed.suppressed = Suppression{"inline", "a test", {}};

    EXPECT_EQ(gate_text(report_of(expired_token(), std::move(known), std::move(allowed)), {}), "");
}

TEST(GateText, ABlockSaysWhatWhereAndHowToEndIt) {
    const std::string text = gate_text(report_of(open_token()), {});

    EXPECT_THAT(text, HasSubstr("blocked by 1 secret\n"));
    EXPECT_THAT(text, HasSubstr("CRITICAL  Acme access token  acme_…"));
    EXPECT_THAT(text, HasSubstr("config/deploy.yml:14:9"));
    EXPECT_THAT(text, HasSubstr("Revoke it at https://acme.example/settings/tokens"));
}

TEST(GateText, ABlockNamesAllThreeWaysToAllowIt) {
    const Finding finding = open_token();
    const std::string text = gate_text(report_of(open_token()), {});

    EXPECT_THAT(text, HasSubstr("curfew:allow <reason>"));
    EXPECT_THAT(text, HasSubstr(finding.fingerprint.text() + "  # <reason>"));
    EXPECT_THAT(text, HasSubstr("curfew-ignore 1 pub"));
    EXPECT_THAT(text, HasSubstr("--update-baseline"));
}

TEST(GateText, OnlyPlacesThatAreThereNowAreNamed) {
    EXPECT_THAT(gate_text(report_of(open_token()), {}), Not(HasSubstr("deploy/old.env")));
}

TEST(GateText, WhatIsNotBlockedGetsOneLine) {
    const std::string text = gate_text(report_of(doubtful_password()), {});

    EXPECT_EQ(text, "  not blocked    app/settings.py:3:12  Assigned password  [14 characters]\n");
}

TEST(GateText, ManyWarningsAreFolded) {
    const ScanReport report = report_of(doubtful_password(), doubtful_password(),
                                        doubtful_password(), doubtful_password());

    EXPECT_THAT(gate_text(report, {}), HasSubstr("and 1 more\n"));
    EXPECT_THAT(gate_text(report, {.is_verbose = true}), Not(HasSubstr("more")));
}

TEST(GateText, WhatCouldNotBeReadIsSaid) {
    ScanReport report = report_of();
    report.coverage.skipped = {{"file", "binary", 1, false, {"a.png"}},
                               {"object", "corrupt", 2, true, {"x\x1b[2J"}}};

    EXPECT_EQ(gate_text(report, {}), "  not readable   2 objects: corrupt (x\\x1b[2J)\n");
}

TEST(GateText, ANoteTellsWhyAMarkerDidNotCount) {
    Finding finding = open_token();
    finding.notes = {"curfew:allow needs a reason"};

    EXPECT_THAT(gate_text(report_of(std::move(finding)), {}),
                HasSubstr("note           curfew:allow needs a reason\n"));
}

}  // namespace
}  // namespace curfew::report
