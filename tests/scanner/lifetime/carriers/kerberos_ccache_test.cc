#include <gtest/gtest.h>

#include "scanner/lifetime/carriers/readers.h"
#include "tests/support/carrier_bytes.h"

namespace curfew::lifetime {
namespace {

core::Instant at(std::string_view text) {
    return core::parse_instant(text).value();
}

using support::kerberos_cache;

TEST(KerberosCache, TellsTheTicketsTimes) {
    const auto facts = read_kerberos_ccache(kerberos_cache({{.renewable_until = 1'764'604'800}}));

    EXPECT_EQ(facts.problem, "");
    EXPECT_EQ(facts.issued_at, at("2025-11-24T16:00:00Z"));
    EXPECT_EQ(facts.not_before, at("2025-11-24T16:00:00Z"));
    EXPECT_EQ(facts.expires_at, at("2025-11-25T02:00:00Z"));
    EXPECT_EQ(facts.account, "user@EXAMPLE.TEST");
    EXPECT_EQ(facts.name, "krbtgt/EXAMPLE.TEST@EXAMPLE.TEST");
    EXPECT_EQ(facts.note, "it can be renewed until 2025-12-01T16:00:00Z");
}

TEST(KerberosCache, WithoutABeginItIsGoodFromItsIssue) {
    EXPECT_EQ(read_kerberos_ccache(kerberos_cache({{.begins = 0}})).not_before,
              at("2025-11-24T16:00:00Z"));
}

TEST(KerberosCache, TheGrantingTicketCountsBeforeOthers) {
    const auto facts =
        read_kerberos_ccache(kerberos_cache({{.service = "host", .ends = 1'764'100'000}, {}}));

    EXPECT_EQ(facts.expires_at, at("2025-11-25T02:00:00Z"));
}

TEST(KerberosCache, ConfigurationEntriesArePassedOver) {
    const auto facts = read_kerberos_ccache(
        kerberos_cache({{.service = "krb5_ccache_conf_data", .ends = 0, .realm = "X-CACHECONF:"},
                        {.service = "host"}}));

    EXPECT_EQ(facts.problem, "");
    EXPECT_EQ(facts.name, "host/EXAMPLE.TEST@EXAMPLE.TEST");
}

TEST(KerberosCache, Base64IsRead) {
    EXPECT_TRUE(read_kerberos_ccache(support::base64(kerberos_cache({{}}))).expires_at);
}

TEST(KerberosCache, WhatIsNoneSaysSo) {
    EXPECT_EQ(read_kerberos_ccache("").problem, "it is not a credential cache of version 3 or 4");
    EXPECT_EQ(read_kerberos_ccache("\x05\x04").problem, "the cache is cut off");
    EXPECT_EQ(read_kerberos_ccache(kerberos_cache({})).problem, "there is no ticket in it");
    EXPECT_EQ(read_kerberos_ccache(kerberos_cache({{}}) + "x").problem,
              "the cache is cut off or damaged");
    EXPECT_EQ(read_kerberos_ccache(kerberos_cache({{.ends = 0}})).problem, "its ticket has no end");
}

}  // namespace
}  // namespace curfew::lifetime
