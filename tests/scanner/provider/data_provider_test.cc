#include "scanner/provider/data_provider.h"

#include <array>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "integrations/http/curl_client.h"
#include "tests/scanner/provider/acme_kinds.h"
#include "tests/support/scripted_http.h"

namespace curfew::provider {
namespace {

using core::ErrorKind;
using core::SecretString;
using support::HttpManner;
using support::HttpScripted;
using support::HttpSeen;
using support::ScriptedHttp;

const std::string kSelfEnding = R"toml(
method = "DELETE"
url = "{base}/key"
headers = { Authorization = "Bearer {secret}" }
binding = "self"
answers = [
    { status = [204], detail = "ended" },
    { status = [401], detail = "already_gone" },
    { status = [403], detail = "live_limited" },
]
)toml";

const std::string kEmbeddedEnding = R"toml(
method = "DELETE"
url = "{base}/keys/{key_id}"
headers = { Authorization = "Bearer {admin}" }
binding = "embedded"
reversible = true
page = "https://acme.invalid/keys"
note = "An owner does it."
answers = [
    { status = [200], pointer = "/deleted", equals = "true", detail = "accepted" },
    { status = [429], detail = "throttled" },
]
)toml";

const std::string kListedEnding = R"toml(
method = "DELETE"
url = "{base}/keys/{id}"
headers = { Authorization = "Bearer {admin}" }
binding = "listing"
answers = [{ status = [204], detail = "ended" }]
[signature.end.find]
method = "GET"
url = "{base}/keys"
headers = { Authorization = "Bearer {admin}" }
id = "/id"
value = "/key"
)toml";

const std::string kProof = R"toml(
[signature.end.proof]
method = "GET"
url = "{base}/lookup"
headers = { Authorization = "Bearer {admin}" }
answers = [
    { status = [200], pointer = "/id", detail = "live" },
    { status = [404], detail = "gone" },
    { status = [401, 403], detail = "refused" },
]
)toml";

const std::string kAdminsQuestion = R"toml(
[signature.ask.admin]
method = "POST"
url = "{base}/lookup"
headers = { Authorization = "Bearer {admin}", Content-Type = "application/json" }
body = '{"token":"{secret}"}'
answers = [
    { status = [200], pointer = "/login", detail = "live" },
    { status = [403], contains = "bad token", detail = "refused" },
    { status = [403], detail = "unclear" },
]
)toml";

class DataProviderTest : public testing::Test {
  protected:
    explicit DataProviderTest(support::HttpScript script =
                                  [](const HttpSeen&) { return HttpScripted{204, ""}; })
        : server_(std::move(script)) {
        access_.providers["acme"].base = server_.base();
    }

    Credential key(const std::string& kind, std::vector<CredentialPart> parts = {}) {
        return {catalog_.find(kind), SecretString(std::string_view(secret_)), std::move(parts)};
    }

    template <typename Answer, typename Call>
    static Answer wait_for(Call call) {
        auto answer = std::make_shared<std::promise<Answer>>();
        auto future = answer->get_future();
        call([answer](Answer told) { answer->set_value(std::move(told)); });
        return future.get();
    }

    Binding bind(Credential credential) {
        return wait_for<Binding>([&](BindingHandler handler) {
            provider_.bind(std::move(credential), std::move(handler));
        });
    }

    Step revoke(Credential credential, Binding binding) {
        return wait_for<Step>([&](StepHandler handler) {
            provider_.revoke(std::move(credential), std::move(binding), std::move(handler));
        });
    }

    core::SystemClock clock_;
    ScriptedHttp server_;
    Access access_;
    const std::string secret_ = "acme_" + std::string("K17real0000000000000000000").substr(0, 24);
    rules::Catalog catalog_ = support::acme_catalog({
        {"acme-self", support::kAcmeAsk, kSelfEnding},
        {"acme-embedded", "note = \"Acme has no question.\"\n", kEmbeddedEnding},
        {"acme-proven", support::kAcmeAsk, kSelfEnding + kProof},
        {"acme-looked-up", support::kAcmeAsk + kAdminsQuestion, kSelfEnding},
        {"acme-listed", support::kAcmeAsk, kListedEnding},
        {"acme-page", support::kAcmeAsk, "page = \"https://acme.invalid/keys\"\n"},
    });
    std::unique_ptr<http::CurlClient> client_ =
        http::CurlClient::make(clock_, {.uses_environment_proxies = false}).value();
    DataProvider provider_{*client_, clock_, access_};
};

