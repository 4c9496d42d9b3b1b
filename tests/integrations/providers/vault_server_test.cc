// Five questions (alive, revoked, dead, made up, asker without right) to a real OpenBao, for tokens
// and secret ids; and what it does when it misbehaves.
#include <memory>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "integrations/http/curl_client.h"
#include "integrations/providers/vault.h"
#include "scanner/provider/data_provider.h"
#include "tests/integrations/providers/vault_samples.h"
#include "tests/integrations/providers/waiting.h"
#include "tests/support/servers/open_bao.h"
#include "tests/support/servers/shared_server.h"

namespace curfew::providers {
namespace {

using provider::Binding;
using provider::Detail;
using provider::Inspection;
using provider::Proof;
using provider::Step;
using support::OpenBao;
using namespace std::chrono_literals;
namespace json = boost::json;

// Who speaks for tokens: the catalogue's data for those that were found, code for those it issued.
enum class Speaker { data, code };

class VaultServerTest : public testing::Test {
  protected:
    void SetUp() override {
        const auto server = support::shared_server<OpenBao>();
        ASSERT_TRUE(server.has_value()) << server.error().message();
        bao_ = server.value();
    }

    std::unique_ptr<provider::Provider> asker(std::string_view admin) {
        return asker_at(*bao_, admin);
    }
    std::unique_ptr<provider::Provider> asker() { return asker(bao_->root_token()); }
    std::unique_ptr<provider::Provider> asker_at(const OpenBao& bao, std::string_view admin) {
        // Borrowed by what is made with it.
        accesses_.push_back(std::make_unique<provider::Access>(vault_access(bao.base(), admin)));
        if (speaker_ == Speaker::code) {
            return make_vault_provider(*client_, clock_, *accesses_.back());
        }
        return std::make_unique<provider::DataProvider>(*client_, clock_, *accesses_.back());
    }

    static std::string text(const json::value& value, const char* pointer) {
        boost::system::error_code problem;
        const json::value* const found = value.find_pointer(pointer, problem);
        return found != nullptr && found->is_string() ? found->get_string().c_str() : "";
    }

    json::value as_root(const std::string& method, const std::string& path,
                        const std::string& body = {}) const {
        const auto answer = bao_->ask_as_root(method, path, body);
        EXPECT_TRUE(answer.has_value());
        if (!answer.has_value() || answer.value().body.empty()) return {};
        return json::parse(answer.value().body);
    }

    std::string token_with(const std::string& order) const {
        return text(as_root("POST", "auth/token/create", order), "/auth/client_token");
    }
    std::string weak_token() const { return token_with(R"({"ttl":"15m","policies":["default"]})"); }

    // The server's own word, not by the code under test.
    int status_of(const std::string& token) const {
        const auto answer = bao_->ask_as(token, "GET", "auth/token/lookup-self");
        return answer.has_value() ? answer.value().status : 0;
    }

