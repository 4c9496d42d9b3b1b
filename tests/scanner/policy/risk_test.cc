#include <cctype>
#include <functional>
#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scanner/policy/policy.h"
#include "tests/support/made_finding.h"

namespace curfew::policy {
namespace {

using core::Evidence;
using core::Never;
using report::Finding;
using report::LifetimeStanding;
using report::RiskLevel;
using rules::SecretKind;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

/// Readable now, nobody told until when it is accepted, and hardly doubted: two points.
Finding present_token() {
    Finding finding = support::made_finding(support::token_signature(), support::made_token(3));
    finding.confidence = 0.9;
    finding.exposure.is_present = true;
    finding.places = {support::made_place("a.txt", 1, 1)};
    return finding;
}

Finding judged(const std::function<void(Finding&)>& change) {
    Finding finding = present_token();
    change(finding);
    judge_risk(finding);
    return finding;
}

void accept_forever(Finding& finding) {
    finding.window = support::made_window(core::Unknown{}, Never{Evidence::catalogue});
    finding.standing = LifetimeStanding::unbounded;
}

struct Row {
    std::string reason;
    std::function<void(Finding&)> change;
    RiskLevel level;
};

class RiskReason : public ::testing::TestWithParam<Row> {};

TEST_P(RiskReason, IsNamedWhereItHoldsAndOnlyThere) {
    const Row& row = GetParam();
    const Finding finding = judged(row.change);

    EXPECT_THAT(finding.risk.reasons, Contains(row.reason));
    EXPECT_EQ(finding.risk.level, row.level);

    const bool is_first = row.reason.starts_with("readable now");
    const Finding other = judged(is_first ? accept_forever : [](Finding&) {});
    EXPECT_THAT(other.risk.reasons, Not(Contains(row.reason)));
}

const rules::Signature& kept_signature(SecretKind kind) {
    static std::map<SecretKind, rules::Signature> kept;
    return kept.try_emplace(kind, support::signature_of_kind(kind)).first->second;
}

const rules::Signature& irrevocable_signature() {
    static const rules::Signature signature = [] {
        rules::Signature made = support::token_signature();
        made.revocability = rules::Revocability::expiry_only;
        return made;
    }();
    return signature;
}

INSTANTIATE_TEST_SUITE_P(
    Table, RiskReason,
    ::testing::Values(
        Row{"readable now, and nobody told until when it is accepted", [](Finding&) {},
            RiskLevel::medium},
        Row{"accepted now and readable now", accept_forever, RiskLevel::high},
        Row{"never expires", accept_forever, RiskLevel::high},
        Row{"accepted now and readable in the history",
            [](Finding& f) {
                accept_forever(f);
                f.exposure.is_present = false;
            },
            RiskLevel::high},
        Row{"readable in the history, and nobody told until when it is accepted",
            [](Finding& f) { f.exposure.is_present = false; }, RiskLevel::low},
        Row{"lives longer than the policy allows",
            [](Finding& f) { f.standing = LifetimeStanding::long_lived; }, RiskLevel::high},
        Row{"readable for over a year and not known to be refused",
            [](Finding& f) { f.exposure.live = std::chrono::hours(24) * 365; }, RiskLevel::high},
        Row{"structure or checksum leave no doubt", [](Finding& f) { f.is_confirmed = true; },
            RiskLevel::high},
        Row{"private key without a passphrase",
            [](Finding& f) { f.signature = &kept_signature(SecretKind::private_key); },
            RiskLevel::high},
        Row{"opens the host that is named beside it",
            [](Finding& f) { f.signature = &kept_signature(SecretKind::connection_string); },
            RiskLevel::high},
        Row{"cannot be taken back before it expires",
            [](Finding& f) { f.signature = &irrevocable_signature(); }, RiskLevel::high},
        Row{"expired", [](Finding& f) { f.standing = LifetimeStanding::expired; }, RiskLevel::low},
        Row{"known bait", [](Finding& f) { f.verdict.detail = "canary"; }, RiskLevel::low},
        Row{"no secret by itself",
            [](Finding& f) { f.signature = &kept_signature(SecretKind::certificate); },
            RiskLevel::low},
        Row{"may well be no secret", [](Finding& f) { f.confidence = 0.49; }, RiskLevel::low},
        Row{"may be no secret", [](Finding& f) { f.confidence = 0.5; }, RiskLevel::medium},
        Row{"needs its passphrase",
            [](Finding& f) {
                accept_forever(f);
                f.is_protected = true;
            },
            RiskLevel::medium},
        Row{"only in files that git ignores",
            [](Finding& f) {
                accept_forever(f);
                f.places.front().is_git_ignored = true;
            },
            RiskLevel::medium}),
    [](const auto& row) {
        std::string name = row.param.reason;
        for (char& letter : name)
            if (std::isalnum(static_cast<unsigned char>(letter)) == 0) letter = '_';
        return name;
    });

TEST(JudgeRisk, ReasonsAddUpToCritical) {
    const Finding finding = judged([](Finding& f) {
        accept_forever(f);
        f.is_confirmed = true;
    });

    EXPECT_EQ(finding.risk.level, RiskLevel::critical);
    EXPECT_THAT(finding.risk.reasons, ElementsAre("accepted now and readable now", "never expires",
                                                  "structure or checksum leave no doubt"));
}

TEST(JudgeRisk, ACheckedStructureOutweighsALowConfidence) {
    const Finding finding = judged([](Finding& f) {
        f.is_confirmed = true;
        f.confidence = 0.1;
    });

    EXPECT_EQ(finding.risk.level, RiskLevel::high);
}

TEST(JudgeRisk, JudgingAgainDoesNotPileUpReasons) {
    Finding finding = present_token();
    judge_risk(finding);
    const auto reasons = finding.risk.reasons;

    judge_risk(finding);

    EXPECT_EQ(finding.risk.reasons, reasons);
}

}  // namespace
}  // namespace curfew::policy
