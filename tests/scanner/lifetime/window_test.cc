#include "scanner/lifetime/window.h"

#include <chrono>

#include <gtest/gtest.h>

namespace curfew::lifetime {
namespace {

using core::Evidence;
using core::Instant;
using core::Known;
using core::Never;
using core::Unknown;
using core::ValidityWindow;
using rules::LifetimeClass;
using std::chrono::hours;

const CarrierFacts kNothing;

Instant at(int hour) {
    return core::parse_instant("2026-11-22T00:00:00Z").value() + hours{hour};
}

rules::LifetimeRule rule_of(LifetimeClass type) {
    rules::LifetimeRule rule;
    rule.type = type;
    return rule;
}

CarrierFacts facts() {
    CarrierFacts facts;
    facts.carrier = "jwt";
    return facts;
}

std::string reason_of(const core::End& end) {
    return std::get<Unknown>(end).reason;
}

TEST(Window, TakesBothEndsFromInsideTheSecret) {
    const auto rule = rule_of(LifetimeClass::embedded);
    CarrierFacts embedded = facts();
    embedded.issued_at = at(0);
    embedded.not_before = at(1);
    embedded.expires_at = at(5);

    const ValidityWindow window = window_of({rule, embedded, kNothing, at(3)});

    EXPECT_EQ(window.not_before(), (core::End{Known{at(1), Evidence::embedded}}));
    EXPECT_EQ(window.expires_at(), (core::End{Known{at(5), Evidence::embedded}}));
    EXPECT_EQ(window.issued_at(), (core::End{Known{at(0), Evidence::embedded}}));
    EXPECT_TRUE(window.contradictions().empty());
}

TEST(Window, BeginsAtIssueWhenNoBeginIsTold) {
    const auto rule = rule_of(LifetimeClass::embedded);
    CarrierFacts embedded = facts();
    embedded.issued_at = at(1);

    const ValidityWindow window = window_of({rule, embedded, kNothing, at(3)});

    EXPECT_EQ(window.not_before(), (core::End{Known{at(1), Evidence::embedded}}));
}

TEST(Window, TakesWhatIsWrittenBesideItWhenTheSecretTellsNothing) {
    const auto rule = rule_of(LifetimeClass::bounded);
    CarrierFacts adjacent = facts();
    adjacent.expires_at = at(5);

    const ValidityWindow window = window_of({rule, kNothing, adjacent, at(1)});

    EXPECT_EQ(window.expires_at(), (core::End{Known{at(5), Evidence::adjacent}}));
    EXPECT_EQ(window.not_before(), (core::End{Known{at(1), Evidence::history}}));
}

TEST(Window, WithoutHistoryTheBeginIsUnknown) {
    const auto rule = rule_of(LifetimeClass::unknown);

    const ValidityWindow window = window_of({rule, kNothing, kNothing, std::nullopt});

    EXPECT_TRUE(std::holds_alternative<Unknown>(window.not_before()));
    EXPECT_TRUE(std::holds_alternative<Unknown>(window.issued_at()));
}

TEST(Window, UnboundedKindNeverEndsByTheCatalogue) {
    const auto rule = rule_of(LifetimeClass::unbounded);

    const ValidityWindow window = window_of({rule, kNothing, kNothing, at(0)});

    EXPECT_EQ(window.expires_at(), (core::End{Never{Evidence::catalogue}}));
}

TEST(Window, ATokenWithoutAnEndNeverEndsByItsOwnWord) {
    const auto rule = rule_of(LifetimeClass::embedded);
    CarrierFacts embedded = facts();
    embedded.never_expires = true;

    const ValidityWindow window = window_of({rule, embedded, kNothing, at(0)});

    EXPECT_EQ(window.expires_at(), (core::End{Never{Evidence::embedded}}));
}

TEST(Window, AFixedSpanCountsFromAKnownIssue) {
    auto rule = rule_of(LifetimeClass::short_lived);
    rule.default_span = hours{1};
    rule.maximum_span = hours{1};
    CarrierFacts embedded = facts();
    embedded.issued_at = at(2);

    const ValidityWindow window = window_of({rule, embedded, kNothing, std::nullopt});

    EXPECT_EQ(window.expires_at(), (core::End{Known{at(3), Evidence::catalogue}}));
}

TEST(Window, AFixedSpanDoesNotCountFromTheFirstSighting) {
    auto rule = rule_of(LifetimeClass::short_lived);
    rule.default_span = hours{1};
    rule.maximum_span = hours{1};

    const ValidityWindow window = window_of({rule, kNothing, kNothing, at(2)});

    EXPECT_EQ(reason_of(window.expires_at()),
              "no later than 2026-11-22T03:00:00Z (1 h after it was first seen)");
}

TEST(Window, AMaximumAloneIsUnknownAndNamesTheLatestInstant) {
    auto rule = rule_of(LifetimeClass::bounded);
    rule.maximum_span = hours{24};
    CarrierFacts embedded = facts();
    embedded.issued_at = at(0);

    const ValidityWindow window = window_of({rule, embedded, kNothing, at(5)});

    EXPECT_EQ(reason_of(window.expires_at()),
              "no later than 2026-11-23T00:00:00Z (1 d after issue)");
}

TEST(Window, ADefaultIsSaidButNotBelieved) {
    auto rule = rule_of(LifetimeClass::bounded);
    rule.default_span = hours{1};
    rule.maximum_span = hours{12};
    CarrierFacts embedded = facts();
    embedded.issued_at = at(0);

    const ValidityWindow window = window_of({rule, embedded, kNothing, at(5)});

    EXPECT_EQ(reason_of(window.expires_at()),
              "by default it would end at 2026-11-22T01:00:00Z, "
              "no later than 2026-11-22T12:00:00Z (12 h after issue)");
}

TEST(Window, ASpanWithoutIssueOrSightingNamesTheSpan) {
    auto rule = rule_of(LifetimeClass::bounded);
    rule.maximum_span = hours{12};

    const ValidityWindow window = window_of({rule, kNothing, kNothing, std::nullopt});

    EXPECT_EQ(reason_of(window.expires_at()), "at most 12 h after issue, which nobody tells");
}

TEST(Window, TheClassOfATokenCountsLikeAFixedSpan) {
    const auto rule = rule_of(LifetimeClass::short_lived);
    CarrierFacts embedded = facts();
    embedded.lifetime = hours{12};
    CarrierFacts adjacent;
    adjacent.issued_at = at(0);

    const ValidityWindow window = window_of({rule, embedded, adjacent, std::nullopt});

    EXPECT_EQ(window.expires_at(), (core::End{Known{at(12), Evidence::catalogue}}));
}

TEST(Window, ABrokenCarrierIsUnknownWithItsReason) {
    const auto rule = rule_of(LifetimeClass::embedded);
    CarrierFacts embedded = facts();
    embedded.problem = "the claims cannot be read";

    const ValidityWindow window = window_of({rule, embedded, kNothing, std::nullopt});

    EXPECT_EQ(reason_of(window.expires_at()), "jwt: the claims cannot be read");
}

TEST(Window, IdleSpanAndNoteAreReasonsForAPerson) {
    auto rule = rule_of(LifetimeClass::unknown);
    rule.note = "the owner chooses an end";
    EXPECT_EQ(reason_of(window_of({rule, kNothing, kNothing, std::nullopt}).expires_at()),
              "the owner chooses an end");

    rule.idle_span = hours{24 * 365};
    EXPECT_EQ(reason_of(window_of({rule, kNothing, kNothing, std::nullopt}).expires_at()),
              "ends when unused for 1 y");
}

TEST(Window, AdjacentThatDisagreesByMoreThanAMinuteIsAContradiction) {
    const auto rule = rule_of(LifetimeClass::embedded);
    CarrierFacts embedded = facts();
    embedded.expires_at = at(5);
    CarrierFacts adjacent;
    adjacent.expires_at = at(5) + std::chrono::seconds{60};
    EXPECT_TRUE(window_of({rule, embedded, adjacent, at(0)}).contradictions().empty());

    adjacent.expires_at = at(5) + std::chrono::seconds{61};
    const ValidityWindow window = window_of({rule, embedded, adjacent, at(0)});

    EXPECT_EQ(window.expires_at(), (core::End{Known{at(5), Evidence::embedded}}));
    ASSERT_EQ(window.contradictions().size(), 1U);
    EXPECT_EQ(window.contradictions()[0],
              "the end written beside it is 2026-11-22T05:01:01Z, but the secret says "
              "2026-11-22T05:00:00Z");
}

TEST(Window, AdjacentEndOfANeverEndingSecretIsAContradiction) {
    const auto rule = rule_of(LifetimeClass::embedded);
    CarrierFacts embedded = facts();
    embedded.never_expires = true;
    CarrierFacts adjacent;
    adjacent.expires_at = at(5);

    const ValidityWindow window = window_of({rule, embedded, adjacent, at(0)});

    EXPECT_EQ(window.expires_at(), (core::End{Never{Evidence::embedded}}));
    EXPECT_EQ(window.contradictions().size(), 1U);
}

TEST(Window, AnEndPastTheMaximumIsAContradiction) {
    auto rule = rule_of(LifetimeClass::bounded);
    rule.maximum_span = hours{1};
    CarrierFacts embedded = facts();
    embedded.issued_at = at(0);
    embedded.expires_at = at(2);

    const ValidityWindow window = window_of({rule, embedded, kNothing, at(0)});

    ASSERT_EQ(window.contradictions().size(), 1U);
    EXPECT_NE(window.contradictions()[0].find("lives at most 1 h"), std::string::npos);
}

TEST(Window, IssuedAfterItWasFirstSeenIsAContradiction) {
    const auto rule = rule_of(LifetimeClass::embedded);
    CarrierFacts embedded = facts();
    embedded.issued_at = at(5);
    embedded.expires_at = at(6);

    const ValidityWindow window = window_of({rule, embedded, kNothing, at(4)});

    ASSERT_EQ(window.contradictions().size(), 1U);
    EXPECT_EQ(window.contradictions()[0],
              "it was issued at 2026-11-22T05:00:00Z, but first seen at 2026-11-22T04:00:00Z");
}

TEST(Window, ExpiredWhenFirstSeenIsNoContradiction) {
    const auto rule = rule_of(LifetimeClass::embedded);
    CarrierFacts embedded = facts();
    embedded.expires_at = at(2);

    const ValidityWindow window = window_of({rule, embedded, kNothing, at(4)});

    EXPECT_EQ(window.expires_at(), (core::End{Known{at(2), Evidence::embedded}}));
    EXPECT_TRUE(std::holds_alternative<Unknown>(window.not_before()));
    EXPECT_TRUE(window.contradictions().empty());
}

TEST(Window, AnEndBeforeItsOwnBeginKeepsTheEndAndSaysSo) {
    const auto rule = rule_of(LifetimeClass::embedded);
    CarrierFacts embedded = facts();
    embedded.not_before = at(5);
    embedded.expires_at = at(5);

    const ValidityWindow window = window_of({rule, embedded, kNothing, std::nullopt});

    EXPECT_EQ(window.expires_at(), (core::End{Known{at(5), Evidence::embedded}}));
    EXPECT_TRUE(std::holds_alternative<Unknown>(window.not_before()));
    EXPECT_EQ(window.contradictions().size(), 1U);
}

TEST(Window, ATokenAcceptedPastItsRenewalSaysSo) {
    const auto rule = rule_of(LifetimeClass::embedded);
    CarrierFacts embedded = facts();
    embedded.renew_after = at(1);
    embedded.expires_at = at(24 * 365);

    const ValidityWindow window = window_of({rule, embedded, kNothing, std::nullopt});

    ASSERT_EQ(window.contradictions().size(), 1U);
    EXPECT_NE(window.contradictions()[0].find("meant to be replaced at 2026-11-22T01:00:00Z"),
              std::string::npos);
}

TEST(Window, ASpanPastTheYear9999TellsNoEnd) {
    auto rule = rule_of(LifetimeClass::bounded);
    rule.default_span = hours{24L * 365 * 9000};
    rule.maximum_span = rule.default_span;
    CarrierFacts embedded = facts();
    embedded.issued_at = at(0);

    const ValidityWindow window = window_of({rule, embedded, kNothing, std::nullopt});

    EXPECT_TRUE(std::holds_alternative<Unknown>(window.expires_at()));
}

}  // namespace
}  // namespace curfew::lifetime
