#include "integrations/providers/aws_call.h"

#include <atomic>
#include <future>
#include <string>

#include <gtest/gtest.h>

#include "tests/integrations/providers/aws_script.h"

namespace curfew::providers {
namespace {

using core::ErrorKind;
using provider::HostSource;
using support::HttpScripted;
using support::HttpSeen;
using support::ScriptedHttp;

provider::ProviderAccess configured(const std::string& base, const std::string& region = {},
                                    const std::string& partition = {}) {
    provider::ProviderAccess access;
    access.base = base;
    if (!region.empty()) access.settings["region"] = region;
    if (!partition.empty()) access.settings["partition"] = partition;
    return access;
}

struct Place {
    std::string region;
    std::string partition;
    std::string sts;
    std::string iam;
    std::string iam_region;
};

TEST(AwsEndpoints, RegionAndPartitionDecideWhereItGoes) {
    for (const Place& place :
         {Place{"", "", "sts.us-east-1.amazonaws.com", "iam.amazonaws.com", "us-east-1"},
          Place{"eu-central-1", "", "sts.eu-central-1.amazonaws.com", "iam.amazonaws.com",
                "us-east-1"},
          Place{"", "aws-cn", "sts.cn-north-1.amazonaws.com.cn", "iam.cn-north-1.amazonaws.com.cn",
                "cn-north-1"},
          Place{"cn-northwest-1", "", "sts.cn-northwest-1.amazonaws.com.cn",
                "iam.cn-north-1.amazonaws.com.cn", "cn-north-1"},
          Place{"us-gov-east-1", "aws-us-gov", "sts.us-gov-east-1.amazonaws.com",
                "iam.us-gov.amazonaws.com", "us-gov-west-1"}}) {
        const auto access = configured("", place.region, place.partition);
        const auto there = aws_endpoints(&access);

        ASSERT_TRUE(there.has_value()) << place.sts;
        EXPECT_EQ(there.value().sts.host, place.sts);
        EXPECT_EQ(there.value().sts.url, "https://" + place.sts + "/");
        EXPECT_EQ(there.value().iam.host, place.iam);
        EXPECT_EQ(there.value().iam.scope.region, place.iam_region);
        EXPECT_EQ(there.value().source, HostSource::catalogue);
        EXPECT_FALSE(there.value().sts.reach.private_addresses);
        EXPECT_FALSE(there.value().sts.reach.plain);
    }
}

TEST(AwsEndpoints, ABaseOfOnesOwnServesBothAndMayBePrivate) {
    const auto access = configured("https://AWS.example.test:8443/");

    const auto there = aws_endpoints(&access);

    ASSERT_TRUE(there.has_value());
    EXPECT_EQ(there.value().iam.url, "https://aws.example.test:8443/");
    EXPECT_EQ(there.value().iam.host, "aws.example.test:8443");
    EXPECT_TRUE(there.value().iam.reach.private_addresses);
    EXPECT_EQ(there.value().source, HostSource::configuration);
    const auto own_port = configured("https://aws.example.test:443");
    EXPECT_EQ(aws_endpoints(&own_port).value().sts.host, "aws.example.test");
}

TEST(AwsEndpoints, WhatMakesNoSenseIsSaid) {
    for (const auto& access :
         {configured("", "eu central"), configured("", "evil.example/"),
          configured("", "", "azure"), configured("", "eu-central-1", "aws-cn"),
          configured("aws.example.test"), configured("https://host/path"),
          configured("https://user@host"), configured("https://"), configured("https://host?x"),
          configured("ftp://host")}) {
        const auto there = aws_endpoints(&access);
        ASSERT_FALSE(there.has_value()) << access.base << access.setting("region");
        EXPECT_EQ(there.error().kind(), ErrorKind::invalid_input);
    }
}

TEST(AwsForm, EachValueStaysInItsField) {
    const AwsCall call{AwsService::iam, "ListAccessKeys", {{"UserName", "a&b=c%\n\"'{{ü/+ "}}};

    EXPECT_EQ(form_of(call),
              "Action=ListAccessKeys&Version=2010-05-08&UserName="
              "a%26b%3Dc%25%0A%22%27%7B%7B%C3%BC%2F%2B%20");
    EXPECT_EQ(form_of({AwsService::sts, "GetCallerIdentity"}),
              "Action=GetCallerIdentity&Version=2011-06-15");
}

class AwsCallerTest : public testing::Test {
  protected:
    std::shared_ptr<AwsCaller> caller_to(const std::string& base) {
        const auto access = configured(base);
        return std::make_shared<AwsCaller>(*client_, clock_, aws_endpoints(&access).value());
    }

