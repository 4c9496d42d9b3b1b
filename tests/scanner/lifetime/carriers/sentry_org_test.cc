#include <gtest/gtest.h>

#include "scanner/lifetime/carriers/readers.h"
#include "tests/support/carrier_bytes.h"

namespace curfew::lifetime {
namespace {

core::Instant at(std::string_view text) {
    return core::parse_instant(text).value();
}

std::string token(const std::string& payload) {
    return "sntrys_" + support::base64(payload) + "_" + std::string(43, 'a');
}

TEST(SentryOrg, TellsIssueOrganisationAndRegion) {
    const auto facts = read_sentry_org(token(R"({"iat":1764000000.25,"url":"https://s.test",)"
                                             R"("region_url":"https://eu.s.test","org":"acme"})"));

    EXPECT_EQ(facts.problem, "");
    EXPECT_EQ(facts.issued_at, at("2025-11-24T16:00:00.25Z"));
    EXPECT_EQ(facts.account, "acme");
    EXPECT_EQ(facts.name, "https://eu.s.test");
    EXPECT_FALSE(facts.never_expires);
}

TEST(SentryOrg, WhatCannotBeReadIsAProblem) {
    EXPECT_NE(read_sentry_org("").problem, "");
    EXPECT_NE(read_sentry_org("sntrys_").problem, "");
    EXPECT_NE(read_sentry_org("sntrys_x_" + std::string(43, 'a')).problem, "");
    EXPECT_NE(read_sentry_org(token("[]")).problem, "");
    EXPECT_NE(read_sentry_org(token(R"({"iat":"now"})")).problem, "");
}

}  // namespace
}  // namespace curfew::lifetime
