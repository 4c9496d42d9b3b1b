#include "integrations/providers/oauth2.h"

#include <atomic>
#include <map>

#include <gtest/gtest.h>

#include "integrations/http/curl_client.h"
#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/provider/inspector.h"
#include "tests/integrations/providers/oauth2_samples.h"
#include "tests/integrations/providers/waiting.h"
#include "tests/support/scripted_http.h"

namespace curfew::providers {
namespace {

using provider::Binding;
using provider::Detail;
using provider::Inspection;
using provider::Proof;
using provider::Step;
using support::HttpScripted;
using support::HttpSeen;
using support::ScriptedHttp;

const HttpScripted kActive{200, R"({"active":true,"client_id":"task"})"};
const HttpScripted kInactive{200, R"({"active":false})"};
const HttpScripted kRefusedByService{
    401, "", {{"WWW-Authenticate", "Bearer error=\"invalid_token\""}}};
const HttpScripted kStateless{400, R"({"error":"unsupported_token_type"})"};

class OauthTest : public testing::Test {
  protected:
    void SetUp() override {
        server_ = std::make_unique<ScriptedHttp>([this](const HttpSeen& seen) {
            const auto found = answers_.find(seen.target);
            return found == answers_.end() ? HttpScripted{404, "{}"} : found->second;
        });
        access_ = access_to(server_->base());
        set("introspection_endpoint", server_->base() + "/introspect");
        set("revocation_endpoint", server_->base() + "/revoke");
    }

    void set(const std::string& name, const std::string& value) {
        access_.providers["oauth2"].settings[name] = value;
    }

    std::unique_ptr<provider::Provider> made() {
        return make_oauth2_provider(*client_, clock_, access_);
    }

    std::string jwt() const {
        return jwt_with(R"({"iss":")" + server_->base() + R"(","exp":4102444800})");
    }

    Proof proof_of(std::string_view signature, const std::string& token, bool was_live = true) {
        const auto provider = made();
        return prove_dead(*provider, credential_of(signature, token), was_live);
    }

