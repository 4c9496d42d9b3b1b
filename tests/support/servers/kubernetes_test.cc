#include "tests/support/servers/kubernetes.h"

#include <string>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace curfew::support {
namespace {

using core::Result;
namespace json = boost::json;

constexpr const char* kReviews = "/apis/authentication.k8s.io/v1/tokenreviews";
constexpr const char* kAccounts = "/api/v1/namespaces/default/serviceaccounts";
constexpr const char* kSecrets = "/api/v1/namespaces/default/secrets";

json::value body_of(const Result<PlainAnswer>& answer) {
    return answer.has_value() ? json::parse(answer.value().body) : json::value();
}

std::string text(const json::value& value, const char* pointer) {
    return std::string(value.at_pointer(pointer).as_string());
}

/// A token for "task" that lives as long as the secret "lease" does.
std::string bound_token(const Kubernetes& server) {
    (void)server.ask_as_administrator("POST", kAccounts, R"({"metadata":{"name":"task"}})");
    const json::value lease =
        body_of(server.ask_as_administrator("POST", kSecrets, R"({"metadata":{"name":"lease"}})"));
    const std::string request =
        R"({"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{)"
        R"("audiences":["https://kubernetes.default.svc"],"expirationSeconds":600,)"
        R"("boundObjectRef":{"kind":"Secret","apiVersion":"v1","name":"lease","uid":")" +
        text(lease, "/metadata/uid") + "\"}}}";
    return text(body_of(server.ask_as_administrator("POST", std::string(kAccounts) + "/task/token",
                                                    request)),
                "/status/token");
}

/// What a TokenReview says: "alive", or why not.
std::string review(const Kubernetes& server, const std::string& token) {
    const json::value said = body_of(
        server.ask_as_administrator("POST", kReviews, R"({"spec":{"token":")" + token + "\"}}"));
    const json::object& status = said.at("status").as_object();
    if (status.contains("authenticated")) return "alive";
    return std::string(status.at("error").as_string());
}

TEST(Kubernetes, SaysAliveForTenSecondsAfterTheBoundObjectIsGone) {
    if (!Kubernetes::is_built()) GTEST_SKIP() << "`./dev test --all` builds kube-apiserver";
    const auto started = Kubernetes::start();
    ASSERT_TRUE(started.has_value()) << started.error().message();
    const Kubernetes& server = started.value();
    const std::string token = bound_token(server);
    ASSERT_EQ(review(server, token), "alive");
    const std::string path = std::string(kSecrets) + "/lease";

    ASSERT_EQ(server.ask_as_administrator("DELETE", path).value().status, 200);
    EXPECT_EQ(review(server, token), "alive");
    const auto deleted = std::chrono::steady_clock::now();
    const auto patience = std::chrono::seconds(20);
    while (review(server, token) == "alive" &&
           std::chrono::steady_clock::now() - deleted < patience) {
    }

    EXPECT_NE(review(server, token).find("has been invalidated"), std::string::npos);
    EXPECT_EQ(review(server, "made-up"), "invalid bearer token");
    EXPECT_EQ(server.ask_as(token, "GET", kAccounts).value().status, 401);
    EXPECT_EQ(server.ask_as("", "POST", kReviews, R"({"spec":{"token":"x"}})").value().status, 403);
}

}  // namespace
}  // namespace curfew::support
