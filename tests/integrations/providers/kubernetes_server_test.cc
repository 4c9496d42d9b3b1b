// Service account tokens at a real API server, asked by the catalogue's data: bound to an object,
// and the old kind out of a Secret. They end with their object, and for ten seconds nobody sees it.
#include <chrono>
#include <memory>
#include <string>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "integrations/http/curl_client.h"
#include "scanner/core/clock.h"
#include "scanner/provider/data_provider.h"
#include "tests/integrations/providers/waiting.h"
#include "tests/signatures/catalogue.h"
#include "tests/support/servers/kubernetes.h"
#include "tests/support/servers/shared_server.h"

namespace curfew::providers {
namespace {

using core::Result;
using provider::Detail;
using provider::Inspection;
using support::Kubernetes;
using support::PlainAnswer;
namespace json = boost::json;

const std::string kAccounts = "/api/v1/namespaces/default/serviceaccounts";
const std::string kSecrets = "/api/v1/namespaces/default/secrets";

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
        ask_as(server_->administrator());
    }

    void ask_as(const std::string& token) {
        provider::ProviderAccess& kubernetes = access_.providers["kubernetes"];
        kubernetes.base = server_->base();
        kubernetes.admin = core::SecretString(std::string_view(token));
        asker_ = std::make_unique<provider::DataProvider>(*client_, clock_, access_);
    }

    json::value made(const std::string& path, const std::string& body) {
        const Result<PlainAnswer> answer = server_->ask_as_administrator("POST", path, body);
        EXPECT_TRUE(answer.has_value()) << answer.error().message();
        if (!answer.has_value()) return {};
        EXPECT_EQ(answer.value().status, 201) << answer.value().body;
        return json::parse(answer.value().body);
    }

    static std::string text(const json::value& value, const char* pointer) {
        return std::string(value.at_pointer(pointer).as_string());
    }

    /// A token of a new account `name`, bound to a new Secret of the same name; or to nothing.
    std::string token_of(const std::string& name, bool is_bound) {
        made(kAccounts, R"({"metadata":{"name":")" + name + "\"}}");
        std::string object;
        if (is_bound) {
            const json::value lease = made(kSecrets, R"({"metadata":{"name":")" + name + "\"}}");
            object = R"(,"boundObjectRef":{"kind":"Secret","apiVersion":"v1","name":")" + name +
                     R"(","uid":")" + text(lease, "/metadata/uid") + "\"}";
        }
        const std::string request =
            R"({"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{)"
            R"("expirationSeconds":600)" +
            object + "}}";
        return text(made(kAccounts + "/" + name + "/token", request), "/status/token");
    }

    Inspection asked(const std::string& token, std::string_view kind = "k8s-bound-token") {
        return introspect(
            *asker_,
            {signatures::catalogue().find(kind), core::SecretString(std::string_view(token)), {}});
    }

    void remove(const std::string& path) {
        EXPECT_EQ(server_->ask_as_administrator("DELETE", path).value().status, 200);
    }

    /// The first answer that is not "live"; the server remembers good tokens for ten seconds.
    Inspection asked_until_dead(const std::string& token) {
        const auto begin = std::chrono::steady_clock::now();
        Inspection last = asked(token);
        while (last.detail == Detail::live &&
               std::chrono::steady_clock::now() - begin < std::chrono::seconds(20)) {
            last = asked(token);
        }
        return last;
    }

    core::SystemClock clock_;
    std::unique_ptr<http::CurlClient> client_;
    provider::Access access_;
    std::unique_ptr<provider::DataProvider> asker_;
    Kubernetes* server_ = nullptr;
};

TEST_F(KubernetesServer, ABoundTokenEndsWithItsObjectAfterTenSecondsInWhichItSeemsAlive) {
    const std::string token = token_of("bound", true);
    const Inspection alive = asked(token);

    remove(kSecrets + "/bound");
    const Inspection soon = asked(token);
    const Inspection dead = asked_until_dead(token);

    EXPECT_EQ(alive.detail, Detail::live) << alive.reason;
    EXPECT_EQ(alive.owner, "system:serviceaccount:default:bound");
    EXPECT_EQ(soon.detail, Detail::live);
    EXPECT_EQ(dead.detail, Detail::revoked) << dead.reason;
    EXPECT_EQ(server_->ask_as(token, "GET", kAccounts).value().status, 401);
}

TEST_F(KubernetesServer, AnUnboundTokenEndsOnlyWithItsAccount) {
    const std::string token = token_of("unbound", false);
    EXPECT_EQ(asked(token).detail, Detail::live);

    remove(kAccounts + "/unbound");

    EXPECT_EQ(asked_until_dead(token).detail, Detail::revoked);

    made(kAccounts, R"({"metadata":{"name":"unbound"}})");  // the same name, another account
    EXPECT_EQ(asked_until_dead(token).detail, Detail::revoked);
}

TEST_F(KubernetesServer, ATokenOfTheOldKindEndsWithItsSecret) {
    const Result<std::string> token = server_->make_legacy_token("legacy");
    ASSERT_TRUE(token.has_value()) << token.error().message();
    const Inspection alive = asked(token.value(), "k8s-legacy-token");

    remove(kSecrets + "/legacy");

    EXPECT_EQ(alive.detail, Detail::live) << alive.reason;
    EXPECT_EQ(alive.owner, "system:serviceaccount:default:legacy");
    EXPECT_EQ(asked_until_dead(token.value()).detail, Detail::revoked);
}

TEST_F(KubernetesServer, AMadeUpTokenIsRefusedAndAnAskerWithoutRightLearnsNothing) {
    const std::string token = token_of("asker", false);
    const provider::Credential credential{signatures::catalogue().find("k8s-bound-token"),
                                          core::SecretString(std::string_view(token)),
                                          {}};

    EXPECT_EQ(introspect(*asker_, asker_->made_up(credential).value()).detail, Detail::refused);
    ask_as(token);  // may not review tokens
    EXPECT_EQ(asked(token).detail, Detail::unclear);
}

}  // namespace
}  // namespace curfew::providers