    Speaker speaker_ = Speaker::code;
    core::SystemClock clock_;
    std::vector<std::unique_ptr<provider::Access>> accesses_;
    std::unique_ptr<http::CurlClient> client_ =
        http::CurlClient::make(clock_, {.uses_environment_proxies = false}).value();
    OpenBao* bao_ = nullptr;
};

class VaultTokenTest : public VaultServerTest, public testing::WithParamInterface<Speaker> {
  protected:
    void SetUp() override {
        VaultServerTest::SetUp();
        speaker_ = GetParam();
    }
};

struct FiveAnswers {
    Inspection alive;
    Inspection without_right;
    Step ended;
    Proof proof;
    Inspection dead;
    Inspection made_up;
};

FiveAnswers five_answers(provider::Provider& asker, provider::Provider& stranger,
                         const provider::Credential& credential) {
    FiveAnswers answers;
    answers.alive = introspect(asker, credential);
    answers.without_right = introspect(stranger, credential);
    const Binding binding = bind(asker, credential);
    answers.ended = waited_for<Step>([&](provider::StepHandler handler) {
        asker.revoke(credential.duplicate(), binding, std::move(handler));
    });
    answers.proof = waited_for<Proof>([&](provider::ProofHandler handler) {
        asker.prove_dead(credential.duplicate(), binding, true, std::move(handler));
    });
    answers.dead = introspect(asker, credential);
    answers.made_up = introspect(asker, asker.made_up(credential).value());
    return answers;
}

void expect_exact(const FiveAnswers& answers) {
    EXPECT_EQ(answers.alive.detail, Detail::live) << answers.alive.reason;
    EXPECT_EQ(answers.without_right.detail, Detail::unclear);
    EXPECT_EQ(answers.ended.state, Step::State::accepted) << answers.ended.reason;
    EXPECT_EQ(answers.proof.state, Proof::State::dead) << answers.proof.reason;
    EXPECT_EQ(answers.dead.detail, Detail::refused);
    EXPECT_EQ(answers.made_up.detail, Detail::refused);
    EXPECT_EQ(answers.made_up.evidence.mark, answers.dead.evidence.mark);
}

TEST_P(VaultTokenTest, ServiceTokens) {
    const std::string token = token_with(
        R"({"ttl":"15m","explicit_max_ttl":"1h","policies":["default"],"display_name":"task"})");

    const FiveAnswers answers = five_answers(*asker(), *asker(weak_token()), vault_token(token));

    expect_exact(answers);
    EXPECT_EQ(answers.alive.owner, "token-task");
    EXPECT_FALSE(answers.alive.id.empty());
    const auto begin = core::instant_of(answers.alive.issued_at);
    const auto end = core::instant_of(answers.alive.expires_at);
    ASSERT_TRUE(begin && end);
    EXPECT_NEAR(std::chrono::duration<double>(*end - *begin).count(), 900, 2);
    EXPECT_EQ(status_of(token), 403);
}

TEST_P(VaultTokenTest, OrphansLiveWithoutAParentAndPeriodicOnesHaveAnEnd) {
    const std::string orphan =
        token_with(R"({"ttl":"15m","no_parent":true,"policies":["default"]})");
    const std::string periodic = token_with(R"({"period":"10m","policies":["default"]})");

    const FiveAnswers first = five_answers(*asker(), *asker(weak_token()), vault_token(orphan));
    const FiveAnswers second = five_answers(*asker(), *asker(weak_token()), vault_token(periodic));

    expect_exact(first);
    expect_exact(second);
    EXPECT_TRUE(core::instant_of(second.alive.expires_at));
}

TEST_P(VaultTokenTest, RootTokensNeverEnd) {
    const Inspection inspection = introspect(*asker(), vault_token(bao_->root_token()));

    EXPECT_EQ(inspection.detail, Detail::live);
    EXPECT_TRUE(std::holds_alternative<core::Never>(inspection.expires_at));
}

TEST_P(VaultTokenTest, AskingWithATokenOfOursSpendsNoUse) {
    const std::string token = token_with(R"({"ttl":"15m","num_uses":2,"policies":["default"]})");
    const auto provider = asker();

    for (int i = 0; i < 5; ++i) {
        const Inspection inspection = introspect(*provider, vault_token(token));
        EXPECT_EQ(inspection.detail, Detail::live);
        EXPECT_EQ(inspection.reason, speaker_ == Speaker::code ? "good for 2 more uses" : "");
    }
    EXPECT_EQ(status_of(token), 200);
    EXPECT_EQ(status_of(token), 200);
    EXPECT_EQ(status_of(token), 403);
}

TEST_F(VaultServerTest, AskingByAccessorSpendsNoUseEither) {
    const json::value made = as_root("POST", "auth/token/create",
                                     R"({"ttl":"15m","num_uses":1,"policies":["default"]})");
    provider::Credential token = vault_token(text(made, "/auth/client_token"));
    token.parts.push_back({"accessor", core::SecretString(text(made, "/auth/accessor"))});
    const auto provider = asker();

    for (int i = 0; i < 3; ++i) EXPECT_EQ(introspect(*provider, token).detail, Detail::live);

    expect_exact(five_answers(*provider, *asker(weak_token()), token));
}

TEST_P(VaultTokenTest, ATokenThatAsksAboutItselfSpendsAUse) {
    const auto token =
        vault_token(token_with(R"({"ttl":"15m","num_uses":1,"policies":["default"]})"));
    const auto alone = asker("");

    EXPECT_TRUE(alone->facts(*token.signature).asking_spends);
    EXPECT_EQ(introspect(*alone, token).detail, Detail::live);
    EXPECT_EQ(introspect(*alone, token).detail, Detail::refused);
}

TEST_P(VaultTokenTest, WrappingTokensAreAskedWithoutBeingUnwrapped) {
    support::PlainRequest request;
    request.method = "POST";
    request.port = bao_->port();
    request.target = "/v1/sys/wrapping/wrap";
    request.headers = {{"X-Vault-Token", bao_->root_token()}, {"X-Vault-Wrap-TTL", "120"}};
    request.body = R"({"inside":"yes"})";
    const std::string kept =
        text(json::parse(support::ask(request).value().body), "/wrap_info/token");
    const std::string ended =
        text(json::parse(support::ask(request).value().body), "/wrap_info/token");

    const Inspection inspection = introspect(*asker(), vault_token(kept));
    const FiveAnswers answers = five_answers(*asker(), *asker(weak_token()), vault_token(ended));

    EXPECT_EQ(inspection.scopes, std::vector<std::string>{"response-wrapping"});
    EXPECT_EQ(bao_->ask_as(kept, "POST", "sys/wrapping/unwrap").value().status, 200);
    expect_exact(answers);
    EXPECT_NE(bao_->ask_as(ended, "POST", "sys/wrapping/unwrap").value().status, 200);
}

TEST_P(VaultTokenTest, BatchTokensAreLiveAndCannotBeEnded) {
    const std::string made = token_with(R"({"ttl":"15m","type":"batch","policies":["default"]})");
    const auto token = vault_token(made, "vault-batch-token");
    const auto provider = asker();

    const Inspection inspection = introspect(*provider, token);
    const Step step = revoke(*provider, token);

    EXPECT_EQ(inspection.detail, Detail::live);
    EXPECT_EQ(inspection.id, "");
    EXPECT_TRUE(core::instant_of(inspection.expires_at));
    EXPECT_EQ(step.state, Step::State::not_sent);
    EXPECT_EQ(prove_dead(*provider, token).state, Proof::State::alive);
    // The same token, not recognised as one: the server's own refusal is told.
    EXPECT_NE(revoke(*provider, vault_token(made)).state, Step::State::accepted);
    EXPECT_EQ(status_of(made), 200);
}

TEST_P(VaultTokenTest, AParentsEndEndsItsChildren) {
    const std::string policy =
        R"({"policy":"path \"auth/token/create\" { capabilities = [\"update\"] }"})";
    as_root("PUT", "sys/policies/acl/minting", policy);
    const std::string parent = token_with(R"({"ttl":"15m","policies":["default","minting"]})");
    const auto made =
        bao_->ask_as(parent, "POST", "auth/token/create", R"({"policies":["default"]})");
    const auto child = vault_token(text(json::parse(made.value().body), "/auth/client_token"));
    const auto provider = asker();
    const Binding binding = bind(*provider, child);

