#include <gtest/gtest.h>

#include "scanner/lifetime/carriers/readers.h"
#include "tests/support/carrier_bytes.h"

namespace curfew::lifetime {
namespace {

TEST(GrafanaCloud, TellsOrganisationNameAndRegion) {
    const auto facts = read_grafana_cloud(
        "glc_" + support::base64(R"({"o":"1234","n":"ci-token","k":"made","m":{"r":"eu"}})"));

    EXPECT_EQ(facts.problem, "");
    EXPECT_EQ(facts.account, "1234");
    EXPECT_EQ(facts.name, "ci-token");
    EXPECT_EQ(facts.note, "region eu");
}

TEST(GrafanaCloud, ANumberIsReadAsDigits) {
    EXPECT_EQ(read_grafana_cloud("glc_" + support::base64(R"({"o":1234})")).account, "1234");
}

TEST(GrafanaCloud, WhatCannotBeReadIsAProblem) {
    EXPECT_NE(read_grafana_cloud("").problem, "");
    EXPECT_NE(read_grafana_cloud("glc_!").problem, "");
    EXPECT_NE(read_grafana_cloud("glc_" + support::base64("[]")).problem, "");
    EXPECT_NE(read_grafana_cloud("glc_" + support::base64("{}")).problem, "");
}

}  // namespace
}  // namespace curfew::lifetime
