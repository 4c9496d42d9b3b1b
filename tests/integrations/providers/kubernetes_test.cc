#include "integrations/providers/kubernetes.h"

#include <map>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "integrations/http/curl_client.h"
#include "scanner/provider/revoker.h"
#include "tests/integrations/providers/kubernetes_samples.h"
#include "tests/integrations/providers/waiting.h"
#include "tests/support/scripted_http.h"

namespace curfew::providers {
namespace {

using provider::Binding;
using provider::Detail;
using provider::Step;
using support::HttpManner;
using support::HttpScripted;
using support::HttpSeen;
using support::ScriptedHttp;

const std::string kReview = "POST /apis/authentication.k8s.io/v1/tokenreviews";
const std::string kOwnReview = "POST /apis/authentication.k8s.io/v1/selfsubjectreviews";
const std::string kSecret = "/api/v1/namespaces/app/secrets/lease";
const std::string kBoundClaims = kubernetes_claims(R"(,"secret":{"name":"lease","uid":"u-1"})");

HttpScripted reviewed(const std::string& user) {
    return {201, R"({"kind":"TokenReview","status":{"authenticated":true,"user":{"username":")" +
                     user + "\"}}}"};
}

HttpScripted reviewed_dead(const std::string& error) {
    return {201, R"({"kind":"TokenReview","spec":{"audiences":["not found"]},"status":{"error":")" +
                     error + "\"}}"};
}

HttpScripted status(int code, const std::string& reason) {
    return {code, R"({"kind":"Status","reason":")" + reason + "\"}"};
}

HttpScripted secret_with(const std::string& token, const std::string& uid = "u-9",
                         const std::string& type = "kubernetes.io/service-account-token") {
    return {200, R"({"kind":"Secret","type":")" + type + R"(","metadata":{"uid":")" + uid +
                     R"("},"data":{"token":")" + rules::base64_of(token, false) + "\"}}"};
}

class KubernetesTest : public testing::Test {
  protected:
    std::unique_ptr<provider::Provider> made(std::string_view admin = "our-own") {
        access_.providers["kubernetes"].base = server_.base();
        access_.providers["kubernetes"].admin = core::SecretString(admin);
        return make_kubernetes_provider(*client_, clock_, access_);
    }

    std::size_t requests_of(const std::string& method) const {
        std::size_t count = 0;
        for (const HttpSeen& seen : server_.requests()) {
            if (seen.method == method) ++count;
        }
        return count;
    }

    core::SystemClock clock_;
    provider::Access access_;
    std::unique_ptr<http::CurlClient> client_ =
        http::CurlClient::make(clock_, {.uses_environment_proxies = false}).value();
    std::map<std::string, HttpScripted> answers_ = {
        {kReview, reviewed("system:serviceaccount:app:ci")},
        {"DELETE " + kSecret, status(200, "")}};
    ScriptedHttp server_{[this](const HttpSeen& seen) {
        const auto found = answers_.find(seen.method + " " + seen.target);
        return found == answers_.end() ? status(404, "Elsewhere") : found->second;
    }};
};

TEST_F(KubernetesTest, TheEndingNamesTheObjectAndItsUid) {
    const auto provider = made();
    const auto token = kubernetes_credential(kBoundClaims);

    const Binding binding = bind(*provider, token);
    const Step step = revoke(*provider, token);

    EXPECT_EQ(binding.state, Binding::State::bound) << binding.reason;
    EXPECT_EQ(binding.id, "u-1");
    EXPECT_EQ(binding.owner, "system:serviceaccount:app:ci");
    EXPECT_EQ(step.state, Step::State::accepted) << step.reason;
    const HttpSeen last = server_.requests().back();
    EXPECT_EQ(last.method, "DELETE");
    EXPECT_EQ(last.target, kSecret);
    EXPECT_NE(last.body.find(R"("preconditions":{"uid":"u-1"})"), std::string::npos);
}

