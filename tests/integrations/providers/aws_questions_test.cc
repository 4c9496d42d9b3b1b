#include "integrations/providers/aws_questions.h"

#include <future>
#include <string>

#include <gtest/gtest.h>

#include "tests/integrations/providers/aws_script.h"

namespace curfew::providers {
namespace {

using provider::Detail;
using support::HttpManner;
using support::HttpScripted;
using support::HttpSeen;
using support::ScriptedHttp;

const std::string kId = task_key().id;
const std::string kOther = admin_key().id;

class AwsQuestions : public testing::Test {
  protected:
    template <typename T, typename Ask>
    Told<T> told(support::HttpScript script, Ask ask) {
        server_ = std::make_unique<ScriptedHttp>(std::move(script));
        const auto access = access_to(server_->base());
        const auto caller =
            std::make_shared<AwsCaller>(*client_, clock_, aws_endpoints(access.of("aws")).value());
        auto keys = std::make_shared<AwsKeys>();
        keys->id = kId;
        keys->secret = core::SecretString(std::string_view(task_key().secret));
        auto promise = std::make_shared<std::promise<Told<T>>>();
        auto future = promise->get_future();
        ask(*caller, AwsKeysPointer(keys),
            [promise](Told<T> answer) { promise->set_value(std::move(answer)); });
        return future.get();
    }

    Told<KeyListing> listed(support::HttpScript script) {
        return told<KeyListing>(std::move(script), [](auto& caller, auto keys, auto handler) {
            list_keys(caller, keys, "task", handler);
        });
    }
    Told<KeyListing> listed(const HttpScripted& answer) {
        return listed([answer](const HttpSeen&) { return answer; });
    }
    Told<CallerIdentity> identified(const HttpScripted& answer) {
        return told<CallerIdentity>([answer](const HttpSeen&) { return answer; }, ask_identity);
    }
    Told<KeyUse> used(const HttpScripted& answer) {
        return told<KeyUse>(
            [answer](const HttpSeen&) { return answer; },
            [](auto& caller, auto keys, auto handler) { ask_key_use(caller, keys, kId, handler); });
    }

