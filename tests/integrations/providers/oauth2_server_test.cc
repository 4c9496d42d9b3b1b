// Five questions (alive, revoked, dead, made up, asker without right) to a real server,
// oidc-provider.
#include <atomic>
#include <string>

#include <gtest/gtest.h>

#include "integrations/http/curl_client.h"
#include "integrations/providers/oauth2.h"
#include "tests/integrations/providers/oauth2_samples.h"
#include "tests/integrations/providers/waiting.h"
#include "tests/support/servers/oidc_server.h"
#include "tests/support/servers/shared_server.h"

namespace curfew::providers {
namespace {

using provider::Detail;
using provider::Inspection;
using provider::Proof;
using provider::Step;
using support::OidcServer;

class OauthServerTest : public testing::Test {
  protected:
    void SetUp() override {
        const auto server = support::shared_server<OidcServer>();
        ASSERT_TRUE(server.has_value()) << server.error().message();
        server_ = server.value();
    }

    void TearDown() override {
        if (server_ == nullptr) return;
        EXPECT_TRUE(server_->misbehave("ok").has_value());
    }

    provider::Access access_as(const OidcServer::OwnClient& client) const {
        return access_to(server_->issuer(), client.id, client.secret);
    }

    std::unique_ptr<provider::Provider> asker(const provider::Access& access) {
        return make_oauth2_provider(*client_, clock_, access);
    }
    std::unique_ptr<provider::Provider> asker() { return asker(access_as(OidcServer::task())); }

    std::string opaque(const OidcServer::OwnClient& client = OidcServer::task()) const {
        return server_->issue_opaque(client).value();
    }

