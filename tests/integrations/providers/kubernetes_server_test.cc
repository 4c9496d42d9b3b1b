// Service account tokens at a real API server: bound to a Secret, to a pod, to nothing, and the old
// kind out of a Secret. They end with their object, and for ten seconds nobody sees it. What ended
// is shown by curl, not by our code alone.
#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "integrations/http/curl_client.h"
#include "integrations/providers/kubernetes.h"
#include "scanner/core/clock.h"
#include "scanner/provider/inspector.h"
#include "scanner/provider/revoker.h"
#include "tests/integrations/providers/waiting.h"
#include "tests/scanner/provider/remembering_journal.h"
#include "tests/signatures/catalogue.h"
#include "tests/support/servers/kubernetes.h"
#include "tests/support/servers/shared_server.h"

namespace curfew::providers {
namespace {

using core::Result;
using provider::Binding;
using provider::Detail;
using provider::Ending;
using provider::EndingOutcome;
using provider::Inspection;
using provider::Step;
using support::Kubernetes;
using support::PlainAnswer;
namespace json = boost::json;

const std::string kAccounts = "/api/v1/namespaces/default/serviceaccounts";
const std::string kSecrets = "/api/v1/namespaces/default/secrets";
const std::string kPods = "/api/v1/namespaces/default/pods";
constexpr std::string_view kBound = "k8s-bound-token";
constexpr std::string_view kOld = "k8s-legacy-token";

class OnlyProvider final : public provider::Providers {
  public:
    explicit OnlyProvider(provider::Provider& only) : only_(only) {}
    [[nodiscard]] provider::Provider& of(const rules::Signature& /*signature*/) override {
        return only_;
    }

  private:
    provider::Provider& only_;
};

provider::Credential credential(const std::string& token, std::string_view kind = kBound) {
    return {signatures::catalogue().find(kind), core::SecretString(std::string_view(token)), {}};
}

std::string text(const json::value& value, const char* pointer) {
    return std::string(value.at_pointer(pointer).as_string());
}

class KubernetesServer : public testing::Test {
  protected:
    void SetUp() override {
        if (!Kubernetes::is_built()) {
            GTEST_SKIP() << "`./dev test --all` builds Kubernetes' API server";
        }
        const auto server = support::shared_server<Kubernetes>();
        ASSERT_TRUE(server.has_value()) << server.error().message();
        server_ = server.value();
        client_ = http::CurlClient::make(clock_, {.authorities_file = server_->trusted_file(),
                                                  .uses_environment_proxies = false})
                      .value();
        access_.pace = provider::unlimited_pace();
        ask_as(server_->administrator());
    }

    /// An empty token: nobody's; credentials are asked about with themselves.
    void ask_as(const std::string& token) {
        provider::ProviderAccess& kubernetes = access_.providers["kubernetes"];
        kubernetes.base = server_->base();
        kubernetes.admin = core::SecretString(std::string_view(token));
        asker_ = make_kubernetes_provider(*client_, clock_, access_);
    }

    json::value made(const std::string& path, const std::string& body) const {
        const Result<PlainAnswer> answer = server_->ask_as_administrator("POST", path, body);
        EXPECT_TRUE(answer.has_value()) << answer.error().message();
        if (!answer.has_value()) return {};
        EXPECT_EQ(answer.value().status, 201) << answer.value().body;
        return json::parse(answer.value().body);
    }

    void make_account(const std::string& name) const {
        made(kAccounts, R"({"metadata":{"name":")" + name + "\"}}");
    }

