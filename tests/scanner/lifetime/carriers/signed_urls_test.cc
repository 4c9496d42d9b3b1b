#include <algorithm>

#include <gtest/gtest.h>

#include "scanner/lifetime/carriers/readers.h"
#include "tests/support/carrier_bytes.h"

namespace curfew::lifetime {
namespace {

core::Instant at(std::string_view text) {
    return core::parse_instant(text).value();
}

std::string aws_url(const std::string& date, const std::string& seconds) {
    return "https://bucket.s3.amazonaws.com/key?X-Amz-Algorithm=AWS4-HMAC-SHA256"
           "&X-Amz-Credential=AKIA" +
           std::string("QYLPMN5HHHFPZAM2") +
           "%2F20261122%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=" + date +
           "&X-Amz-Expires=" + seconds + "&X-Amz-Signature=00";
}

TEST(PresignedAws, LivesFromItsDateForItsSpan) {
    const auto facts = read_presigned_aws(aws_url("20261122T093000Z", "3600"));

    EXPECT_EQ(facts.problem, "");
    EXPECT_EQ(facts.issued_at, at("2026-11-22T09:30:00Z"));
    EXPECT_EQ(facts.not_before, at("2026-11-22T09:30:00Z"));
    EXPECT_EQ(facts.expires_at, at("2026-11-22T10:30:00Z"));
    EXPECT_EQ(facts.name, std::string("AKIA") + "QYLPMN5HHHFPZAM2");
    EXPECT_EQ(facts.account.size(), 12U);
}

TEST(PresignedAws, SevenDaysAreTheMostAWSAccepts) {
    EXPECT_TRUE(read_presigned_aws(aws_url("20261122T093000Z", "604800")).expires_at);
    for (const std::string span : {"604801", "0", "-1", "1e3", "", "99999999999999999999"}) {
        const auto facts = read_presigned_aws(aws_url("20261122T093000Z", span));

        EXPECT_FALSE(facts.expires_at) << span;
        EXPECT_EQ(facts.problem, "X-Amz-Expires is not a number from 1 to 604800") << span;
    }
}

TEST(PresignedAws, DateMustBeOfTheBasicForm) {
    for (const std::string date : {"2026-11-22T09:30:00Z", "20261322T093000Z", "20261122", ""}) {
        EXPECT_NE(read_presigned_aws(aws_url(date, "60")).problem, "") << date;
    }
}

TEST(PresignedAws, NamesCompareCaselessAndAmpersandsMayBeEscaped) {
    const auto facts =
        read_presigned_aws("x?x-amz-date=20261122T093000Z&amp;x-amz-expires=60&amp;a=b");

    EXPECT_EQ(facts.expires_at, at("2026-11-22T09:31:00Z"));
}

TEST(PresignedAws, OlderFormHasItsEndInSeconds) {
    const auto facts =
        read_presigned_aws("https://b.test/k?AWSAccessKeyId=x&Expires=1764003600&Signature=y");

    EXPECT_EQ(facts.expires_at, at("2025-11-24T17:00:00Z"));
    EXPECT_FALSE(facts.issued_at);
}

TEST(PresignedAws, TwoDifferentDatesTellNothing) {
    const auto facts =
        read_presigned_aws(aws_url("20261122T093000Z", "60") + "&X-Amz-Date=20261123T093000Z");

    EXPECT_EQ(facts.problem, "X-Amz-Date stands there twice with different values");
    EXPECT_FALSE(facts.expires_at);
}

TEST(PresignedAws, WithoutItsFieldsSaysSo) {
    EXPECT_EQ(read_presigned_aws("https://b.test/k").problem, "it has no X-Amz-Date");
}

TEST(PresignedGcs, BothFormsAreRead) {
    const auto four = read_presigned_gcs(
        "https://storage.googleapis.com/b/k?X-Goog-Date=20261122T093000Z&X-Goog-Expires=60"
        "&X-Goog-Credential=svc%40p.test%2F20261122%2Fauto%2Fstorage%2Fgoog4_request");
    const auto two = read_presigned_gcs(
        "https://storage.googleapis.com/b/k?GoogleAccessId=svc@p.test&Expires=1764003600");

    EXPECT_EQ(four.expires_at, at("2026-11-22T09:31:00Z"));
    EXPECT_EQ(four.account, "svc@p.test");
    EXPECT_EQ(two.expires_at, at("2025-11-24T17:00:00Z"));
    EXPECT_EQ(two.account, "svc@p.test");
}

TEST(PresignedGcs, WhatCannotBeReadIsAProblem) {
    EXPECT_NE(read_presigned_gcs("?X-Goog-Date=x&X-Goog-Expires=60").problem, "");
    EXPECT_NE(read_presigned_gcs("?X-Goog-Date=20261122T093000Z").problem, "");
    EXPECT_NE(read_presigned_gcs("?GoogleAccessId=a&Expires=soon").problem, "");
    EXPECT_NE(read_presigned_gcs("?Expires=1764003600").problem, "");
}

TEST(AzureSas, TellsBeginEndRightsAndAccount) {
    const auto facts = read_azure_sas(
        "https://acct1.blob.core.windows.net/c?sv=2022-11-02&st=2026-11-22T08%3A00%3A00Z"
        "&se=2026-11-22T09%3A30%3A00Z&sr=c&sp=rl&sig=a%3D");

    EXPECT_EQ(facts.problem, "");
    EXPECT_EQ(facts.not_before, at("2026-11-22T08:00:00Z"));
    EXPECT_EQ(facts.expires_at, at("2026-11-22T09:30:00Z"));
    EXPECT_EQ(facts.account, "acct1");
    EXPECT_EQ(facts.scopes, std::vector<std::string>{"rl"});
}

TEST(AzureSas, ReadsEveryFormOfTime) {
    EXPECT_EQ(read_azure_sas("?se=2026-11-22&sig=a").expires_at, at("2026-11-22T00:00:00Z"));
    EXPECT_EQ(read_azure_sas("?se=2026-11-22T09:30Z&sig=a").expires_at, at("2026-11-22T09:30:00Z"));
    EXPECT_EQ(read_azure_sas("?se=2026-11-22T09:30:00.1234567Z&sig=a").expires_at,
              at("2026-11-22T09:30:00.123456Z"));
    EXPECT_EQ(read_azure_sas("?se=2026-11-22T09:30:00&sig=a").problem,
              "se is not an instant in UTC");
}

TEST(AzureSas, UserDelegationEndsWithItsKey) {
    const auto facts =
        read_azure_sas("?st=2026-11-20&skt=2026-11-21&se=2026-11-29&ske=2026-11-28&skoid=me&sig=a");

    EXPECT_EQ(facts.not_before, at("2026-11-21T00:00:00Z"));
    EXPECT_EQ(facts.expires_at, at("2026-11-28T00:00:00Z"));
    EXPECT_EQ(facts.name, "me");
}

TEST(AzureSas, StoredPolicyCarriesTheEnd) {
    const auto facts = read_azure_sas("?sv=2022-11-02&si=readers&sr=c&sig=a");

    EXPECT_FALSE(facts.expires_at);
    EXPECT_FALSE(facts.never_expires);
    EXPECT_EQ(facts.problem, "its end stands in the stored access policy 'readers'");
}

TEST(AzureSas, ServiceBusCountsSeconds) {
    const auto facts = read_azure_sas(
        "SharedAccessSignature sr=https%3A%2F%2Fns.servicebus.windows.net&sig=a%3D&se=1764003600"
        "&skn=RootManageSharedAccessKey");

    EXPECT_EQ(facts.expires_at, at("2025-11-24T17:00:00Z"));
    EXPECT_EQ(facts.name, "RootManageSharedAccessKey");
}

TEST(AzureSas, InsideAConnectionStringIsRead) {
    const auto facts = read_azure_sas(
        "BlobEndpoint=https://a.blob.core.windows.net/;SharedAccessSignature=se=2026-11-22&sig=a");

    EXPECT_EQ(facts.expires_at, at("2026-11-22T00:00:00Z"));
}

TEST(AzureSas, WithoutASignatureSaysSo) {
    EXPECT_EQ(read_azure_sas("?se=2026-11-22").problem, "it has no sig");
}

std::string cloudfront_policy(const std::string& condition) {
    std::string text =
        support::base64(R"({"Statement":[{"Resource":"*","Condition":{)" + condition + "}}]}");
    std::ranges::replace(text, '+', '-');
    std::ranges::replace(text, '=', '_');
    std::ranges::replace(text, '/', '~');
    return text;
}

TEST(CloudFront, CannedPolicyIsSeconds) {
    const auto facts =
        read_cloudfront("https://d.test/x?Expires=1764003600&Signature=a&Key-Pair-Id=K123");

    EXPECT_EQ(facts.expires_at, at("2025-11-24T17:00:00Z"));
    EXPECT_EQ(facts.name, "K123");
}

TEST(CloudFront, CustomPolicyHasBothEnds) {
    const std::string policy =
        cloudfront_policy(R"("DateLessThan":{"AWS:EpochTime":1764003600},)"
                          R"("DateGreaterThan":{"AWS:EpochTime":1764000000})");

    const auto facts =
        read_cloudfront("CloudFront-Policy=" + policy + "; CloudFront-Key-Pair-Id=K");

    EXPECT_EQ(facts.expires_at, at("2025-11-24T17:00:00Z"));
    EXPECT_EQ(facts.not_before, at("2025-11-24T16:00:00Z"));
    EXPECT_EQ(facts.name, "K");
}

TEST(CloudFront, WhatCannotBeReadIsAProblem) {
    EXPECT_EQ(read_cloudfront("https://d.test/x").problem, "it has neither Policy nor Expires");
    EXPECT_EQ(read_cloudfront("?Policy=%%%").problem, "Policy is not base64");
    EXPECT_EQ(read_cloudfront("?Policy=" + support::base64url("{}!")).problem,
              "Policy is not a policy with one statement");
    EXPECT_EQ(read_cloudfront("?Policy=" + cloudfront_policy("")).problem,
              "Policy has no DateLessThan");
    EXPECT_NE(read_cloudfront("?Expires=tomorrow").problem, "");
}

}  // namespace
}  // namespace curfew::lifetime