    core::SystemClock clock_;
    std::unique_ptr<http::CurlClient> client_ =
        http::CurlClient::make(clock_, {.uses_environment_proxies = false}).value();
    OidcServer* server_ = nullptr;
};

// The first question, and what "no" looks like there.
void expect_five_answers(provider::Provider& asker, provider::Provider& stranger,
                         const provider::Credential& token, const provider::Credential& made_up) {
    const Inspection alive = introspect(asker, token);
    const Inspection without_right = introspect(stranger, token);
    const Step ended = revoke(asker, token);
    const Proof proof = prove_dead(asker, token);
    const Inspection dead = introspect(asker, token);
    const Inspection unknown = introspect(asker, made_up);

    EXPECT_EQ(alive.detail, Detail::live);
    EXPECT_TRUE(core::instant_of(alive.expires_at));
    EXPECT_TRUE(core::instant_of(alive.issued_at));
    EXPECT_EQ(without_right.detail, Detail::unclear);
    EXPECT_EQ(without_right.evidence.mark, "401 invalid_client");
    EXPECT_EQ(ended.state, Step::State::accepted);
    EXPECT_EQ(proof.state, Proof::State::dead) << proof.reason;
    EXPECT_EQ(dead.detail, Detail::refused);
    EXPECT_EQ(unknown.detail, dead.detail);
    EXPECT_EQ(unknown.evidence.mark, dead.evidence.mark);
}

TEST_F(OauthServerTest, OpaqueTokens) {
    const auto wrong = asker(access_as({"task", "not its secret"}));

    expect_five_answers(*asker(), *wrong, credential_of("oauth2-access-token", opaque()),
                        credential_of("oauth2-access-token", std::string(43, 'Q')));
}

TEST_F(OauthServerTest, RefreshTokensAreEndedFirstAndTakeWhatTheyMintedAlong) {
    const auto pair = server_->issue_pair().value();
    const auto wrong = asker(access_as({"task", "not its secret"}));
    const auto provider = asker();
    const auto access = credential_of("oauth2-access-token", pair.access);
    EXPECT_EQ(introspect(*provider, access).detail, Detail::live);

    expect_five_answers(*provider, *wrong, credential_of("oauth2-refresh-token", pair.refresh),
                        credential_of("oauth2-refresh-token", std::string(43, 'Q')));

    EXPECT_EQ(prove_dead(*provider, access).state, Proof::State::dead);
    EXPECT_FALSE(server_->takes(pair.access));
}

TEST_F(OauthServerTest, ASecondRevocationAndOneOfAMadeUpTokenAreAcceptedAlike) {
    const auto provider = asker();
    const auto token = credential_of("oauth2-access-token", opaque());

    EXPECT_EQ(revoke(*provider, token).state, Step::State::accepted);
    EXPECT_EQ(revoke(*provider, token).state, Step::State::accepted);
    const auto made_up = credential_of("oauth2-access-token", std::string(43, 'Q'));
    EXPECT_EQ(revoke(*provider, made_up).state, Step::State::accepted);
    EXPECT_EQ(prove_dead(*provider, made_up, false).state, Proof::State::unclear);
}

TEST_F(OauthServerTest, SomebodyElsesTokenIsAcceptedAndReportedAlive) {
    const std::string token = opaque(OidcServer::other());
    const auto provider = asker();
    const auto found = credential_of("oauth2-access-token", token);
    const Inspection before = introspect(*provider, found);

    const Step step = revoke(*provider, found);

    EXPECT_NE(before.reason.find("client other"), std::string::npos);
    EXPECT_EQ(step.state, Step::State::accepted);
    EXPECT_EQ(prove_dead(*provider, found).state, Proof::State::alive);
    EXPECT_TRUE(server_->takes(token));
}

TEST_F(OauthServerTest, AJwtIsExpiryOnlyAndAServiceGoesOnTakingIt) {
    const std::string token = server_->issue_jwt(OidcServer::task()).value();
    provider::Access access = access_as(OidcServer::task());
    access.providers["oauth2"].settings["resource"] = server_->resource();
    const auto provider = asker(access);
    const auto found = credential_of("jwt", token);

    const Inspection before = introspect(*provider, found);
    const Step step = revoke(*provider, found);
    const Proof proof = prove_dead(*provider, found);

    EXPECT_EQ(before.detail, Detail::live);
    EXPECT_EQ(step.state, Step::State::refused);
    EXPECT_NE(step.reason.find("its own time"), std::string::npos);
    EXPECT_EQ(proof.state, Proof::State::alive);
    EXPECT_NE(proof.reason.find("expiry_only"), std::string::npos);
    const auto made_up = provider->made_up(found);
    ASSERT_TRUE(made_up.has_value());
    EXPECT_EQ(introspect(*provider, made_up.value()).detail, Detail::refused);
}

TEST_F(OauthServerTest, AJwtWithoutAServiceToAskIsNotProvenDead) {
    const auto provider = asker();
    const auto found = credential_of("jwt", server_->issue_jwt(OidcServer::task()).value());

    EXPECT_NE(introspect(*provider, found).detail, Detail::live);
    EXPECT_NE(prove_dead(*provider, found).state, Proof::State::dead);
}

TEST_F(OauthServerTest, ALostAnswerIsUnclearAndTheNextQuestionFindsOut) {
    const auto provider = asker();
    const auto token = credential_of("oauth2-access-token", opaque());
    ASSERT_EQ(introspect(*provider, token).detail, Detail::live);
    ASSERT_TRUE(server_->misbehave("lost").has_value());

    const Step step = revoke(*provider, token);

    EXPECT_EQ(step.state, Step::State::unclear);
    EXPECT_EQ(prove_dead(*provider, token).state, Proof::State::dead);
}

TEST_F(OauthServerTest, ARevocationThatDoesNothingIsNotProven) {
    const auto provider = asker();
    const std::string token = opaque();
    ASSERT_TRUE(server_->misbehave("ignore").has_value());

    EXPECT_EQ(revoke(*provider, credential_of("oauth2-access-token", token)).state,
              Step::State::accepted);
    EXPECT_EQ(prove_dead(*provider, credential_of("oauth2-access-token", token)).state,
              Proof::State::alive);
    EXPECT_TRUE(server_->takes(token));
}

TEST_F(OauthServerTest, BeingThrottledOrDownSaysNothingAboutTheToken) {
    const auto provider = asker();
    const auto token = credential_of("oauth2-access-token", opaque());
    ASSERT_EQ(introspect(*provider, token).detail, Detail::live);

    ASSERT_TRUE(server_->misbehave("429").has_value());
    const Inspection throttled = introspect(*provider, token);
    EXPECT_EQ(throttled.detail, Detail::throttled);
    EXPECT_EQ(throttled.evidence.wait, core::Duration(std::chrono::seconds(2)));
    EXPECT_EQ(revoke(*provider, token).state, Step::State::unclear);
    ASSERT_TRUE(server_->misbehave("503").has_value());
    EXPECT_EQ(introspect(*provider, token).detail, Detail::unclear);
    EXPECT_EQ(prove_dead(*provider, token).state, Proof::State::unclear);
}

TEST_F(OauthServerTest, AClientsRecordTellsItsSecretAndItsEnd) {
    const auto client = server_->register_client(3600).value();
    provider::Access access = access_to(server_->issuer(), client.client.id, client.token);
    access.providers["oauth2"].settings["auth"] = "registration";
    access.providers["oauth2"].settings["registration_client_uri"] = client.uri;
    const auto provider = asker(access);

    const Inspection own =
        introspect(*provider, client_secret_of(client.client.id, client.client.secret));
    const Inspection another =
        introspect(*provider, client_secret_of(client.client.id, "an older secret"));

    EXPECT_EQ(own.detail, Detail::live) << own.reason;
    EXPECT_TRUE(core::instant_of(own.expires_at));
    EXPECT_EQ(another.detail, Detail::refused);
    access.providers["oauth2"].admin = core::SecretString(std::string_view("not-its-token"));
    const auto stranger = asker(access);
    EXPECT_EQ(introspect(*stranger, client_secret_of(client.client.id, "word")).detail,
              Detail::unclear);
}

TEST_F(OauthServerTest, AClientsSecretIsTriedWithoutMintingAnything) {
    const auto running = server_->register_client(3600).value().client;
    provider::Access access = access_as(OidcServer::task());
    access.providers["oauth2"].settings["client_secrets"] = "ask";
    const auto provider = asker(access);

    EXPECT_EQ(introspect(*provider, client_secret_of(running.id, running.secret)).detail,
              Detail::live);
    EXPECT_EQ(introspect(*provider, client_secret_of(running.id, "made up")).detail,
              Detail::refused);
    EXPECT_EQ(introspect(*provider, client_secret_of("unheard-of", "made up")).detail,
              Detail::refused);
}

}  // namespace
}  // namespace curfew::providers