    /// A token of `account`; `kind`: "Secret", "Pod", or empty for one that is bound to neither.
    std::string token_of(const std::string& account, const std::string& kind = {},
                         const json::value& object = {},
                         const std::string& audience = "https://kubernetes.default.svc") const {
        std::string bound;
        if (!kind.empty()) {
            bound = R"(,"boundObjectRef":{"kind":")" + kind + R"(","apiVersion":"v1","name":")" +
                    text(object, "/metadata/name") + R"(","uid":")" +
                    text(object, "/metadata/uid") + "\"}";
        }
        const std::string request =
            R"({"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{)"
            R"("expirationSeconds":600,"audiences":[")" +
            audience + "\"]" + bound + "}}";
        return text(made(kAccounts + "/" + account + "/token", request), "/status/token");
    }

    json::value make_secret(const std::string& name) const {
        return made(kSecrets, R"({"metadata":{"name":")" + name + "\"}}");
    }

    json::value make_pod(const std::string& name, const std::string& account) const {
        return made(kPods, R"({"metadata":{"name":")" + name +
                               R"("},"spec":{"serviceAccountName":")" + account +
                               R"(","containers":[{"name":"one","image":"none"}]}})");
    }

    std::string made_old_token(const std::string& name) const {
        const Result<std::string> token = server_->make_legacy_token(name);
        EXPECT_TRUE(token.has_value()) << token.error().message();
        return token.has_value() ? token.value() : std::string();
    }

    Inspection asked(const std::string& token, std::string_view kind = kBound) {
        return introspect(*asker_, credential(token, kind));
    }

    void remove(const std::string& path) const {
        EXPECT_EQ(server_->ask_as_administrator("DELETE", path).value().status, 200);
    }

    int status_of(const std::string& path) const {
        return server_->ask_as_administrator("GET", path).value().status;
    }

    /// What curl hears as the bearer: 401, or that it may not.
    int status_as(const std::string& token) const {
        return server_->ask_as(token, "GET", kAccounts).value().status;
    }

    /// The first answer that is not "live"; the server remembers good tokens for ten seconds.
    Inspection asked_until_dead(const std::string& token, std::string_view kind = kBound) {
        const auto begin = std::chrono::steady_clock::now();
        Inspection last = asked(token, kind);
        while (last.detail == Detail::live &&
               std::chrono::steady_clock::now() - begin < std::chrono::seconds(20)) {
            last = asked(token, kind);
        }
        return last;
    }

    /// The whole way of an ending, as a run of its own; what earlier runs did is in the journal.
    Ending ended(const provider::Credential& one, std::chrono::seconds patience) {
        OnlyProvider providers(*asker_);
        provider::Inspector inspector(providers, *client_, clock_, access_);
        provider::Revoker revoker({providers, inspector, *client_, clock_, access_, journal_});
        provider::EndingOrder order;
        order.credential = one.duplicate();
        order.fingerprint = "cf1:test:1";
        order.allowed = provider::Width::bystanders;
        order.patience = patience;
        std::promise<Ending> told;
        revoker.end(std::move(order), [&](Ending ending) { told.set_value(std::move(ending)); });
        return told.get_future().get();
    }

    core::SystemClock clock_;
    std::unique_ptr<http::CurlClient> client_;
    provider::Access access_;
    std::unique_ptr<provider::Provider> asker_;
    support::RememberingJournal journal_;
    Kubernetes* server_ = nullptr;
};

TEST_F(KubernetesServer, ABoundTokenEndsWithItsSecretAndIsProvenOnceTheServerHasForgottenIt) {
    make_account("bound");
    const std::string token = token_of("bound", "Secret", make_secret("lease-1"));
    const std::string other = token_of("bound", "Secret", make_secret("lease-2"));
    const Inspection alive = asked(token);
    const provider::Facts facts = asker_->facts_of(credential(token));

    const Ending soon = ended(credential(token), std::chrono::seconds(4));
    const Detail said_soon = asked(token).detail;
    const Ending later = ended(credential(token), std::chrono::seconds(60));

    EXPECT_EQ(alive.detail, Detail::live) << alive.reason;
    EXPECT_EQ(alive.owner, "system:serviceaccount:default:bound");
    EXPECT_NE(facts.blast_radius.find("Secret default/lease-1"), std::string::npos);
    EXPECT_EQ(width_of(facts), provider::Width::bystanders);
    EXPECT_EQ(soon.outcome, EndingOutcome::accepted_not_proven) << soon.reason;
    EXPECT_TRUE(soon.ask_again_at.has_value());
    EXPECT_EQ(said_soon, Detail::live);
    EXPECT_EQ(later.outcome, EndingOutcome::proven) << later.reason;
    EXPECT_EQ(status_as(token), 401);
    EXPECT_EQ(status_of(kSecrets + "/lease-1"), 404);
    EXPECT_EQ(status_as(other), 403);  // alive, without the right
    EXPECT_EQ(status_of(kSecrets + "/lease-2"), 200);
}

TEST_F(KubernetesServer, ATokenOfTheOldKindEndsWithTheSecretThatHoldsIt) {
    const std::string token = made_old_token("old");
    const std::string other = made_old_token("other-old");
    const Inspection alive = asked(token, kOld);

    const Ending ending = ended(credential(token, kOld), std::chrono::seconds(60));

    EXPECT_EQ(alive.detail, Detail::live) << alive.reason;
    EXPECT_EQ(alive.owner, "system:serviceaccount:default:old");
    EXPECT_EQ(ending.outcome, EndingOutcome::proven) << ending.reason;
    EXPECT_EQ(status_as(token), 401);
    EXPECT_EQ(status_of(kSecrets + "/old"), 404);
    EXPECT_EQ(status_as(other), 403);
}

TEST_F(KubernetesServer, ATokenOfAPodEndsWithThePod) {
    make_account("worker");
    const std::string token = token_of("worker", "Pod", make_pod("web-1", "worker"));
    const std::string other = token_of("worker", "Pod", make_pod("web-2", "worker"));

    const Ending ending = ended(credential(token), std::chrono::seconds(60));

    EXPECT_NE(asker_->facts_of(credential(token)).blast_radius.find("pod default/web-1"),
              std::string::npos);
    EXPECT_EQ(ending.outcome, EndingOutcome::proven) << ending.reason;
    EXPECT_EQ(status_as(token), 401);
    EXPECT_EQ(status_of(kPods + "/web-1"), 404);
    EXPECT_EQ(status_as(other), 403);
    EXPECT_EQ(status_of(kPods + "/web-2"), 200);
}

