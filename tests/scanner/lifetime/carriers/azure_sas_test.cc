#include <gtest/gtest.h>

#include "scanner/lifetime/carriers/readers.h"

namespace curfew::lifetime {
namespace {

core::Instant at(std::string_view text) {
    return core::parse_instant(text).value();
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

}  // namespace
}  // namespace curfew::lifetime
