#include "scanner/provider/answer_rules.h"

#include <chrono>
#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace curfew::provider {
namespace {

using core::End;
using core::Evidence;
using core::HttpResponse;
using core::Known;
using core::Never;

HttpResponse answered(int status, std::string_view body,
                      std::string_view type = "application/json") {
    HttpResponse response;
    response.status = status;
    response.body = core::SecretString(body);
    response.headers = {{"content-type", std::string(type)}};
    response.received_at = core::parse_instant("2026-11-23T12:00:00Z").value();
    return response;
}

rules::AskRule user_question() {
    rules::AskRule ask;
    ask.answers = {
        {{200}, "/login", "", "", "live"},
        {{200}, "/error/code", "7", "", "expired"},
        {{401}, "/message", "Bad credentials", "", "refused"},
        {{403}, "", "", "SAML", "live_limited"},
        {{429}, "", "", "", "throttled"},
    };
    ask.expires_pointer = "/expires_at";
    ask.issued_pointer = "/created_at";
    ask.owner_pointer = "/login";
    ask.scopes_pointer = "/scopes";
    return ask;
}

Inspection inspected(int status, std::string_view body) {
    return inspection_of(user_question(), answered(status, body));
}

End at(const char* text) {
    return Known{core::parse_instant(text).value(), Evidence::provider};
}

TEST(AnswerRules, StatusAndMarkDecideTogether) {
    EXPECT_EQ(inspected(200, R"({"login":"a"})").detail, Detail::live);
    EXPECT_EQ(inspected(200, R"({"error":{"code":7}})").detail, Detail::expired);
    EXPECT_EQ(inspected(401, R"({"message":"Bad credentials"})").detail, Detail::refused);
    EXPECT_EQ(inspected(403, "… SAML …").detail, Detail::live_limited);
    EXPECT_EQ(inspected(200, R"({"login":"a"})").evidence.mark, "200 /login");
}

TEST(AnswerRules, SuccessWithoutItsMarkIsNoProof) {
    for (const char* const body : {"", "{}", "[]", "null", R"({"login":null})", R"({"Login":"a"})",
                                   "<html>login</html>", R"({"login")"}) {
        const Inspection inspection = inspected(200, body);
        EXPECT_EQ(inspection.detail, Detail::unclear) << body;
        EXPECT_FALSE(inspection.reason.empty());
    }
}

TEST(AnswerRules, WhatFitsNothingIsUnclearAndSaysWhy) {
    EXPECT_NE(inspected(503, "").reason.find("fault"), std::string::npos);
    EXPECT_NE(inspected(302, "").reason.find("elsewhere"), std::string::npos);
    EXPECT_NE(inspected(404, "").reason.find("404"), std::string::npos);
    const auto page =
        inspection_of(user_question(), answered(401, "<html>", "text/html; charset=utf-8"));
    EXPECT_EQ(page.detail, Detail::unclear);
    EXPECT_NE(page.reason.find("page for people"), std::string::npos);
    rules::AskRule without = user_question();
    without.answers.clear();
    EXPECT_EQ(inspection_of(without, answered(429, "")).detail, Detail::throttled);
}

TEST(AnswerRules, TimesOwnerAndScopesAreReadFromALiveAnswer) {
    const Inspection inspection =
        inspected(200, R"({"login":"a","expires_at":"2027-01-02T03:04:05Z",)"
                       R"("created_at":1700000000,"scopes":["x","y"]})");
    EXPECT_EQ(inspection.expires_at, at("2027-01-02T03:04:05Z"));
    EXPECT_EQ(inspection.issued_at, at("2023-11-14T22:13:20Z"));
    EXPECT_EQ(inspection.owner, "a");
    EXPECT_EQ(inspection.scopes, (std::vector<std::string>{"x", "y"}));
}

TEST(AnswerRules, ARefusedOneIsToldNothing) {
    const Inspection inspection =
        inspected(401, R"({"message":"Bad credentials","expires_at":"2027-01-02T03:04:05Z"})");
    EXPECT_FALSE(core::instant_of(inspection.expires_at).has_value());
}

TEST(AnswerRules, NullMeansNeverAndAbsenceMeansUntold) {
    EXPECT_EQ(inspected(200, R"({"login":"a","expires_at":null})").expires_at,
              End(Never{Evidence::provider}));
    EXPECT_FALSE(core::evidence_of(inspected(200, R"({"login":"a"})").expires_at).has_value());
    rules::AskRule ask = user_question();
    ask.expires_pointer = "header:x-token-expiration";
    ask.expires_absent = "never";
    EXPECT_EQ(inspection_of(ask, answered(200, R"({"login":"a"})")).expires_at,
              End(Never{Evidence::provider}));
    HttpResponse response = answered(200, R"({"login":"a"})");
    response.headers.emplace_back("x-token-expiration", "2027-01-02 03:04:05 UTC");
    EXPECT_EQ(inspection_of(ask, response).expires_at, at("2027-01-02T03:04:05Z"));
}

TEST(AnswerRules, SkewIsTheServersClockMinusOurs) {
    HttpResponse response = answered(200, R"({"login":"a"})");
    response.server_time = response.received_at + std::chrono::hours(2);
    EXPECT_EQ(inspection_of(user_question(), response).evidence.skew, std::chrono::hours(2));
}

TEST(AnswerRules, AClockHoursApartIsToldAndMovesNothing) {
    HttpResponse response = answered(
        200,
        R"({"login":"a","created_at":"2026-11-23T11:00:00Z","expires_at":"2026-11-23T13:00:00Z"})");
    response.server_time = core::parse_instant("2026-11-23T17:30:00Z").value();
    const Inspection inspection = inspection_of(user_question(), response);
    EXPECT_EQ(inspection.evidence.skew, std::chrono::minutes(330));
    EXPECT_EQ(inspection.expires_at, at("2026-11-23T13:00:00Z"));
}

TEST(AnswerRules, AnEndBeforeItsStartIsUnknown) {
    const Inspection inspection = inspected(
        200,
        R"({"login":"a","created_at":"2026-11-23T11:00:00Z","expires_at":"2026-11-22T11:00:00Z"})");
    EXPECT_EQ(inspection.detail, Detail::live);
    EXPECT_TRUE(std::holds_alternative<core::Unknown>(inspection.expires_at));
    EXPECT_EQ(inspection.issued_at, at("2026-11-23T11:00:00Z"));
}

TEST(AnswerRules, AnAnswerThatSaysANameTwiceHasNoMark) {
    EXPECT_EQ(inspected(200, R"({"login":"a","login":null})").detail, Detail::unclear);
    EXPECT_EQ(inspected(200, R"({"login":null,"login":"a"})").detail, Detail::unclear);
    EXPECT_EQ(inspected(200, R"({"login":"a","x":[{"y":1,"y":2}]})").detail, Detail::unclear);
}

TEST(AnswerRules, APageForPeopleIsNoAnswerWhateverItHolds) {
    const auto paged = [](int status, std::string_view body, std::string_view type) {
        return inspection_of(user_question(), answered(status, body, type)).detail;
    };
    for (const std::string_view type :
         {"text/html", "Text/HTML; charset=utf-8", "application/xhtml+xml"}) {
        EXPECT_EQ(paged(200, R"({"login":"a"})", type), Detail::unclear) << type;
        EXPECT_EQ(paged(401, R"({"message":"Bad credentials"})", type), Detail::unclear) << type;
        EXPECT_EQ(paged(403, "<h1>SAML</h1>", type), Detail::live_limited) << type;
    }
}

TEST(AnswerRules, NumbersNoIntegerHoldsAreNoTimes) {
    for (const std::string number :
         {"1e300", "18446744073709551616", "9223372036854775808", "-1", "1.5e18"}) {
        const Inspection inspection =
            inspected(200, R"({"login":"a","expires_at":)" + number + "}");
        EXPECT_TRUE(std::holds_alternative<core::Unknown>(inspection.expires_at)) << number;
    }
}

TEST(AnswerRules, ADateWithoutAZoneIsNoMoment) {
    for (const std::string time : {"2026-11-22T09:30:00", "2026-11-22 09:30:00",
                                   "2026-11-22T09:30:00 EST", "22/11/2026", "next week"}) {
        const Inspection inspection =
            inspected(200, R"({"login":"a","expires_at":")" + time + "\"}");
        EXPECT_TRUE(std::holds_alternative<core::Unknown>(inspection.expires_at)) << time;
    }
}