    EXPECT_EQ(revoke(*provider, vault_token(parent)).state, Step::State::accepted);

    const Proof proof = waited_for<Proof>([&](provider::ProofHandler handler) {
        provider->prove_dead(child.duplicate(), binding, true, std::move(handler));
    });
    EXPECT_EQ(proof.state, Proof::State::dead) << proof.reason;
}

TEST_F(VaultServerTest, ASecondEndingIsToldFromTheFirst) {
    const auto token = vault_token(weak_token());
    const auto provider = asker();
    const Binding binding = bind(*provider, token);
    const auto end = [&] {
        return waited_for<Step>([&](provider::StepHandler handler) {
            provider->revoke(token.duplicate(), binding, std::move(handler));
        });
    };

    EXPECT_EQ(end().state, Step::State::accepted);
    EXPECT_EQ(end().state, Step::State::already_gone);
}

TEST_F(VaultServerTest, SecretIdsAndTheTokensTheyLeaveBehind) {
    as_root("POST", "sys/auth/approle", R"({"type":"approle"})");
    as_root("POST", "auth/approle/role/ci", R"({"token_ttl":"10m","token_policies":["default"]})");
    const json::value role = as_root("GET", "auth/approle/role/ci/role-id");
    const auto provider = asker();
    const auto issued =
        waited_for<core::Result<provider::Issued>>([&](provider::IssuedHandler handler) {
            provider->issue({.role = "approle/ci", .tag = "task-1", .life = 5min},
                            std::move(handler));
        });
    ASSERT_TRUE(issued.has_value()) << issued.error().message();
    const provider::Credential& secret_id = issued.value().credential;
    const std::string login = R"({"role_id":")" + text(role, "/data/role_id") +
                              R"(","secret_id":")" + std::string(secret_id.secret.reveal()) + "\"}";
    const auto session = bao_->ask_as("", "POST", "auth/approle/login", login);
    const std::string got = text(json::parse(session.value().body), "/auth/client_token");

    const FiveAnswers answers = five_answers(*provider, *asker(weak_token()), secret_id);

    expect_exact(answers);
    EXPECT_TRUE(core::instant_of(answers.alive.expires_at));
    EXPECT_NE(answers.proof.reason.find("live on"), std::string::npos);
    EXPECT_EQ(bao_->ask_as("", "POST", "auth/approle/login", login).value().status, 400);
    EXPECT_EQ(status_of(got), 200);
}

