#include <gtest/gtest.h>

#include "scanner/lifetime/carriers/readers.h"

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

}  // namespace
}  // namespace curfew::lifetime