    core::SystemClock clock_;
    std::unique_ptr<ScriptedHttp> server_;
    std::unique_ptr<http::CurlClient> client_ =
        http::CurlClient::make(clock_,
                               {.answer_bytes_max = 1U << 20U, .uses_environment_proxies = false})
            .value();
};

TEST_F(AwsQuestions, AnIdentityNeedsItsNameAndTheSameAccount) {
    EXPECT_EQ(identified(identity(user_of("x"))).value->principal.name, "x");
    EXPECT_FALSE(identified(identity(user_of("x"), "999999999999")).value);
    EXPECT_FALSE(identified(identity("arn:aws:s3:::bucket")).value);
    EXPECT_FALSE(identified(success("GetCallerIdentity", "")).value);
    EXPECT_EQ(identified(success("GetCallerIdentity", "")).detail, Detail::unclear);
    EXPECT_EQ(identified(xml(200, "<html>signed in</html>")).detail, Detail::unclear);
    EXPECT_EQ(identified({.status = 302}).detail, Detail::unclear);
}

TEST_F(AwsQuestions, NoOrBrokenAnswersAreUnclear) {
    for (const HttpManner manner :
         {HttpManner::truncated, HttpManner::closes, HttpManner::is_no_http, HttpManner::endless}) {
        HttpScripted answer = identity(user_of("x"));
        answer.manner = manner;
        const auto told = identified(answer);
        EXPECT_FALSE(told.value);
        EXPECT_EQ(told.detail, Detail::unclear);
        EXPECT_FALSE(told.reason.empty());
        EXPECT_EQ(told.evidence.may_pass, manner != HttpManner::endless);
    }
}

TEST_F(AwsQuestions, WhatMayPassAndHowLongToWaitIsHandedOn) {
    HttpScripted busy = failure(503, "SlowDown");
    busy.headers.emplace_back("Retry-After", "7");

    const auto told = identified(busy);

    EXPECT_EQ(told.detail, Detail::throttled);
    EXPECT_EQ(told.evidence.wait, std::chrono::seconds(7));
    EXPECT_TRUE(told.evidence.may_pass);
    EXPECT_FALSE(identified(failure(400, "Throttling")).evidence.may_pass);
}

TEST_F(AwsQuestions, AHugeDocumentIsNotRead) {
    std::string padding(2U << 20U, 'x');

    const auto told = identified(success("GetCallerIdentity", padding));

    EXPECT_FALSE(told.value);
    EXPECT_EQ(told.detail, Detail::unclear);
}

TEST_F(AwsQuestions, LastUseMayBeNever) {
    const auto never = used(key_use("task"));
    ASSERT_TRUE(never.value);
    EXPECT_EQ(never.value->user_name, "task");
    EXPECT_FALSE(never.value->at);
    EXPECT_EQ(never.value->service, "");

    const auto once = used(key_use("task", "2026-05-06T07:08:09Z"));
    EXPECT_EQ(core::to_text(*once.value->at), "2026-05-06T07:08:09Z");
    EXPECT_EQ(once.value->service, "s3");
    EXPECT_FALSE(used(key_use("")).value);
}

TEST_F(AwsQuestions, AListingTellsActiveInactiveAndAbsentApart) {
    EXPECT_EQ(listed(listing({{"task", kId}})).value->word_on(kId), IamWord::active);
    EXPECT_EQ(listed(listing({{"task", kId, "Inactive"}})).value->word_on(kId), IamWord::inactive);
    EXPECT_EQ(listed(listing({{"task", kOther}})).value->word_on(kId), IamWord::absent);
    EXPECT_EQ(listed(listing({})).value->word_on(kId), IamWord::absent);
    EXPECT_EQ(listed(listing({{"task", kId, "Odd"}})).value->word_on(kId), IamWord::unknown);
    EXPECT_EQ(listed(listing({{"task", kId, ""}})).value->word_on(kId), IamWord::unknown);
}

TEST_F(AwsQuestions, NothingIsConcludedFromAListingThatHoldsSomebodyElsesKeys) {
    const auto mixed = listed(listing({{"other", kOther}, {"task", kId}}));
    EXPECT_EQ(mixed.value->word_on(kId), IamWord::active);
    EXPECT_EQ(mixed.value->find(kOther), nullptr);
    EXPECT_EQ(mixed.value->word_on(kOther), IamWord::unknown);

    const auto foreign = listed(listing({{"other", kId}}));
    EXPECT_EQ(foreign.value->word_on(kId), IamWord::unknown);
}

TEST_F(AwsQuestions, AKeyThatIsListedTwiceIsUnknown) {
    const auto twice = listed(listing({{"task", kId}, {"task", kId, "Inactive"}}));

    EXPECT_EQ(twice.value->word_on(kId), IamWord::unknown);
}

TEST_F(AwsQuestions, AllPagesAreRead) {
    const auto told = listed([](const HttpSeen& seen) {
        if (seen.body.find("Marker=page%202") == std::string::npos) {
            return listing({{"task", kOther}},
                           "<IsTruncated>true</IsTruncated><Marker>page 2</Marker>");
        }
        return listing({{"task", kId}});
    });

    EXPECT_EQ(told.value->word_on(kId), IamWord::active);
    EXPECT_TRUE(told.value->is_complete);
}

TEST_F(AwsQuestions, AListingWithoutEndIsNotComplete) {
    const auto endless = listed(listing({}, "<IsTruncated>true</IsTruncated><Marker>m</Marker>"));
    EXPECT_EQ(endless.value->word_on(kId), IamWord::unknown);
    EXPECT_LE(server_->requests().size(), 8U);

    const auto cut = listed(listing({}, "<IsTruncated>true</IsTruncated>"));
    EXPECT_EQ(cut.value->word_on(kId), IamWord::unknown);
    const auto odd = listed(listing({}, "<IsTruncated/><IsTruncated/>"));
    EXPECT_EQ(odd.value->word_on(kId), IamWord::unknown);
}

TEST_F(AwsQuestions, AListingWithoutAListIsNoAnswer) {
    const auto told = listed(success("ListAccessKeys", "<IsTruncated>false</IsTruncated>"));

    EXPECT_FALSE(told.value);
    EXPECT_EQ(told.detail, Detail::unclear);
}

TEST_F(AwsQuestions, AUserThatIsGoneIsSaid) {
    const auto told = listed(failure(404, "NoSuchEntity"));

    EXPECT_FALSE(told.value);
    EXPECT_TRUE(told.is_no_such_entity);
}

}  // namespace
}  // namespace curfew::providers
