#include <gtest/gtest.h>

#include "scanner/lifetime/carriers/readers.h"

namespace curfew::lifetime {
namespace {

// The published example of the layout; the class is put in front at run time.
const std::string kBody = "QYLPMN5HHHFPZAM2";

TEST(AwsKey, LongLivedClassNeverExpires) {
    const auto facts = read_aws_key("AKIA" + kBody);

    EXPECT_TRUE(facts.never_expires);
    EXPECT_EQ(facts.problem, "");
    EXPECT_EQ(facts.name, "AKIA" + kBody);
}

TEST(AwsKey, AccountStandsInside) {
    EXPECT_EQ(aws_account_in("ASIA" + kBody), "052310077262");
}

TEST(AwsKey, SessionClassEndsByItself) {
    const auto facts = read_aws_key("ASIA" + kBody);

    EXPECT_FALSE(facts.never_expires);
    EXPECT_FALSE(facts.expires_at);
    EXPECT_NE(facts.note.find("36 hours"), std::string::npos);
}

TEST(AwsKey, OlderIdsTellNoAccount) {
    EXPECT_EQ(aws_account_in("AKIA" + std::string("I") + kBody.substr(1)), "");
    EXPECT_EQ(aws_account_in("AKIA" + std::string("J") + kBody.substr(1)), "");
}

TEST(AwsKey, IsFoundInText) {
    EXPECT_EQ(read_aws_key("aws_access_key_id = AKIA" + kBody + "\n").name, "AKIA" + kBody);
}

TEST(AwsKey, WhatIsNoIdIsNotRead) {
    const std::string problem = "there is no access key id in it";

    EXPECT_EQ(read_aws_key("").problem, problem);
    EXPECT_EQ(read_aws_key("AKIA" + kBody.substr(1)).problem, problem);
    EXPECT_EQ(read_aws_key("AKIA" + kBody + "X").problem, problem);
    EXPECT_EQ(read_aws_key("xAKIA" + kBody).problem, problem);
    EXPECT_EQ(read_aws_key("AKIA" + kBody.substr(1) + "1").problem, problem);
}

TEST(AwsKey, TwoDifferentIdsTellNothing) {
    EXPECT_EQ(read_aws_key("AKIA" + kBody + " ASIA" + kBody).problem,
              "there are several access key ids in it");
    EXPECT_EQ(read_aws_key("AKIA" + kBody + " AKIA" + kBody).problem, "");
}

}  // namespace
}  // namespace curfew::lifetime