TEST_F(KubernetesServer, ALaterObjectOfTheSameNameIsNeverDeleted) {
    make_account("moved");
    const std::string token = token_of("moved", "Secret", make_secret("reused"));
    const std::string old = made_old_token("old-reused");
    ASSERT_EQ(asked(token).detail, Detail::live);
    ASSERT_EQ(asked(old, kOld).detail, Detail::live);
    remove(kSecrets + "/reused");
    remove(kSecrets + "/old-reused");
    make_secret("reused");
    make_secret("old-reused");

    // The server still remembers both.
    const Binding binding = bind(*asker_, credential(token));
    const Step step = revoke(*asker_, credential(token));
    const Binding of_old = bind(*asker_, credential(old, kOld));
    const Step step_of_old = revoke(*asker_, credential(old, kOld));

    EXPECT_EQ(binding.state, Binding::State::bound) << binding.reason;
    EXPECT_EQ(step.state, Step::State::refused) << step.reason;
    EXPECT_EQ(step.evidence.status, 409);
    EXPECT_EQ(of_old.state, Binding::State::ambiguous) << of_old.reason;
    EXPECT_EQ(step_of_old.state, Step::State::not_sent);
    EXPECT_EQ(status_of(kSecrets + "/reused"), 200);
    EXPECT_EQ(status_of(kSecrets + "/old-reused"), 200);
}

TEST_F(KubernetesServer, ATokenOfAnAccountAloneIsLeftToItsTimeAndEndsWithTheAccount) {
    make_account("unbound");
    const std::string token = token_of("unbound");
    EXPECT_EQ(asked(token).detail, Detail::live);

    const Ending ending = ended(credential(token), std::chrono::seconds(1));
    const int afterwards = status_as(token);
    remove(kAccounts + "/unbound");

    EXPECT_EQ(ending.outcome, EndingOutcome::failed);
    EXPECT_TRUE(ending.needs_person);
    EXPECT_NE(ending.reason.find("service account default/unbound"), std::string::npos)
        << ending.reason;
    EXPECT_FALSE(ending.step.has_value());
    EXPECT_EQ(afterwards, 403);
    EXPECT_EQ(asked_until_dead(token).detail, Detail::revoked);
    make_account("unbound");  // the same name, another account
    EXPECT_EQ(asked_until_dead(token).detail, Detail::revoked);
}

TEST_F(KubernetesServer, ATokenForAnotherServiceIsAskedAboutForThatService) {
    make_account("abroad");
    const std::string token = token_of("abroad", {}, {}, "vault.example");

    EXPECT_EQ(status_as(token), 401);
    EXPECT_EQ(asked(token).detail, Detail::live);
    remove(kAccounts + "/abroad");
    EXPECT_EQ(asked_until_dead(token).detail, Detail::revoked);
}

TEST_F(KubernetesServer, WithoutAnAdministratorTheTokenIsShownToTheServerItself) {
    make_account("alone");
    const std::string token = token_of("alone", "Secret", make_secret("alone"));
    ask_as("");

    const Inspection alive = asked(token);
    const Step step = revoke(*asker_, credential(token));
    remove(kSecrets + "/alone");
    const Inspection dead = asked_until_dead(token);
    const Inspection made_up = introspect(*asker_, asker_->made_up(credential(token)).value());

    EXPECT_EQ(alive.detail, Detail::live) << alive.reason;
    EXPECT_EQ(alive.owner, "system:serviceaccount:default:alone");
    EXPECT_EQ(step.state, Step::State::not_sent);
    EXPECT_EQ(dead.detail, Detail::refused) << dead.reason;
    EXPECT_EQ(made_up.detail, Detail::refused) << made_up.reason;
}

TEST_F(KubernetesServer, AMadeUpTokenIsRefusedAndAnAskerWithoutRightLearnsAndEndsNothing) {
    make_account("asker");
    const std::string token = token_of("asker", "Secret", make_secret("asker"));
    const std::string weak = token_of("asker");

    const Inspection made_up = introspect(*asker_, asker_->made_up(credential(token)).value());
    ask_as(weak);  // may review no token and delete nothing
    const Ending ending = ended(credential(token), std::chrono::seconds(1));

    EXPECT_EQ(made_up.detail, Detail::refused) << made_up.reason;
    EXPECT_EQ(asked(token).detail, Detail::unclear);
    EXPECT_EQ(ending.outcome, EndingOutcome::failed) << ending.reason;
    EXPECT_FALSE(ending.step.has_value());
    EXPECT_EQ(status_of(kSecrets + "/asker"), 200);
}

}  // namespace
}  // namespace curfew::providers
