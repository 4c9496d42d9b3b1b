#include <gtest/gtest.h>

#include "scanner/lifetime/carriers/readers.h"
#include "tests/support/carrier_bytes.h"

namespace curfew::lifetime {
namespace {

TEST(VaultToken, PrefixTellsTheKind) {
    const std::string body(30, 'a');

    for (const std::string prefix : {"hvs.", "s."}) {
        EXPECT_EQ(read_vault_token(prefix + body).name, "service");
    }
    for (const std::string prefix : {"hvb.", "b."}) {
        EXPECT_EQ(read_vault_token(prefix + body).name, "batch");
    }
    for (const std::string prefix : {"hvr.", "r."}) {
        EXPECT_EQ(read_vault_token(prefix + body).name, "recovery");
    }
}

TEST(VaultToken, TellsNoTimes) {
    const auto facts = read_vault_token("hvs." + std::string(30, 'a') + ".ns1");

    EXPECT_EQ(facts.problem, "");
    EXPECT_FALSE(facts.issued_at || facts.not_before || facts.expires_at || facts.never_expires);
}

TEST(VaultToken, OtherShapesAreNone) {
    for (const std::string text :
         {"", "hvs.short", "hvx.aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "s.aaaaaaaaaaaaaaaaaaaaaaaa aaaa"}) {
        EXPECT_NE(read_vault_token(text).problem, "") << text;
    }
}

}  // namespace
}  // namespace curfew::lifetime
