#include "scanner/policy/policy.h"

#include <functional>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/made_finding.h"

namespace curfew::policy {
namespace {

using core::Evidence;
using core::Known;
using core::Never;
using core::Unknown;
using report::Finding;
using report::LifetimeStanding;
using rules::SecretKind;
using support::instant;
using support::kToday;
using support::made_finding;
using support::made_window;

constexpr core::Duration kDay = std::chrono::hours(24);

Finding token() {
    return made_finding(support::token_signature(), support::made_token(7));
}

LifetimeStanding standing_with(core::End not_before, core::End expires_at,
                               std::optional<core::Instant> first_seen = {}) {
    Finding finding = token();
    finding.window = made_window(std::move(not_before), std::move(expires_at));
    finding.exposure.first_seen = first_seen;
    judge_lifetime(finding, {}, kToday);
    return finding.standing;
}

TEST(LimitFor, TheSignaturesOwnLimitComesBeforeItsKinds) {
    Policy policy;
    policy.max_lifetime_of_kind = {{"token", 10 * kDay}, {"acme-token", 5 * kDay}};

    EXPECT_EQ(limit_for(policy, support::token_signature()), 5 * kDay);
    EXPECT_EQ(limit_for(policy, support::signature_of_kind(SecretKind::token)), 10 * kDay);
    EXPECT_EQ(limit_for(policy, support::password_signature()), 90 * kDay);
}

TEST(JudgeLifetime, EndsAtOrBeforeNowAreExpired) {
    EXPECT_EQ(standing_with(Unknown{}, Known{kToday, Evidence::embedded}),
              LifetimeStanding::expired);
    EXPECT_EQ(standing_with(Unknown{}, Known{kToday + core::Duration{1}, Evidence::embedded}),
              LifetimeStanding::short_lived);
}

TEST(JudgeLifetime, TheLimitItselfIsStillShort) {
    const core::Instant begin = kToday - kDay;

    EXPECT_EQ(standing_with(Known{begin, Evidence::embedded},
                            Known{begin + 90 * kDay, Evidence::embedded}),
              LifetimeStanding::short_lived);
    EXPECT_EQ(standing_with(Known{begin, Evidence::embedded},
                            Known{begin + 91 * kDay, Evidence::embedded}),
              LifetimeStanding::long_lived);
}

TEST(JudgeLifetime, AnUnknownBeginCountsFromTheFirstSighting) {
    const core::End end = Known{kToday + 80 * kDay, Evidence::embedded};

    EXPECT_EQ(standing_with(Unknown{}, end), LifetimeStanding::short_lived);
    EXPECT_EQ(standing_with(Unknown{}, end, kToday - 20 * kDay), LifetimeStanding::long_lived);
}

TEST(JudgeLifetime, NeverIsUnboundedAndUnknownIsUnknown) {
    EXPECT_EQ(standing_with(Unknown{}, Never{Evidence::catalogue}), LifetimeStanding::unbounded);
    EXPECT_EQ(standing_with(Unknown{}, Unknown{}), LifetimeStanding::unknown);
}

TEST(JudgeLifetime, AKindThatCannotLiveLongIsShortWhateverItsBegin) {
    rules::Signature signature = support::token_signature();
    signature.lifetime.maximum_span = std::chrono::hours(1);
    Finding finding = made_finding(signature, support::made_token(7));

    judge_lifetime(finding, {}, kToday);

    EXPECT_EQ(finding.standing, LifetimeStanding::short_lived);
}

TEST(JudgeLifetime, FillsWhatIsLeftAndTheLimit) {
    Finding finding = token();
    finding.window = made_window(Unknown{}, Known{kToday + 3 * kDay, Evidence::embedded});

    judge_lifetime(finding, {}, kToday);

    EXPECT_EQ(finding.left, 3 * kDay);
    EXPECT_EQ(finding.limit, 90 * kDay);
}

bool blocks(const std::function<void(Finding&)>& change, const Policy& policy = {}) {
    Finding finding = token();
    finding.is_confirmed = true;
    change(finding);
    judge_block(finding, policy, kToday);
    return finding.is_blocking;
}

TEST(JudgeBlock, ConfirmedAndNewBlocks) {
    EXPECT_TRUE(blocks([](Finding&) {}));
}

TEST(JudgeBlock, KnownBlocksOnlyWhenThePolicySaysSo) {
    const auto known = [](Finding& finding) { finding.is_new = false; };

    EXPECT_FALSE(blocks(known));
    EXPECT_TRUE(blocks(known, {.blocks_known = true}));
}

TEST(JudgeBlock, SuppressedNeverBlocksButForABaselineUnderBlocksKnown) {
    const auto suppressed_by = [](const char* by) {
        return [by](Finding& finding) { finding.suppressed = report::Suppression{by, "x", {}}; };
    };

    for (const char* by : {"baseline", "ignore_file", "inline", "inline_foreign"})
        EXPECT_FALSE(blocks(suppressed_by(by))) << by;
    EXPECT_TRUE(blocks(suppressed_by("baseline"), {.blocks_known = true}));
    EXPECT_FALSE(blocks(suppressed_by("inline"), {.blocks_known = true}));
}

TEST(JudgeBlock, ExpiredBlocksOnlyWhenThePolicySaysSo) {
    const auto expired = [](Finding& finding) {
        finding.window = made_window(Unknown{}, Known{kToday, Evidence::embedded});
    };

    EXPECT_FALSE(blocks(expired));
    EXPECT_TRUE(blocks(expired, {.blocks_expired = true}));
}

TEST(JudgeBlock, AllowedSignaturesNeverAndBlockedOnesAlways) {
    const auto doubtful = [](Finding& finding) {
        finding.is_confirmed = false;
        finding.confidence = 0.1;
    };

    EXPECT_FALSE(blocks([](Finding&) {}, {.allowed_signatures = {"acme-token"}}));
    EXPECT_TRUE(blocks(doubtful, {.blocked_signatures = {"acme-token"}}));
    EXPECT_FALSE(blocks(doubtful));
}

TEST(JudgeBlock, BaitAndWhatNeedsItsPassphraseNeverBlock) {
    EXPECT_FALSE(blocks([](Finding& finding) { finding.verdict.detail = "canary"; }));
    EXPECT_FALSE(blocks([](Finding& finding) { finding.is_protected = true; }));
}

/// Whether an unconfirmed finding of a kind blocks at a confidence.
bool blocks_at(SecretKind kind, double confidence) {
    const rules::Signature signature = support::signature_of_kind(kind);
    Finding finding = made_finding(signature, support::made_token(7));
    finding.confidence = confidence;
    judge_block(finding, {}, kToday);
    return finding.is_blocking;
}

TEST(JudgeBlock, EachKindHasItsConfidenceFromWhichItBlocks) {
    EXPECT_TRUE(blocks_at(SecretKind::password, 0.95));
    EXPECT_FALSE(blocks_at(SecretKind::password, 0.94));
    EXPECT_TRUE(blocks_at(SecretKind::private_key, 0.7));
    EXPECT_FALSE(blocks_at(SecretKind::private_key, 0.69));
    EXPECT_TRUE(blocks_at(SecretKind::connection_string, 0.8));
    EXPECT_FALSE(blocks_at(SecretKind::connection_string, 0.79));
    EXPECT_FALSE(blocks_at(SecretKind::certificate, 1.0));
    EXPECT_FALSE(blocks_at(SecretKind::identifier, 1.0));
}

}  // namespace
}  // namespace curfew::policy