    core::SystemClock clock_;
    std::unique_ptr<http::CurlClient> client_ =
        http::CurlClient::make(clock_, {.uses_environment_proxies = false}).value();
    std::map<std::string, HttpScripted> answers_;
    std::unique_ptr<ScriptedHttp> server_;
    provider::Access access_;
};

TEST_F(OauthTest, ATokenThatWasLiveAndIsNoLongerActiveIsDead) {
    answers_["/introspect"] = kInactive;

    EXPECT_EQ(proof_of("oauth2-access-token", "opaque").state, Proof::State::dead);
    EXPECT_EQ(proof_of("oauth2-refresh-token", "opaque").state, Proof::State::dead);
    EXPECT_EQ(proof_of("oauth2-access-token", "opaque", false).state, Proof::State::unclear);
}

TEST_F(OauthTest, ATokenThatIsStillActiveIsAliveWhateverTheRevocationSaid) {
    answers_["/introspect"] = kActive;
    answers_["/revoke"] = {200, ""};
    const auto provider = made();
    const auto token = credential_of("oauth2-access-token", "opaque");

    EXPECT_EQ(revoke(*provider, token).state, Step::State::accepted);
    EXPECT_EQ(prove_dead(*provider, token).state, Proof::State::alive);
}

TEST_F(OauthTest, OurOwnLostRightProvesNothing) {
    answers_["/introspect"] = {401, R"({"error":"invalid_client"})"};

    EXPECT_EQ(proof_of("oauth2-access-token", "opaque").state, Proof::State::unclear);
}

TEST_F(OauthTest, AJwtThatServicesCheckByThemselvesIsNotProvenDead) {
    answers_["/introspect"] = kInactive;

    const Proof proof = proof_of("oauth2-access-token", jwt());

    EXPECT_EQ(proof.state, Proof::State::unclear);
    EXPECT_NE(proof.reason.find("expiry_only"), std::string::npos);
    EXPECT_NE(proof.reason.find("2100-01-01"), std::string::npos);
}

TEST_F(OauthTest, AJwtThatAServiceStillTakesIsAlive) {
    answers_["/introspect"] = kInactive;
    answers_["/service"] = {200, "{}"};
    set("resource", server_->base() + "/service");

    const Proof proof = proof_of("jwt", jwt());

    EXPECT_EQ(proof.state, Proof::State::alive);
    EXPECT_NE(proof.reason.find("expiry_only"), std::string::npos);
    EXPECT_EQ(proof.evidence.size(), 2U);
}

TEST_F(OauthTest, AJwtThatTheServiceRefusesIsDead) {
    answers_["/introspect"] = kInactive;
    answers_["/service"] = kRefusedByService;
    set("resource", server_->base() + "/service");

    EXPECT_EQ(proof_of("jwt", jwt()).state, Proof::State::dead);
    answers_["/service"] = {503, ""};
    EXPECT_EQ(proof_of("jwt", jwt()).state, Proof::State::unclear);
}

TEST_F(OauthTest, TheIssuersWordCountsWhereEveryServiceAsksIt) {
    answers_["/introspect"] = kInactive;
    set("jwt", "introspected");

    EXPECT_EQ(proof_of("jwt", jwt()).state, Proof::State::dead);
}

TEST_F(OauthTest, AnExpiredJwtIsDeadWithoutAService) {
    answers_["/introspect"] = kInactive;
    const std::string past = jwt_with(R"({"iss":")" + server_->base() + R"(","exp":1700000000})");

    EXPECT_EQ(proof_of("jwt", past, false).state, Proof::State::dead);
}

TEST_F(OauthTest, WithoutStateAtTheIssuerTheServiceIsAsked) {
    answers_["/introspect"] = kStateless;
    answers_["/service"] = {200, "{}"};
    set("resource", server_->base() + "/service");
    const auto provider = made();
    const auto token = credential_of("jwt", jwt());

    EXPECT_EQ(introspect(*provider, token).detail, Detail::live);
    EXPECT_EQ(prove_dead(*provider, token).state, Proof::State::alive);
}

TEST_F(OauthTest, ARefreshTokenIsNeverShownToAService) {
    answers_["/introspect"] = kStateless;
    answers_["/service"] = {200, "{}"};
    set("resource", server_->base() + "/service");

    EXPECT_EQ(proof_of("oauth2-refresh-token", "opaque").state, Proof::State::unclear);
    for (const HttpSeen& seen : server_->requests()) EXPECT_NE(seen.target, "/service");
}

TEST_F(OauthTest, AForeignIssuersTokenIsNeitherAskedNorEnded) {
    const auto provider = made();
    const auto token = credential_of("jwt", jwt_with(R"({"iss":"https://evil.test"})"));

    EXPECT_EQ(introspect(*provider, token).detail, Detail::not_asked);
    EXPECT_EQ(revoke(*provider, token).state, Step::State::not_sent);
    EXPECT_EQ(prove_dead(*provider, token).state, Proof::State::unclear);
    EXPECT_EQ(provider->target(token).error().kind(), core::ErrorKind::denied);
    EXPECT_TRUE(server_->requests().empty());
}

TEST_F(OauthTest, TheInspectorBelievesNoServerThatCallsEverythingActive) {
    class Only final : public provider::Providers {
      public:
        explicit Only(provider::Provider& one) : one_(one) {}
        provider::Provider& of(const rules::Signature& /*signature*/) override { return one_; }

      private:
        provider::Provider& one_;
    };
    answers_["/introspect"] = kActive;
    const auto provider = made();
    Only only(*provider);
    for (const std::string& token : {std::string("opaque"), jwt()}) {
        provider::Inspector inspector(only, *client_, clock_, access_);
        const auto inspection = waited_for<Inspection>([&](provider::InspectionHandler handler) {
            inspector.inspect(credential_of("oauth2-access-token", token), std::move(handler));
        });
        EXPECT_EQ(inspection.detail, Detail::control_failed);
    }
}

TEST_F(OauthTest, AMadeUpJwtHasTheSameIssuerAndNothingOfTheTokenElse) {
    const auto provider = made();
    const auto real = credential_of("jwt", jwt_with(R"({"iss":")" + server_->base() +
                                                    R"(","sub":"alice","jti":"the-real-one"})"));

    const auto made_up = provider->made_up(real);

    ASSERT_TRUE(made_up.has_value()) << made_up.error().message();
    const auto facts = lifetime::read_carrier("jwt", made_up.value().secret);
    EXPECT_EQ(facts.problem, "");
    EXPECT_EQ(facts.name, server_->base());
    EXPECT_EQ(facts.account, "");
    EXPECT_FALSE(made_up.value().secret.equals_in_constant_time(real.secret));
}

TEST_F(OauthTest, AClientsSecretIsAskedOnlyOnRequestAndWithAMadeUpToken) {
    answers_["/introspect"] = kInactive;
    const auto secret = client_secret_of("app-one", "the found secret");

    const auto careful = made();
    EXPECT_EQ(introspect(*careful, secret).detail, Detail::not_asked);
    set("client_secrets", "ask");
    const auto provider = made();
    EXPECT_EQ(introspect(*provider, secret).detail, Detail::live);

    ASSERT_EQ(server_->requests().size(), 1U);
    const HttpSeen seen = server_->requests()[0];
    EXPECT_EQ(seen.headers.at("authorization"),
              "Basic " + rules::base64_of("app-one:the+found+secret", false));
    EXPECT_EQ(seen.body.find("secret"), std::string::npos);
}

TEST_F(OauthTest, AClientsSecretIsEndedByAPerson) {
    const auto provider = made();
    const auto secret = client_secret_of("app-one", "the found secret");

    EXPECT_FALSE(provider->facts(*secret.signature).can_end);
    EXPECT_EQ(bind(*provider, secret).state, Binding::State::impossible);
    EXPECT_EQ(revoke(*provider, secret).state, Step::State::not_sent);
    EXPECT_FALSE(provider->explain_ending(secret, {}).has_value());
    EXPECT_TRUE(server_->requests().empty());
}

TEST_F(OauthTest, ExplanationsShowNoSecretAndSendNothing) {
    access_.providers["oauth2"].settings.erase("introspection_endpoint");
    access_.providers["oauth2"].settings.erase("revocation_endpoint");
    const auto provider = made();
    const auto token = credential_of("oauth2-refresh-token", "a-very-secret-token");

    const auto question = provider->explain_question(token);
    const auto ending = provider->explain_ending(token, {});

    ASSERT_TRUE(question.has_value());
    ASSERT_TRUE(ending.has_value());
    EXPECT_NE(question.value().find("oauth-authorization-server"), std::string::npos);
    EXPECT_NE(question.value().find("token=***&token_type_hint=refresh_token"), std::string::npos);
    EXPECT_NE(ending.value().find("{revocation_endpoint}"), std::string::npos);
    for (const std::string& text : {question.value(), ending.value()}) {
        EXPECT_EQ(text.find("a-very-secret-token"), std::string::npos);
        EXPECT_EQ(text.find("task-secret"), std::string::npos);
    }
    EXPECT_TRUE(server_->requests().empty());
}

}  // namespace
}  // namespace curfew::providers