TEST_F(VaultServerTest, IssuedTokensAreRenewedAndFoundAgainByTheirTag) {
    const auto provider = asker();
    const auto issue = [&](const std::string& tag) {
        return waited_for<core::Result<provider::Issued>>([&](provider::IssuedHandler handler) {
            provider->issue({.role = "token/default", .tag = tag, .life = 15min},
                            std::move(handler));
        });
    };
    const auto mine = issue("task \"17\"");
    const auto other = issue("task-18");
    ASSERT_TRUE(mine.has_value() && other.has_value());

    const auto end = waited_for<core::Result<core::End>>([&](provider::EndHandler handler) {
        provider->renew(mine.value().credential.duplicate(), 60s, std::move(handler));
    });
    const auto found =
        waited_for<core::Result<std::vector<provider::Found>>>([&](provider::FoundHandler handler) {
            provider->find_by_tag("task \"17\"", std::move(handler));
        });

    ASSERT_TRUE(end.has_value()) << end.error().message();
    ASSERT_TRUE(core::instant_of(end.value()));
    EXPECT_LT(*core::instant_of(end.value()), clock_.now() + 65s);
    ASSERT_TRUE(found.has_value()) << found.error().message();
    ASSERT_EQ(found.value().size(), 1U);
    EXPECT_EQ(found.value()[0].id, mine.value().id);
    EXPECT_TRUE(core::instant_of(found.value()[0].expires_at));
    expect_exact(five_answers(*provider, *asker(weak_token()), mine.value().credential));
}

TEST_P(VaultTokenTest, TheLeastRightIsEnough) {
    const std::string policy =
        R"({"policy":"path \"auth/token/lookup\" { capabilities = [\"update\"] } )"
        R"(path \"auth/token/lookup-accessor\" { capabilities = [\"update\"] } )"
        R"(path \"auth/token/revoke-accessor\" { capabilities = [\"update\"] }"})";
    as_root("PUT", "sys/policies/acl/watching", policy);
    const std::string watcher = token_with(R"({"ttl":"15m","policies":["default","watching"]})");

    expect_exact(five_answers(*asker(watcher), *asker(weak_token()), vault_token(weak_token())));
}

