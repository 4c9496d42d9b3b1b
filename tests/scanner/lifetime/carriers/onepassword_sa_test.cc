#include <gtest/gtest.h>

#include "scanner/lifetime/carriers/readers.h"
#include "tests/support/carrier_bytes.h"

namespace curfew::lifetime {
namespace {

TEST(OnepasswordSa, TellsTheAccountAndNothingElse) {
    const auto facts = read_onepassword_sa(
        "ops_" +
        support::base64url(
            R"({"signInAddress":"team.test","email":"svc@team.test","secretKey":"made"})"));

    EXPECT_EQ(facts.problem, "");
    EXPECT_EQ(facts.account, "svc@team.test");
    EXPECT_EQ(facts.name, "team.test");
    EXPECT_FALSE(facts.expires_at || facts.never_expires);
}

TEST(OnepasswordSa, WhatCannotBeReadIsAProblem) {
    EXPECT_NE(read_onepassword_sa("").problem, "");
    EXPECT_NE(read_onepassword_sa("ops_a").problem, "");
    EXPECT_NE(read_onepassword_sa("ops_" + support::base64url("1")).problem, "");
    EXPECT_NE(read_onepassword_sa("ops_" + support::base64url("{}")).problem, "");
}

}  // namespace
}  // namespace curfew::lifetime