TEST(AnswerRules, DeepJsonIsUnclear) {
    const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
    EXPECT_EQ(inspected(200, deep).detail, Detail::unclear);
}

TEST(EndFrom, ReadsTheWaysProvidersWriteTimes) {
    EXPECT_EQ(end_from("2027-01-02T03:04:05.5+01:00", ""), at("2027-01-02T02:04:05.5Z"));
    EXPECT_EQ(end_from("2027-01-02 03:04:05 -0700", ""), at("2027-01-02T10:04:05Z"));
    EXPECT_EQ(end_from("2027-01-02 03:04:05 UTC", ""), at("2027-01-02T03:04:05Z"));
    EXPECT_EQ(end_from("1798860245", ""), at("2027-01-02T03:24:05Z"));
    EXPECT_EQ(end_from("1798860245123", ""), at("2027-01-02T03:24:05.123Z"));
    EXPECT_EQ(end_from("2027-01-02", "begin"), at("2027-01-02T00:00:00Z"));
    EXPECT_EQ(end_from("2027-01-02", "end"), at("2027-01-03T00:00:00Z"));
    EXPECT_EQ(end_from("0001-01-01T00:00:00Z", ""), End(Never{Evidence::provider}));
    EXPECT_EQ(end_from("0", ""), End(Never{Evidence::provider}));
}

TEST(EndFrom, WhatCannotBeReadIsUnknownWithItsReason) {
    for (const char* const text : {"2027-01-02", "tomorrow", "2027-13-02T00:00:00Z", "-5",
                                   "2027-01-02T03:04:05", "9007199254740993000"}) {
        const End end = end_from(text, "");
        ASSERT_TRUE(std::holds_alternative<core::Unknown>(end)) << text;
        EXPECT_FALSE(std::get<core::Unknown>(end).reason.empty());
    }
}

RC_GTEST_PROP(AnswerRules, AnyAnswerIsReadWithoutHarm, (const std::string& body)) {
    const Inspection inspection = inspected(200, body);
    RC_ASSERT(inspection.detail == Detail::unclear || !body.empty());
}

}  // namespace
}  // namespace curfew::provider
