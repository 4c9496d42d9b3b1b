/// What each answer changes in a finding.
#include "scanner/verification/take_in.h"

#include <string>
#include <utility>
#include <variant>

#include <gtest/gtest.h>

#include "tests/support/made_finding.h"

namespace curfew::verification {
namespace {

using core::Evidence;
using core::Known;
using core::Never;
using core::Unknown;
using provider::Detail;
using support::instant;
using support::kToday;

constexpr core::Duration kDay = std::chrono::hours(24);

report::Finding finding_with(core::End not_before, core::End expires_at) {
    report::Finding finding =
        support::made_finding(support::token_signature(), support::made_token(1));
    finding.window = support::made_window(std::move(not_before), std::move(expires_at));
    finding.places.push_back(support::made_place("a.env", 1, 1));
    finding.exposure =
        lifetime::exposure_of({kToday - 100 * kDay, kToday, true}, finding.window, kToday);
    return finding;
}

report::Finding finding_that_never_ends() {
    return finding_with(Known{kToday - 100 * kDay, Evidence::history}, Never{Evidence::catalogue});
}

provider::Inspection answer(Detail detail) {
    provider::Inspection inspection;
    inspection.detail = detail;
    inspection.evidence = {.host = "api.acme.example",
                           .status = 200,
                           .mark = "login",
                           .request_id = "r-1",
                           .asked_at = kToday + std::chrono::seconds(5),
                           .skew = std::nullopt};
    return inspection;
}

void take(report::Finding& finding, const provider::Inspection& inspection, bool is_now = true) {
    const policy::Policy policy;
    take_in(finding, inspection, {policy, kToday, is_now});
}

TEST(TakeIn, ALiveAnswerCarriesItsEvidence) {
    report::Finding finding = finding_that_never_ends();

    take(finding, answer(Detail::live));

    EXPECT_EQ(finding.verdict.state, "live");
    EXPECT_EQ(finding.verdict.checked_by, "api.acme.example");
    EXPECT_EQ(finding.verdict.checked_at, kToday + std::chrono::seconds(5));
    EXPECT_EQ(finding.verdict.status, 200);
    EXPECT_EQ(finding.verdict.mark, "login");
    EXPECT_EQ(finding.verdict.request_id, "r-1");
}

TEST(TakeIn, TheProvidersEndBeatsTheCataloguesAndTheContradictionIsShown) {
    report::Finding finding = finding_that_never_ends();
    provider::Inspection live = answer(Detail::live);
    live.expires_at = Known{kToday + 10 * kDay, Evidence::provider};

    take(finding, live);

    EXPECT_EQ(finding.window.expires_at(), core::End(live.expires_at));
    EXPECT_EQ(finding.standing, report::LifetimeStanding::long_lived);
    ASSERT_EQ(finding.window.contradictions().size(), 1U);
    EXPECT_NE(finding.window.contradictions().front().find("never (catalogue)"), std::string::npos);
}

TEST(TakeIn, TheSameEndOfTwoClocksIsNoContradiction) {
    report::Finding finding = finding_with(Known{kToday - kDay, Evidence::embedded},
                                           Known{kToday + kDay, Evidence::embedded});
    provider::Inspection live = answer(Detail::live);
    live.expires_at = Known{kToday + kDay + std::chrono::seconds(20), Evidence::provider};

    take(finding, live);

    EXPECT_TRUE(finding.window.contradictions().empty());
    EXPECT_EQ(finding.window.expires_at(), core::End(live.expires_at));
}

TEST(TakeIn, WhatShouldHaveEndedAndIsAcceptedIsAContradiction) {
    report::Finding finding = finding_with(Known{kToday - 30 * kDay, Evidence::embedded},
                                           Known{kToday - kDay, Evidence::embedded});

    take(finding, answer(Detail::live));

    EXPECT_TRUE(std::holds_alternative<Unknown>(finding.window.expires_at()));
    EXPECT_EQ(finding.window.contradictions().size(), 1U);
    EXPECT_NE(finding.standing, report::LifetimeStanding::expired);
    EXPECT_TRUE(finding.exposure.is_live_open);
    EXPECT_TRUE(finding.is_blocking);
}

TEST(TakeIn, ADeadAnswerEndsTheWindowNoLaterThanItWasAsked) {
    for (const Detail detail : {Detail::revoked, Detail::disabled, Detail::expired}) {
        report::Finding finding = finding_that_never_ends();

        take(finding, answer(detail));

        EXPECT_EQ(finding.verdict.state, "dead");
        EXPECT_EQ(finding.window.expires_at(), core::End(Known{kToday, Evidence::provider}));
        EXPECT_EQ(finding.standing, report::LifetimeStanding::expired);
        EXPECT_FALSE(finding.exposure.is_live_open);
        EXPECT_FALSE(finding.is_blocking);
        EXPECT_EQ(finding.verdict.is_reversible, detail == Detail::disabled);
    }
}

TEST(TakeIn, AnEarlierInstantThatWasAskedForIsStillAccepted) {
    report::Finding finding = finding_that_never_ends();

    take(finding, answer(Detail::revoked), false);

    EXPECT_EQ(core::instant_of(finding.window.expires_at()), kToday + std::chrono::seconds(5));
    EXPECT_NE(finding.standing, report::LifetimeStanding::expired);
}

TEST(TakeIn, AnExpiryThatTheProviderTellsIsKept) {
    report::Finding finding = finding_that_never_ends();
    provider::Inspection expired = answer(Detail::expired);
    expired.expires_at = Known{kToday - 5 * kDay, Evidence::provider};

    take(finding, expired);

    EXPECT_EQ(finding.window.expires_at(), core::End(expired.expires_at));
    EXPECT_EQ(finding.exposure.live, 95 * kDay);
}

TEST(TakeIn, ExpiredBeforeItsEndIsAContradiction) {
    report::Finding finding = finding_with(Known{kToday - kDay, Evidence::embedded},
                                           Known{kToday + 9 * kDay, Evidence::embedded});

    take(finding, answer(Detail::expired));

    EXPECT_EQ(finding.window.contradictions().size(), 1U);
    EXPECT_EQ(core::instant_of(finding.window.expires_at()), kToday);
}

TEST(TakeIn, AnEndBeforeTheBeginLeavesTheEnd) {
    report::Finding finding = finding_with(Known{kToday - kDay, Evidence::embedded},
                                           Known{kToday + kDay, Evidence::embedded});
    provider::Inspection expired = answer(Detail::expired);
    expired.expires_at = Known{kToday - 2 * kDay, Evidence::provider};

    take(finding, expired);

    EXPECT_EQ(finding.window.expires_at(), core::End(expired.expires_at));
    EXPECT_TRUE(std::holds_alternative<Unknown>(finding.window.not_before()));
    EXPECT_FALSE(finding.window.contradictions().empty());
}

TEST(TakeIn, WhatIsUnclearChangesNothingButTheVerdict) {
    for (const Detail detail : {Detail::refused, Detail::throttled, Detail::unclear,
                                Detail::control_failed, Detail::not_asked}) {
        report::Finding finding = finding_that_never_ends();
        const core::ValidityWindow before = finding.window;

        take(finding, answer(detail));

        EXPECT_EQ(finding.window, before) << provider::name_of(detail);
        EXPECT_NE(finding.verdict.state, "dead");
        EXPECT_NE(finding.verdict.state, "live");
    }
}

TEST(TakeIn, WithoutAnAnswerNobodyHasChecked) {
    report::Finding finding = finding_that_never_ends();
    provider::Inspection nothing;
    nothing.reason = "its host is not named in the configuration";

    take(finding, nothing);

    EXPECT_EQ(finding.verdict.state, "not_checked");
    EXPECT_FALSE(finding.verdict.checked_at.has_value());
    EXPECT_EQ(finding.verdict.reason, nothing.reason);
}

TEST(TakeIn, WhatIsAcceptedIsConfirmed) {
    report::Finding finding = finding_that_never_ends();
    finding.is_confirmed = false;
    finding.confidence = 0.4;

    take(finding, answer(Detail::live_limited));

    EXPECT_TRUE(finding.is_confirmed);
    EXPECT_TRUE(finding.is_blocking);
    EXPECT_EQ(finding.confidence_reasons.front(), "its provider accepted it");
}

TEST(TakeIn, OwnerAndScopesComeFromTheProvider) {
    report::Finding finding = finding_that_never_ends();
    finding.owner.account = "acme-org";
    provider::Inspection live = answer(Detail::live);
    live.owner = "jane";
    live.scopes = {"read", "write"};

    take(finding, live);

    EXPECT_EQ(finding.owner.account, "acme-org");
    EXPECT_EQ(finding.owner.name, "jane");
    EXPECT_EQ(finding.owner.scopes, live.scopes);
}

TEST(TakeIn, AClockThatIsFarOffIsNoted) {
    report::Finding finding = finding_that_never_ends();
    provider::Inspection live = answer(Detail::live);
    live.evidence.skew = std::chrono::hours(3);

    take(finding, live);

    ASSERT_EQ(finding.notes.size(), 1U);
    EXPECT_NE(finding.notes.front().find("3 h ahead"), std::string::npos) << finding.notes.front();
}

TEST(TakeIn, TheProvidersIssueReplacesWhatHistoryGuessed) {
    report::Finding finding = finding_that_never_ends();
    provider::Inspection live = answer(Detail::live);
    live.issued_at = Known{kToday - 300 * kDay, Evidence::provider};

    take(finding, live);

    EXPECT_EQ(finding.window.not_before(), core::End(live.issued_at));
    EXPECT_EQ(finding.window.issued_at(), core::End(live.issued_at));
}

}  // namespace
}  // namespace curfew::verification