TEST_F(DataProviderTest, FactsComeFromTheCatalogue) {
    const Facts self = provider_.facts(*catalog_.find("acme-self"));
    EXPECT_TRUE(self.is_askable);
    EXPECT_TRUE(self.can_end);
    EXPECT_FALSE(self.needs_admin);
    EXPECT_EQ(self.revocability, rules::Revocability::exact);
    EXPECT_EQ(self.blast_radius, "this key");

    const Facts embedded = provider_.facts(*catalog_.find("acme-embedded"));
    EXPECT_FALSE(embedded.is_askable);
    EXPECT_TRUE(embedded.needs_admin);
    EXPECT_TRUE(embedded.is_reversible);
    EXPECT_EQ(embedded.asking_note, "Acme has no question.");

    const Facts page = provider_.facts(*catalog_.find("acme-page"));
    EXPECT_FALSE(page.can_end);
    EXPECT_EQ(page.page, "https://acme.invalid/keys");
}

TEST_F(DataProviderTest, TheTargetIsTheConfiguredHost) {
    const auto target = provider_.target(key("acme-self"));
    ASSERT_TRUE(target.has_value());
    EXPECT_EQ(target.value().host, "127.0.0.1");
    EXPECT_EQ(target.value().source, HostSource::configuration);
    EXPECT_EQ(provider_.target(key("acme-embedded")).error().kind(), ErrorKind::unsupported);
}

TEST_F(DataProviderTest, OneQuestionIsOneRequest) {
    const auto inspection = wait_for<Inspection>([&](InspectionHandler handler) {
        provider_.introspect(key("acme-self"), std::move(handler));
    });
    EXPECT_EQ(inspection.detail, Detail::unclear);
    EXPECT_EQ(inspection.evidence.status, 204);
    EXPECT_EQ(server_.requests().size(), 1U);
}

TEST_F(DataProviderTest, ItEndsItself) {
    const Binding binding = bind(key("acme-self"));
    EXPECT_EQ(binding.state, Binding::State::bound);
    EXPECT_EQ(binding.how, "self");
    const Step step = revoke(key("acme-self"), binding);
    EXPECT_EQ(step.state, Step::State::accepted);
    EXPECT_EQ(step.evidence.status, 204);
    EXPECT_EQ(step.evidence.host, "127.0.0.1");
    ASSERT_EQ(server_.requests().size(), 1U);
    EXPECT_EQ(server_.requests()[0].method, "DELETE");
    EXPECT_EQ(server_.requests()[0].target, "/key");
}

TEST_F(DataProviderTest, AnEmbeddedIdHasToStandInsideTheSecret) {
    std::vector<CredentialPart> own;
    own.push_back({"key_id", SecretString(std::string_view("K17"))});
    EXPECT_EQ(bind(key("acme-embedded", std::move(own))).id, "K17");

    std::vector<CredentialPart> neighbours;
    neighbours.push_back({"key_id", SecretString(std::string_view("K99"))});
    const Binding binding = bind(key("acme-embedded", std::move(neighbours)));
    EXPECT_EQ(binding.state, Binding::State::ambiguous);
    EXPECT_EQ(revoke(key("acme-embedded"), binding).state, Step::State::not_sent);
    EXPECT_TRUE(server_.requests().empty());
}

TEST_F(DataProviderTest, WithoutTheAdministratorNothingIsSent) {
    std::vector<CredentialPart> own;
    own.push_back({"key_id", SecretString(std::string_view("K17"))});
    const Step step =
        revoke(key("acme-embedded", std::move(own)), {.state = Binding::State::bound, .id = "K17"});
    EXPECT_EQ(step.state, Step::State::not_sent);
    EXPECT_NE(step.reason.find("administrator"), std::string::npos);
    EXPECT_TRUE(server_.requests().empty());
}

TEST_F(DataProviderTest, AKindWithoutRequestIsBoundToNothing) {
    const Binding binding = bind(key("acme-page"));
    EXPECT_EQ(binding.state, Binding::State::impossible);
    EXPECT_NE(binding.reason.find("https://acme.invalid/keys"), std::string::npos);
}

TEST_F(DataProviderTest, ExplainsWithoutSecrets) {
    access_.providers["acme"].admin = SecretString(std::string_view("admin-credential"));
    const auto question = provider_.explain_question(key("acme-self"));
    ASSERT_TRUE(question.has_value());
    EXPECT_EQ(question.value(),
              "GET " + server_.base() + "/user\nAuthorization: Bearer {secret}\n");
    std::vector<CredentialPart> own;
    own.push_back({"key_id", SecretString(std::string_view("K17"))});
    const auto ending = provider_.explain_ending(key("acme-embedded", std::move(own)), {});
    ASSERT_TRUE(ending.has_value());
    EXPECT_EQ(ending.value(),
              "DELETE " + server_.base() + "/keys/K17\nAuthorization: Bearer {admin}\n");
    EXPECT_TRUE(server_.requests().empty());
}

TEST_F(DataProviderTest, AnIdThatIsNotKnownYetIsShownByItsName) {
    access_.providers["acme"].admin = SecretString(std::string_view("admin-credential"));
    const auto ending = provider_.explain_ending(key("acme-listed"), {});
    ASSERT_TRUE(ending.has_value()) << ending.error().message();
    EXPECT_EQ(ending.value(),
              "DELETE " + server_.base() + "/keys/{id}\nAuthorization: Bearer {admin}\n");
}

