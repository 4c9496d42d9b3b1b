#include "integrations/providers/oauth2_answers.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/integrations/providers/oauth2_samples.h"

namespace curfew::providers {
namespace {

using core::SecretString;
using provider::Detail;
using provider::Inspection;
using provider::Step;
using namespace std::chrono_literals;

const core::Instant kNow = core::parse_instant("2026-11-22T12:00:00Z").value();

core::HttpResponse answer(int status, std::string_view body,
                          std::string_view type = "application/json") {
    core::HttpResponse response;
    response.status = status;
    response.headers = {{"content-type", std::string(type)}};
    response.body = SecretString(body);
    response.received_at = kNow;
    return response;
}

SecretString opaque() {
    return SecretString(std::string_view("an opaque token"));
}

Inspection introspected(int status, std::string_view body,
                        std::string_view type = "application/json") {
    return introspection_from(answer(status, body, type), opaque(), "task");
}

TEST(OauthAnswers, ActiveIsLiveWithTimesOwnerAndScopes) {
    const Inspection inspection =
        introspected(200, R"({"active":true,"sub":"alice","client_id":"task","scope":"read  write",
                 "exp":1795427046,"iat":1795426446})");

    EXPECT_EQ(inspection.detail, Detail::live);
    EXPECT_EQ(inspection.owner, "alice");
    EXPECT_EQ(inspection.scopes, (std::vector<std::string>{"read", "write"}));
    EXPECT_EQ(core::to_text(*core::instant_of(inspection.expires_at)), "2026-11-23T09:44:06Z");
    EXPECT_EQ(core::to_text(*core::instant_of(inspection.issued_at)), "2026-11-23T09:34:06Z");
    EXPECT_EQ(inspection.evidence.mark, "200 /active = true");
    EXPECT_EQ(inspection.reason, "");
}

TEST(OauthAnswers, ATokenOfAnotherClientIsSaidToBeOne) {
    const Inspection inspection = introspected(200, R"({"active":true,"client_id":"other"})");

    EXPECT_EQ(inspection.detail, Detail::live);
    EXPECT_NE(inspection.reason.find("issued to the client other"), std::string::npos);
}

TEST(OauthAnswers, InactiveIsRefusedAndNotDead) {
    const Inspection inspection = introspected(200, R"({"active":false})");

    EXPECT_EQ(inspection.detail, Detail::refused);
    EXPECT_EQ(provider::verdict_of(inspection.detail, false), provider::Verdict::unknown);
}

TEST(OauthAnswers, InactiveWithAnEndOfItsOwnInThePastIsExpired) {
    const SecretString past{jwt_with(R"({"iss":"https://id.test","exp":1795000000})")};
    const SecretString ahead{jwt_with(R"({"iss":"https://id.test","exp":1895000000})")};

    EXPECT_EQ(introspection_from(answer(200, R"({"active":false})"), past, "task").detail,
              Detail::expired);
    EXPECT_EQ(introspection_from(answer(200, R"({"active":false})"), ahead, "task").detail,
              Detail::refused);
}

TEST(OauthAnswers, WhatIsNoBooleanSaysNothing) {
    for (const char* body :
         {R"({"active":"true"})", R"({"active":1})", R"({"active":null})", R"({})", R"([])",
          R"({"active":{"active":true}})", R"({"active":false,"active":true})", "", "true",
          R"({"active":true)", R"({"error":"x"})"}) {
        EXPECT_EQ(introspected(200, body).detail, Detail::unclear) << body;
    }
}

TEST(OauthAnswers, OurOwnMissingRightIsNeverTheTokensDeath) {
    for (const int status : {400, 401}) {
        const Inspection inspection = introspected(status, R"({"error":"invalid_client"})");
        EXPECT_EQ(inspection.detail, Detail::unclear);
        EXPECT_NE(inspection.reason.find("our own client"), std::string::npos);
    }
    EXPECT_EQ(introspected(401, "").detail, Detail::unclear);
    EXPECT_EQ(introspected(403, R"({"error":"access_denied"})").detail, Detail::unclear);
    EXPECT_EQ(introspected(400, R"({"error":"invalid_request"})").detail, Detail::unclear);
}

TEST(OauthAnswers, FaultsRedirectsAndPagesAreUnclear) {
    EXPECT_EQ(introspected(503, "down").detail, Detail::unclear);
    EXPECT_EQ(introspected(302, "").detail, Detail::unclear);
    EXPECT_EQ(introspected(200, R"({"active":true})", "text/html").detail, Detail::unclear);
    EXPECT_EQ(introspected(404, R"({"active":false})").detail, Detail::unclear);
    EXPECT_EQ(introspected(429, R"({"error":"slow_down"})").detail, Detail::throttled);
    EXPECT_EQ(introspected(400, R"({"error":"unsupported_token_type"})").detail,
              Detail::not_askable);
}

TEST(OauthAnswers, TimesThatCannotBeAreUnknown) {
    for (const char* time : {"9007199254740993", "18446744073709551615", "1e300", "-5", "0",
                             "1e999", "\"1795427046\"", "[]", "true", "253402300800000"}) {
        const Inspection inspection =
            introspected(200, R"({"active":true,"exp":)" + std::string(time) + "}");
        EXPECT_FALSE(core::instant_of(inspection.expires_at)) << time;
        EXPECT_TRUE(std::holds_alternative<core::Unknown>(inspection.expires_at)) << time;
    }
    EXPECT_TRUE(
        core::instant_of(introspected(200, R"({"active":true,"exp":1795427046.5})").expires_at));
}

TEST(OauthAnswers, AnEndBeforeTheBeginningOrInThePastIsNotBelieved) {
    const Inspection turned =
        introspected(200, R"({"active":true,"exp":1795000000,"iat":1795000001})");
    const Inspection past = introspected(200, R"({"active":true,"exp":1795000000})");

    EXPECT_FALSE(core::instant_of(turned.expires_at));
    EXPECT_FALSE(core::instant_of(turned.issued_at));
    EXPECT_EQ(past.detail, Detail::live);
    EXPECT_NE(past.reason, "");
}

TEST(OauthAnswers, NamesForPeopleHoldNoLineEnds) {
    const Inspection inspection = introspected(200, R"({"active":true,"sub":"a\n\u001b[31mb"})");

    EXPECT_EQ(inspection.owner, "a??[31mb");
}

TEST(OauthAnswers, ADiscoveryDocumentCountsOnlyForItsOwnIssuer) {
    const std::string document =
        R"({"issuer":"https://id.test","introspection_endpoint":"https://id.test/i",
            "revocation_endpoint":"https://id.test/r",
            "token_endpoint_auth_methods_supported":["client_secret_post"],
            "revocation_endpoint_auth_methods_supported":["client_secret_basic"]})";

    const auto endpoints = endpoints_from(answer(200, document), "https://id.test");
    const auto other = endpoints_from(answer(200, document), "https://id.test/");
    const auto none =
        endpoints_from(answer(200, R"({"introspection_endpoint":"x"})"), "https://id.test");
    const auto twice =
        endpoints_from(answer(200, R"({"issuer":"https://evil.test","issuer":"https://id.test"})"),
                       "https://id.test");

    ASSERT_TRUE(endpoints.has_value());
    EXPECT_EQ(endpoints.value().introspection, "https://id.test/i");
    EXPECT_EQ(endpoints.value().introspection_authentication.at(0), "client_secret_post");
    EXPECT_EQ(endpoints.value().revocation_authentication.at(0), "client_secret_basic");
    EXPECT_EQ(other.error().kind(), core::ErrorKind::denied);
    EXPECT_EQ(none.error().kind(), core::ErrorKind::corrupt);
    EXPECT_EQ(twice.error().kind(), core::ErrorKind::corrupt);
}

TEST(OauthAnswers, ARevocationIsAcceptedByA200AndProvesNothing) {
    EXPECT_EQ(revocation_from(answer(200, "")).state, Step::State::accepted);
    EXPECT_EQ(revocation_from(answer(200, "", "text/html")).state, Step::State::unclear);
    EXPECT_EQ(revocation_from(answer(400, R"({"error":"unsupported_token_type"})")).state,
              Step::State::refused);
    EXPECT_EQ(revocation_from(answer(401, R"({"error":"invalid_client"})")).state,
              Step::State::refused);
    EXPECT_EQ(revocation_from(answer(503, "")).state, Step::State::unclear);
    EXPECT_EQ(revocation_from(answer(429, "")).state, Step::State::unclear);
    EXPECT_EQ(revocation_from(answer(302, "")).state, Step::State::unclear);
}

TEST(OauthAnswers, AServiceAcceptsRefusesOrSaysNothing) {
    core::HttpResponse limited = answer(403, "");
    limited.headers.emplace_back("www-authenticate", "Bearer error=\"insufficient_scope\"");

    EXPECT_EQ(acceptance_from(answer(200, "{}")).detail, Detail::live);
    EXPECT_EQ(acceptance_from(answer(200, "<html>", "text/html")).detail, Detail::unclear);
    EXPECT_EQ(acceptance_from(limited).detail, Detail::live_limited);
    EXPECT_EQ(acceptance_from(answer(403, "")).detail, Detail::unclear);
    EXPECT_EQ(acceptance_from(answer(401, "")).detail, Detail::refused);
    EXPECT_EQ(acceptance_from(answer(500, "")).detail, Detail::unclear);
}

TEST(OauthAnswers, AClientsRecordSaysWhichSecretItHasAndUntilWhen) {
    const SecretString word{std::string_view("word")};
    const auto record = [&](std::string_view body) {
        return registration_from(answer(200, body), word, "app");
    };

    const Inspection never =
        record(R"({"client_id":"app","client_secret":"word","client_secret_expires_at":0})");
    const Inspection ends = record(
        R"({"client_id":"app","client_secret":"word","client_secret_expires_at":1895000000})");

    EXPECT_EQ(never.detail, Detail::live);
    EXPECT_TRUE(std::holds_alternative<core::Never>(never.expires_at));
    EXPECT_TRUE(core::instant_of(ends.expires_at));
    EXPECT_EQ(record(R"({"client_id":"app","client_secret":"word",
                         "client_secret_expires_at":1795000000})")
                  .detail,
              Detail::expired);
    EXPECT_EQ(record(R"({"client_id":"app","client_secret":"new"})").detail, Detail::refused);
    EXPECT_EQ(record(R"({"client_id":"app"})").detail, Detail::unclear);
    EXPECT_EQ(record(R"({"client_id":"other","client_secret":"word"})").detail, Detail::unclear);
    EXPECT_EQ(registration_from(answer(401, ""), word, "app").detail, Detail::unclear);
}

TEST(OauthAnswers, AClientsSecretIsRefusedByAServerThatChecksIt) {
    EXPECT_EQ(client_authentication_from(answer(200, R"({"active":false})")).detail, Detail::live);
    EXPECT_EQ(client_authentication_from(answer(401, R"({"error":"invalid_client"})")).detail,
              Detail::refused);
    EXPECT_EQ(client_authentication_from(answer(200, R"({"active":true})")).detail,
              Detail::control_failed);
    EXPECT_EQ(client_authentication_from(answer(200, "{}")).detail, Detail::unclear);
    EXPECT_EQ(client_authentication_from(answer(403, "{}")).detail, Detail::unclear);
}

}  // namespace
}  // namespace curfew::providers
