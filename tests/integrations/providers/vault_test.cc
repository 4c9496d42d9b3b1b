#include "integrations/providers/vault.h"

#include <map>

#include <gtest/gtest.h>

#include "integrations/http/curl_client.h"
#include "tests/integrations/providers/vault_samples.h"
#include "tests/integrations/providers/waiting.h"
#include "tests/support/scripted_http.h"

namespace curfew::providers {
namespace {

using provider::Binding;
using provider::Detail;
using provider::Proof;
using provider::Step;
using support::HttpManner;
using support::HttpScripted;
using support::HttpSeen;
using support::ScriptedHttp;

const HttpScripted kAlive{200,
                          R"({"data":{"accessor":"acc","policies":["a"],"expire_time":null}})"};
const HttpScripted kUnknownAccessor{
    400, R"({"errors":["1 error occurred:\n\t* invalid accessor\n\n"]})"};
const HttpScripted kDenied{403, R"({"errors":["permission denied"]})"};
const HttpScripted kBadToken{403, R"({"errors":["bad token"]})"};

class VaultTest : public testing::Test {
  protected:
    void SetUp() override {
        server_ = std::make_unique<ScriptedHttp>([this](const HttpSeen& seen) {
            const auto found = answers_.find(seen.target);
            return found == answers_.end() ? HttpScripted{404, R"({"errors":[]})"} : found->second;
        });
    }

    std::unique_ptr<provider::Provider> made(std::string_view admin = "our-token") {
        access_ = vault_access(server_->base(), admin);
        return make_vault_provider(*client_, clock_, access_);
    }

    Proof proof(const Binding& binding, bool was_live = true,
                std::string_view admin = "our-token") {
        const auto provider = made(admin);
        return waited_for<Proof>([&](provider::ProofHandler handler) {
            provider->prove_dead(vault_token("s.one"), binding, was_live, std::move(handler));
        });
    }

    Binding bound() const { return {.state = Binding::State::bound, .id = "acc", .how = "self"}; }

    core::SystemClock clock_;
    provider::Access access_;
    std::unique_ptr<http::CurlClient> client_ =
        http::CurlClient::make(clock_, {.uses_environment_proxies = false}).value();
    std::map<std::string, HttpScripted> answers_;
    std::unique_ptr<ScriptedHttp> server_;
};

TEST_F(VaultTest, AnUnknownAccessorProvesDeathOnlyWhileOurOwnTokenLives) {
    answers_["/v1/auth/token/lookup-accessor"] = kUnknownAccessor;
    answers_["/v1/auth/token/lookup-self"] = kAlive;

    const Proof dead = proof(bound());
    answers_["/v1/auth/token/lookup-self"] = kDenied;
    const Proof held = proof(bound());

    EXPECT_EQ(dead.state, Proof::State::dead) << dead.reason;
    EXPECT_EQ(dead.evidence.size(), 2U);
    EXPECT_EQ(held.state, Proof::State::unclear);
    EXPECT_NE(held.reason.find("our own token"), std::string::npos);
}

TEST_F(VaultTest, ALostRightHoldsEverythingAndConcludesNothing) {
    for (const char* path : {"lookup-accessor", "lookup-self", "lookup", "revoke-accessor"}) {
        answers_["/v1/auth/token/" + std::string(path)] = kDenied;
    }
    const auto provider = made();
    const auto token = vault_token("s.one");

    EXPECT_EQ(introspect(*provider, token).detail, Detail::unclear);
    EXPECT_EQ(bind(*provider, token).state, Binding::State::unclear);
    EXPECT_EQ(proof(bound()).state, Proof::State::unclear);
    EXPECT_EQ(proof({}).state, Proof::State::unclear);
}

TEST_F(VaultTest, WithoutATokenOfOursARefusalCountsAfterALife) {
    answers_["/v1/auth/token/lookup-self"] = kDenied;

    EXPECT_EQ(proof({}, true, "").state, Proof::State::dead);
    EXPECT_EQ(proof({}, false, "").state, Proof::State::unclear);
}

TEST_F(VaultTest, ABadTokenThatWasNeverLiveIsNotProvenDead) {
    answers_["/v1/auth/token/lookup"] = kBadToken;
    answers_["/v1/auth/token/lookup-self"] = kAlive;

    EXPECT_EQ(proof({}, true).state, Proof::State::dead);
    EXPECT_EQ(proof({}, false).state, Proof::State::unclear);
}

TEST_F(VaultTest, NothingIsEndedWithoutABinding) {
    answers_["/v1/auth/token/lookup"] = kBadToken;
    const auto provider = made();

    EXPECT_EQ(bind(*provider, vault_token("s.one")).state, Binding::State::not_found);
    EXPECT_EQ(revoke(*provider, vault_token("s.one")).state, Step::State::not_sent);
    for (const HttpSeen& seen : server_->requests())
        EXPECT_EQ(seen.target, "/v1/auth/token/lookup");
}

TEST_F(VaultTest, ALostAnswerIsUnclear) {
    answers_["/v1/auth/token/lookup"] = {
        200, R"({"data":{"id":"s.one","accessor":"acc","policies":["a"]}})"};
    answers_["/v1/auth/token/revoke-accessor"] = {.manner = HttpManner::closes};
    const auto provider = made();

    const Step step = revoke(*provider, vault_token("s.one"));

    EXPECT_EQ(step.state, Step::State::unclear);
    EXPECT_TRUE(step.evidence.may_pass);
}

TEST_F(VaultTest, AMadeUpTokenHasAMadeUpAccessor) {
    const auto provider = made();
    provider::Credential issued = vault_token("s.one");
    issued.parts.push_back({"accessor", core::SecretString(std::string_view("the-real-one"))});

    const auto made_up = provider->made_up(issued);

    ASSERT_TRUE(made_up.has_value());
    EXPECT_NE(made_up.value().part("accessor")->reveal(), "the-real-one");
    EXPECT_FALSE(made_up.value().secret.equals_in_constant_time(issued.secret));
}

TEST_F(VaultTest, ExplanationsShowNoSecretAndSendNothing) {
    const auto provider = made();
    const auto token = vault_token("s.very-secret");

    const std::string question = provider->explain_question(token).value();
    const std::string ending = provider->explain_ending(token, {}).value();

    EXPECT_NE(question.find("/v1/auth/token/lookup"), std::string::npos);
    EXPECT_NE(ending.find("/v1/auth/token/revoke-accessor"), std::string::npos);
    for (const std::string& text : {question, ending}) {
        EXPECT_EQ(text.find("very-secret"), std::string::npos);
        EXPECT_EQ(text.find("our-token"), std::string::npos);
    }
    EXPECT_TRUE(server_->requests().empty());
    EXPECT_EQ(provider->target(token).value().host, "127.0.0.1");
}

TEST_F(VaultTest, FactsTellWhatAskingSpendsAndWhatCannotBeEnded) {
    const auto with_ours = made();
    const auto* const token = vault_token("x").signature;
    const auto batch = vault_token("x", "vault-batch-token");

    EXPECT_FALSE(with_ours->facts(*token).asking_spends);
    EXPECT_EQ(with_ours->facts(*token).found_by, "tag");
    EXPECT_FALSE(with_ours->facts(*batch.signature).can_end);
    const auto alone = made("");
    EXPECT_TRUE(alone->facts(*token).asking_spends);
}

}  // namespace
}  // namespace curfew::providers