TEST_F(KubernetesTest, ClaimsThatTheServerDoesNotAcceptEndNothing) {
    const auto provider = made();
    const auto token = kubernetes_credential(kBoundClaims);

    answers_[kReview] = reviewed_dead("invalid bearer token");
    EXPECT_EQ(bind(*provider, token).state, Binding::State::unclear);
    answers_[kReview] = reviewed("system:serviceaccount:app:other");
    EXPECT_EQ(bind(*provider, token).state, Binding::State::ambiguous);
    EXPECT_EQ(revoke(*provider, token).state, Step::State::not_sent);
    EXPECT_EQ(requests_of("DELETE"), 0U);
}

TEST_F(KubernetesTest, AnOldTokenEndsOnlyTheSecretThatHoldsIt) {
    const auto provider = made();
    const auto token = kubernetes_credential(old_kubernetes_claims("lease"), "k8s-legacy-token");
    const std::string text(token.secret.reveal());
    const std::string reading = "GET " + kSecret;

    answers_[reading] = secret_with(text + "x");
    EXPECT_EQ(bind(*provider, token).state, Binding::State::ambiguous);
    answers_[reading] = secret_with(text, "u-9", "Opaque");
    EXPECT_EQ(bind(*provider, token).state, Binding::State::ambiguous);
    answers_[reading] = status(403, "Forbidden");
    EXPECT_EQ(bind(*provider, token).state, Binding::State::unclear);
    answers_[reading] = status(404, "NotFound");
    EXPECT_EQ(bind(*provider, token).state, Binding::State::not_found);
    answers_[reading] = {.manner = HttpManner::closes};
    EXPECT_EQ(bind(*provider, token).state, Binding::State::unclear);
    EXPECT_EQ(requests_of("DELETE"), 0U);
    answers_[reading] = secret_with(text);
    EXPECT_EQ(bind(*provider, token).id, "u-9");
    EXPECT_EQ(revoke(*provider, token).state, Step::State::accepted);
    EXPECT_NE(server_.requests().back().body.find(R"("uid":"u-9")"), std::string::npos);
}

TEST_F(KubernetesTest, EachAnswerToTheEndingIsReadAsWhatItIs) {
    const auto provider = made();
    const auto token = kubernetes_credential(kBoundClaims);
    const auto state_after = [&](HttpScripted answer) {
        answers_["DELETE " + kSecret] = std::move(answer);
        return revoke(*provider, token).state;
    };

    EXPECT_EQ(state_after(status(202, "")), Step::State::accepted);
    EXPECT_EQ(state_after(status(404, "NotFound")), Step::State::already_gone);
    EXPECT_EQ(state_after(status(404, "Elsewhere")), Step::State::unclear);
    EXPECT_EQ(state_after(status(409, "Conflict")), Step::State::refused);
    EXPECT_EQ(state_after(status(403, "Forbidden")), Step::State::refused);
    EXPECT_EQ(state_after(status(500, "InternalError")), Step::State::unclear);
    EXPECT_EQ(state_after({.manner = HttpManner::closes}), Step::State::unclear);
}

TEST_F(KubernetesTest, EachReviewIsReadAsWhatItIs) {
    const auto provider = made();
    const auto token = kubernetes_credential(kBoundClaims);
    const auto detail_of = [&](HttpScripted answer) {
        answers_[kReview] = std::move(answer);
        return introspect(*provider, token).detail;
    };

    EXPECT_EQ(detail_of(reviewed_dead("[invalid bearer token, service account token has expired]")),
              Detail::expired);
    EXPECT_EQ(detail_of(reviewed_dead("service account token has been invalidated")),
              Detail::revoked);
    EXPECT_EQ(detail_of(reviewed_dead(R"(serviceaccounts \"ci\" not found)")), Detail::revoked);
    EXPECT_EQ(detail_of(reviewed_dead("token audiences [] is invalid for the target audiences []")),
              Detail::unclear);
    EXPECT_EQ(detail_of(status(403, "Forbidden")), Detail::unclear);
    EXPECT_EQ(detail_of(status(401, "Unauthorized")), Detail::unclear);
}