    core::Result<AwsAnswer> ask(AwsCaller& caller) {
        auto promise = std::make_shared<std::promise<core::Result<AwsAnswer>>>();
        auto future = promise->get_future();
        auto keys = std::make_shared<AwsKeys>();
        keys->id = task_key().id;
        keys->secret = core::SecretString(std::string_view(task_key().secret));
        caller.call(
            keys, {AwsService::sts, "GetCallerIdentity"},
            [promise](core::Result<AwsAnswer> answer) { promise->set_value(std::move(answer)); });
        return future.get();
    }

    core::SystemClock clock_;
    std::unique_ptr<http::CurlClient> client_ =
        http::CurlClient::make(clock_, {.uses_environment_proxies = false}).value();
};

HttpScripted with_date(HttpScripted answer, const std::string& date) {
    answer.headers.emplace_back("Date", date);
    return answer;
}

TEST_F(AwsCallerTest, AClockThatIsWrongIsPutRightOnceByTheServersDate) {
    const ScriptedHttp server([](const HttpSeen& seen) {
        const std::string date = "Sat, 02 Jan 2027 03:04:05 GMT";
        return seen.headers.at("x-amz-date").starts_with("20270102T0304")
                   ? identity(user_of("x"))
                   : with_date(failure(403, "RequestTimeTooSkewed"), date);
    });
    const auto caller = caller_to(server.base());

    const auto first = ask(*caller);
    const auto second = ask(*caller);

    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(first.value().status, 200);
    EXPECT_EQ(second.value().status, 200);
    EXPECT_EQ(server.requests().size(), 3U) << "the difference is kept";
}

TEST_F(AwsCallerTest, AServerThatGoesOnComplainingIsAskedTwiceAtMost) {
    const ScriptedHttp server([](const HttpSeen&) {
        return with_date(failure(403, "SignatureDoesNotMatch", "Signature expired: x"),
                         "Sat, 02 Jan 2027 03:04:05 GMT");
    });
    const auto caller = caller_to(server.base());

    const auto answer = ask(*caller);

    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(detail_of(answer.value()), provider::Detail::unclear);
    EXPECT_EQ(server.requests().size(), 2U);
}

TEST_F(AwsCallerTest, WithoutAServersDateNothingIsRepeated) {
    const ScriptedHttp server([](const HttpSeen&) { return failure(403, "RequestTimeTooSkewed"); });
    const auto caller = caller_to(server.base());

    EXPECT_TRUE(ask(*caller).has_value());
    EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(AwsCallerTest, AWrongSecretIsNotRepeated) {
    const ScriptedHttp server([](const HttpSeen&) {
        return with_date(failure(403, "SignatureDoesNotMatch"), "Sat, 02 Jan 2027 03:04:05 GMT");
    });
    const auto caller = caller_to(server.base());

    EXPECT_TRUE(ask(*caller).has_value());
    EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(AwsCallerTest, NothingIsSentOnceClosed) {
    const ScriptedHttp server([](const HttpSeen&) { return identity(user_of("x")); });
    const auto caller = caller_to(server.base());
    caller->close();

    const auto answer = ask(*caller);

    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().kind(), ErrorKind::cancelled);
    EXPECT_TRUE(server.requests().empty());
}

TEST_F(AwsCallerTest, WhatIsSentHoldsNoSecretKey) {
    const ScriptedHttp server([](const HttpSeen&) { return identity(user_of("x")); });

    EXPECT_TRUE(ask(*caller_to(server.base())).has_value());

    const HttpSeen seen = server.requests().front();
    EXPECT_EQ(seen.method, "POST");
    EXPECT_EQ(seen.target, "/");
    for (const auto& [name, value] : seen.headers) {
        EXPECT_EQ(value.find(task_key().secret), std::string::npos) << name;
    }
}

}  // namespace
}  // namespace curfew::providers