TEST_F(DataProviderTest, WhatWouldNotBeSentIsNotExplained) {
    Credential broken = key("acme-self");
    broken.secret = SecretString(std::string_view("acme_\r\nX-Evil: 1"));
    const auto question = provider_.explain_question(broken);
    ASSERT_FALSE(question.has_value());
    EXPECT_EQ(question.error().message().find("Evil"), std::string::npos);
}

class ProvingTest : public DataProviderTest {
  protected:
    ProvingTest() : DataProviderTest(script_of(*this)) {
        access_.providers["acme"].admin = SecretString(std::string_view("admin-credential"));
    }

    Proof prove(const std::string& kind) {
        return wait_for<Proof>([&](ProofHandler handler) {
            provider_.prove_dead(key(kind), {}, true, std::move(handler));
        });
    }

    static support::HttpScript script_of(const ProvingTest& test) {
        return [&test](const HttpSeen& seen) {
            return seen.target == "/lookup" ? test.looked_up_ : test.asked_;
        };
    }

    HttpScripted looked_up_{404, "{}"};
    HttpScripted asked_{401, R"({"error":"bad"})"};
};

TEST_F(ProvingTest, AnAdministratorsLookUpIsAsked) {
    EXPECT_EQ(prove("acme-proven").state, Proof::State::dead);
    EXPECT_EQ(server_.requests().size(), 1U);
    EXPECT_EQ(server_.requests()[0].headers.at("authorization"), "Bearer admin-credential");
    looked_up_ = {200, R"({"id":"k17"})"};
    EXPECT_EQ(prove("acme-proven").state, Proof::State::alive);
    looked_up_ = {500, ""};
    EXPECT_EQ(prove("acme-proven").state, Proof::State::unclear);
}

// Its credential may end half way, or lack the right: that says nothing of ours.
TEST_F(ProvingTest, WhereTheAdministratorIsRefusedTheQuestionIsAskedAgain) {
    looked_up_ = {401, "{}"};
    const Proof dead = prove("acme-proven");
    EXPECT_EQ(dead.state, Proof::State::dead);
    EXPECT_EQ(dead.evidence.size(), 2U);
    asked_ = {200, R"({"login":"someone"})"};
    EXPECT_EQ(prove("acme-proven").state, Proof::State::alive);
}

TEST_F(ProvingTest, WithoutAnAdministratorTheQuestionIsAskedAgain) {
    access_.providers["acme"].admin = SecretString();
    EXPECT_EQ(prove("acme-proven").state, Proof::State::dead);
    ASSERT_EQ(server_.requests().size(), 1U);
    EXPECT_EQ(server_.requests()[0].target, "/user");
}

TEST_F(ProvingTest, AnAdministratorAsksWhereOneIsConfigured) {
    const auto ask = [this] {
        return wait_for<Inspection>([this](InspectionHandler handler) {
            provider_.introspect(key("acme-looked-up"), std::move(handler));
        });
    };
    looked_up_ = {200, R"({"login":"someone"})"};
    EXPECT_EQ(ask().detail, Detail::live);
    EXPECT_EQ(server_.requests()[0].target, "/lookup");
    looked_up_ = {403, R"({"errors":["bad token"]})"};
    EXPECT_EQ(ask().detail, Detail::refused);
    // The administrator's own credential has ended.
    looked_up_ = {403, R"({"errors":["permission denied"]})"};
    EXPECT_EQ(ask().detail, Detail::unclear);
    EXPECT_EQ(prove("acme-looked-up").state, Proof::State::unclear);
    access_.providers["acme"].admin = SecretString();
    EXPECT_EQ(ask().detail, Detail::refused);
    EXPECT_EQ(server_.requests().back().target, "/user");
}

class FaultyProviderTest : public DataProviderTest, public testing::WithParamInterface<int> {
  protected:
    FaultyProviderTest()
        : DataProviderTest([](const HttpSeen&) {
              HttpScripted answer{GetParam(), "{}"};
              if (GetParam() == 0) answer.manner = HttpManner::closes;
              return answer;
          }) {}
};

// Sent, and nobody knows whether it was done.
TEST_P(FaultyProviderTest, AnEndingThatNobodyUnderstoodIsUnclear) {
    const Step step = revoke(key("acme-self"), bind(key("acme-self")));
    EXPECT_EQ(step.state, Step::State::unclear);
    EXPECT_EQ(step.evidence.may_pass, GetParam() == 0 || GetParam() >= 500);
}

INSTANTIATE_TEST_SUITE_P(Answers, FaultyProviderTest, testing::Values(0, 200, 301, 404, 429, 503));

}  // namespace
}  // namespace curfew::provider