TEST_F(KubernetesTest, TheAudiencesOfTheTokenAreAskedFor) {
    const auto provider = made();
    const std::string quoted = R"(a\",\"b)";

    (void)introspect(*provider, kubernetes_credential(kubernetes_claims("", quoted)));

    const std::string body = server_.requests().back().body;
    EXPECT_NE(body.find(R"("audiences":["a\",\"b"])"), std::string::npos) << body;
}

TEST_F(KubernetesTest, WithoutAnAdministratorTheTokenSpeaksForItselfAndNothingIsEnded) {
    const auto provider = made("");
    const auto token = kubernetes_credential(kBoundClaims);
    answers_[kOwnReview] = {
        201, R"({"status":{"userInfo":{"username":"system:serviceaccount:app:ci"}}})"};

    EXPECT_EQ(introspect(*provider, token).detail, Detail::live);
    EXPECT_EQ(revoke(*provider, token).state, Step::State::not_sent);
    answers_[kOwnReview] = status(401, "Unauthorized");
    EXPECT_EQ(introspect(*provider, token).detail, Detail::refused);
    EXPECT_EQ(requests_of("DELETE"), 0U);
}

TEST_F(KubernetesTest, FactsNameTheObjectAndWhatOnlyTimeEnds) {
    const auto provider = made();
    const auto bound = kubernetes_credential(kBoundClaims);
    const auto alone = kubernetes_credential(kubernetes_claims(""));

    const provider::Facts facts = provider->facts_of(bound);
    const provider::Facts left = provider->facts_of(alone);

    EXPECT_TRUE(facts.can_end);
    EXPECT_TRUE(facts.needs_admin);
    EXPECT_EQ(facts.revocability, rules::Revocability::object_bound);
    EXPECT_NE(facts.blast_radius.find("Secret app/lease"), std::string::npos);
    EXPECT_EQ(width_of(facts), provider::Width::bystanders);
    EXPECT_GT(facts.settles_in, std::chrono::seconds(10));
    EXPECT_FALSE(left.can_end);
    EXPECT_EQ(left.revocability, rules::Revocability::expiry_only);
    EXPECT_NE(left.note.find("service account app/ci"), std::string::npos);
    EXPECT_EQ(bind(*provider, alone).state, Binding::State::impossible);
    EXPECT_TRUE(server_.requests().empty());
}

TEST_F(KubernetesTest, ExplanationsShowWhereAndNoSecretAndSendNothing) {
    const auto provider = made();
    const auto token = kubernetes_credential(kBoundClaims);

    const auto question = provider->explain_question(token);
    const auto ending = provider->explain_ending(token, {});

    ASSERT_TRUE(question.has_value()) << question.error().message();
    ASSERT_TRUE(ending.has_value()) << ending.error().message();
    EXPECT_NE(question.value().find("tokenreviews"), std::string::npos);
    EXPECT_NE(question.value().find(R"("audiences":["https://api"])"), std::string::npos);
    EXPECT_NE(ending.value().find("DELETE " + server_.base() + kSecret), std::string::npos);
    for (const std::string& text : {question.value(), ending.value()}) {
        EXPECT_EQ(text.find(token.secret.reveal()), std::string::npos);
        EXPECT_EQ(text.find("our-own"), std::string::npos);
    }
    EXPECT_TRUE(server_.requests().empty());
}

TEST_F(KubernetesTest, WhatCannotBeReadIsAskedAboutAndNeverEnded) {
    const auto provider = made();
    const auto token = kubernetes_credential(R"({"sub":"system:serviceaccount:app:ci"})");

    EXPECT_EQ(introspect(*provider, token).detail, Detail::live);
    EXPECT_EQ(bind(*provider, token).state, Binding::State::ambiguous);
    EXPECT_FALSE(provider->facts_of(token).can_end);
}

}  // namespace
}  // namespace curfew::providers