TEST_P(VaultTokenTest, OurOwnTokensEndHoldsInsteadOfConcluding) {
    const auto token = vault_token(weak_token());
    const std::string watcher = token_with(R"({"ttl":"15m","policies":["root"]})");
    const auto provider = asker(watcher);
    const Binding binding = bind(*provider, token);
    ASSERT_EQ(binding.state, Binding::State::bound);
    ASSERT_EQ(bao_->ask_as(watcher, "POST", "auth/token/revoke-self").value().status, 204);

    const Proof proof = waited_for<Proof>([&](provider::ProofHandler handler) {
        provider->prove_dead(token.duplicate(), binding, true, std::move(handler));
    });

    EXPECT_EQ(proof.state, Proof::State::unclear);
    EXPECT_EQ(introspect(*provider, token).detail, Detail::unclear);
}

TEST_P(VaultTokenTest, BeingThrottledWithoutRetryAfterSaysNothing) {
    as_root("POST", "sys/quotas/rate-limit/few",
            R"({"path":"auth/token/","rate":1,"interval":"1m"})");
    const auto provider = asker();
    const auto token = vault_token(bao_->root_token());
    introspect(*provider, token);
    introspect(*provider, token);

    const Inspection inspection = introspect(*provider, token);
    as_root("DELETE", "sys/quotas/rate-limit/few");

    EXPECT_EQ(inspection.detail, Detail::throttled);
    EXPECT_EQ(inspection.evidence.wait, std::nullopt);
}

TEST_P(VaultTokenTest, SealedAndRestartedWithStorageTheDeadStayDead) {
    auto server = OpenBao::start_with_storage();
    ASSERT_TRUE(server.has_value()) << server.error().message();
    OpenBao& bao = server.value();
    const auto make = [&bao] {
        const auto answer =
            bao.ask_as_root("POST", "auth/token/create", R"({"ttl":"15m","policies":["default"]})");
        return text(json::parse(answer.value().body), "/auth/client_token");
    };
    const auto kept = vault_token(make());
    const auto ended = vault_token(make());
    const auto provider = asker_at(bao, bao.root_token());
    const Binding binding = bind(*provider, ended);
    ASSERT_EQ(revoke(*provider, ended).state, Step::State::accepted);
    const Inspection before = introspect(*provider, kept);

    ASSERT_TRUE(bao.seal().has_value());
    const Inspection sealed = introspect(*provider, kept);
    bao.crash();
    const Inspection down = introspect(*provider, kept);
    ASSERT_TRUE(bao.restart().has_value());
    ASSERT_TRUE(bao.unseal().has_value());
    const Inspection after = introspect(*provider, kept);
    const Proof proof = waited_for<Proof>([&](provider::ProofHandler handler) {
        provider->prove_dead(ended.duplicate(), binding, true, std::move(handler));
    });

    EXPECT_EQ(sealed.detail, Detail::unclear);
    EXPECT_EQ(down.detail, Detail::unclear);
    EXPECT_TRUE(down.evidence.may_pass);
    EXPECT_EQ(after.detail, Detail::live);
    EXPECT_EQ(after.expires_at, before.expires_at);
    EXPECT_EQ(proof.state, Proof::State::dead) << proof.reason;
}

std::string name_of_speaker(const testing::TestParamInfo<Speaker>& speaker) {
    return speaker.param == Speaker::data ? "data" : "code";
}

INSTANTIATE_TEST_SUITE_P(SpokenForBy, VaultTokenTest, testing::Values(Speaker::data, Speaker::code),
                         name_of_speaker);

}  // namespace
}  // namespace curfew::providers
