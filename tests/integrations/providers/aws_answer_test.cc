#include "integrations/providers/aws_answer.h"

#include <array>
#include <string>

#include <gtest/gtest.h>

#include "tests/integrations/providers/aws_script.h"

namespace curfew::providers {
namespace {

using provider::Detail;

AwsAnswer answer(int status, const std::string& body) {
    core::HttpResponse response;
    response.status = status;
    response.body = core::SecretString(std::string_view(body));
    response.headers = {{"x-amzn-requestid", "r-42"}};
    response.received_at = core::parse_instant("2026-01-02T03:04:05Z").value();
    response.server_time = core::parse_instant("2026-01-02T03:04:15Z").value();
    return answer_from(response, "sts.amazonaws.com");
}

AwsAnswer failed(int status, const std::string& code, const std::string& message = "words") {
    return answer(status, failure(status, code, message).body);
}

struct Case {
    int status;
    std::string code;
    Detail detail;
};

TEST(AwsAnswer, EachCodeSaysOneThingOfTheKey) {
    const std::array<Case, 20> cases{{
        {403, "InvalidClientTokenId", Detail::refused},
        {403, "SignatureDoesNotMatch", Detail::refused},
        {403, "InvalidAccessKeyId", Detail::refused},
        {401, "AuthFailure", Detail::refused},
        {400, "UnrecognizedClientException", Detail::refused},
        {403, "ExpiredToken", Detail::expired},
        {400, "ExpiredTokenException", Detail::expired},
        {403, "AccessDenied", Detail::live_limited},
        {400, "AccessDeniedException", Detail::live_limited},
        {400, "Throttling", Detail::throttled},
        {400, "ThrottlingException", Detail::throttled},
        {503, "RequestLimitExceeded", Detail::throttled},
        {503, "SlowDown", Detail::throttled},
        {429, "Whatever", Detail::throttled},
        {403, "RequestTimeTooSkewed", Detail::unclear},
        {400, "RequestExpired", Detail::unclear},
        {403, "MissingAuthenticationToken", Detail::unclear},
        {400, "IncompleteSignature", Detail::unclear},
        {403, "OptInRequired", Detail::unclear},
        {403, "SomethingNew", Detail::unclear},
    }};
    for (const Case& one : cases) {
        const AwsAnswer said = failed(one.status, one.code);
        EXPECT_EQ(detail_of(said), one.detail) << one.code;
        EXPECT_FALSE(reason_of(said).empty()) << one.code;
        EXPECT_EQ(said.evidence.mark, one.code);
    }
}

TEST(AwsAnswer, ACodeCountsOnlyWithAStatusOfItsOwn) {
    EXPECT_EQ(detail_of(failed(200, "InvalidClientTokenId")), Detail::unclear);
    EXPECT_EQ(detail_of(failed(500, "InvalidClientTokenId")), Detail::unclear);
    EXPECT_EQ(detail_of(failed(302, "ExpiredToken")), Detail::unclear);
    EXPECT_EQ(detail_of(failed(500, "AccessDenied")), Detail::unclear);
}

TEST(AwsAnswer, TheCodeIsFoundHoweverDeepItStands) {
    const std::string nested =
        "<Response><Errors><Error><Code>ExpiredToken</Code><Message>m</Message></Error></Errors>"
        "<RequestID>r</RequestID></Response>";

    EXPECT_EQ(detail_of(answer(403, nested)), Detail::expired);
    EXPECT_EQ(detail_of(answer(403, "<Error><Code>ExpiredToken</Code></Error>")), Detail::expired);
}

TEST(AwsAnswer, AClockComplaintIsNoWrongSecret) {
    for (const std::string message :
         {"Signature expired: 20260102T030405Z is now earlier than 20260102T031000Z",
          "Signature not yet current: 20260102T030405Z is still later than 20260102T025000Z"}) {
        const AwsAnswer said = failed(403, "SignatureDoesNotMatch", message);
        EXPECT_TRUE(is_about_time(said));
        EXPECT_EQ(detail_of(said), Detail::unclear);
    }
    EXPECT_FALSE(is_about_time(failed(403, "SignatureDoesNotMatch", "The request signature we")));
}

TEST(AwsAnswer, PagesForPeopleSayNothing) {
    for (const std::string body : {"<html><body>403 Forbidden</body></html>", "", "Forbidden",
                                   R"({"Code":"ExpiredToken"})", "<ErrorResponse><Error><Code>"}) {
        EXPECT_EQ(detail_of(answer(403, body)), Detail::unclear) << body;
    }
}

TEST(AwsAnswer, TheServersWordsAreNotRepeated) {
    const AwsAnswer said = failed(403, "SignatureDoesNotMatch", "x-amz-security-token:abcdef");
    EXPECT_EQ(reason_of(said).find("abcdef"), std::string::npos);

    const AwsAnswer odd = failed(403, "a code with words: abcdef");
    EXPECT_EQ(odd.code, "");
    EXPECT_EQ(reason_of(odd).find("abcdef"), std::string::npos);
    EXPECT_EQ(odd.evidence.mark.find("abcdef"), std::string::npos);
}

TEST(AwsAnswer, SuccessIsTheStatusAndTheActionsOwnDocument) {
    const std::string body = identity(user_of("x")).body;

    EXPECT_TRUE(is_success(answer(200, body), "GetCallerIdentity"));
    EXPECT_FALSE(is_success(answer(200, body), "ListUsers"));
    EXPECT_FALSE(is_success(answer(202, body), "GetCallerIdentity"));
    EXPECT_FALSE(is_success(answer(200, ""), "GetCallerIdentity"));
}

TEST(AwsAnswer, EvidenceHoldsRequestIdAndSkew) {
    const AwsAnswer said = failed(403, "AccessDenied");

    EXPECT_EQ(said.evidence.request_id, "r-42");
    EXPECT_EQ(said.evidence.status, 403);
    ASSERT_TRUE(said.evidence.skew);
    EXPECT_EQ(*said.evidence.skew, std::chrono::seconds(10));
}

TEST(AwsAnswer, AnExplicitDenyIsToldFromAMissingRight) {
    EXPECT_TRUE(
        is_explicit_deny(failed(403, "AccessDenied",
                                "User: u is not authorized to perform: iam:X with an explicit "
                                "deny in an identity-based policy")));
    EXPECT_FALSE(is_explicit_deny(failed(403, "AccessDenied", "no identity-based policy allows")));
    EXPECT_FALSE(is_explicit_deny(failed(500, "AccessDenied", "explicit deny")));
}

TEST(AwsAnswer, OnlyA404CallsAThingMissing) {
    EXPECT_TRUE(is_no_such_entity(failed(404, "NoSuchEntity")));
    EXPECT_FALSE(is_no_such_entity(failed(403, "NoSuchEntity")));
    EXPECT_FALSE(is_no_such_entity(failed(404, "NoSuchBucket")));
}

}  // namespace
}  // namespace curfew::providers
