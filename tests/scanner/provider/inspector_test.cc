#include "scanner/provider/inspector.h"

#include <array>
#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "integrations/http/curl_client.h"
#include "scanner/provider/data_provider.h"
#include "scanner/rules/catalog.h"
#include "tests/support/acme.h"
#include "tests/support/scripted_http.h"

namespace curfew::provider {
namespace {

using core::SecretString;
using support::HttpManner;
using support::HttpScripted;
using support::HttpSeen;
using support::ScriptedHttp;
using namespace std::chrono_literals;

/// acme-key is asked with a control, acme-locking without one, acme-silent cannot be asked.
rules::Catalog catalog() {
    const std::string head(support::kAcmeHead);
    const auto signature = [](const std::string& id, const std::string& ask) {
        return R"toml(
[[signature]]
id = ")toml" + id +
               R"toml("
name = "Acme key"
kind = "token"
pattern = '''acme_[0-9A-Za-z]{24}'''
literals = ["acme_"]
length_max = 29
confidence = 0.95
public_prefix = "acme_"
revocability = "exact"
blast_radius = "this key"
sources = ["made-up"]
[signature.lifetime]
class = "unbounded"
[signature.end]
page = "https://acme.invalid/keys"
[signature.example]
secret = "acme_{base62:24}"
contexts = ["key={secret}"]
[signature.ask]
)toml" + ask;
    };
    const std::string request = R"toml(
method = "GET"
url = "{base}/user"
headers = { Authorization = "Bearer {secret}" }
expires = "/expires_at"
owner = "/login"
answers = [
    { status = [200], pointer = "/login", detail = "live" },
    { status = [401], pointer = "/error", equals = "expired", detail = "expired" },
    { status = [401], pointer = "/error", equals = "revoked", detail = "revoked" },
    { status = [401], detail = "refused" },
]
)toml";
    const std::string text = head + signature("acme-key", request + "control = \"made_up\"\n") +
                             signature("acme-locking", request + "control = \"none\"\n") +
                             signature("acme-silent", "note = \"Acme has no question.\"\n");
    const std::array<rules::CatalogFile, 1> files{{{"acme.toml", text}}};
    auto made = rules::Catalog::from_toml(files);
    EXPECT_TRUE(made.has_value()) << (made.has_value() ? "" : made.error().message());
    return std::move(made).value();
}

std::string token(const HttpSeen& seen) {
    const auto found = seen.headers.find("authorization");
    return found == seen.headers.end() ? std::string() : found->second.substr(7);
}

HttpScripted said(int status, const std::string& body) {
    return {status, body};
}

const std::string kLive = R"({"login":"someone","expires_at":"2027-01-02T03:04:05Z"})";
const std::string kRefused = R"({"error":"bad"})";
const std::string kExpired = R"({"error":"expired"})";

class InspectorTest : public testing::Test {
  protected:
    /// What the provider says of `secret`, while the script decides by the token it is shown.
    Inspection inspect(support::HttpScript script, const std::string& signature = "acme-key",
                       Access rules = {}) {
        server_ = std::make_unique<ScriptedHttp>(std::move(script));
        if (rules.providers.empty()) rules.providers["acme"].base = server_->base();
        return ask(asker(std::move(rules)), signature, secret_);
    }

    /// An Inspector that lives as long as the test.
    Inspector& asker(Access rules) {
        rules.pace = unlimited_pace();
        desks_.push_back(std::make_unique<Desk>(*client_, clock_, std::move(rules)));
        return desks_.back()->inspector;
    }

    Inspection ask(Inspector& inspector, const std::string& signature, const std::string& secret) {
        auto answer = std::make_shared<std::promise<Inspection>>();
        auto future = answer->get_future();
        inspector.inspect(
            {catalog_.find(signature), SecretString(std::string_view(secret)), {}},
            [answer](Inspection inspection) { answer->set_value(std::move(inspection)); });
        return future.get();
    }

    struct Desk {
        Desk(http::CurlClient& client, const core::Clock& clock, Access rules)
            : access(std::move(rules)),
              providers(client, clock, access),
              inspector(providers, client, clock, access) {}
        Access access;
        DataProviders providers;
        Inspector inspector;
    };

    [[nodiscard]] std::size_t asked() const { return server_->requests().size(); }

    core::SystemClock clock_;
    rules::Catalog catalog_ = catalog();
    std::vector<std::unique_ptr<Desk>> desks_;  // outlives the client, whose handlers use it
    std::unique_ptr<http::CurlClient> client_ =
        http::CurlClient::make(clock_, {.uses_environment_proxies = false}).value();
    std::unique_ptr<ScriptedHttp> server_;
    const std::string secret_ = std::string("acme_") + "real00000000000000000000";
};

TEST_F(InspectorTest, AMadeUpSecretIsAskedAboutFirst) {
    const Inspection inspection = inspect([this](const HttpSeen& seen) {
        return token(seen) == secret_ ? said(200, kLive) : said(401, kRefused);
    });
    EXPECT_EQ(inspection.detail, Detail::live);
    EXPECT_EQ(inspection.owner, "someone");
    EXPECT_EQ(core::to_text(core::instant_of(inspection.expires_at).value()),
              "2027-01-02T03:04:05Z");
    EXPECT_EQ(inspection.evidence.host, "127.0.0.1");
    ASSERT_EQ(asked(), 2U);
    const std::string control = token(server_->requests()[0]);
    EXPECT_NE(control, secret_);
    EXPECT_EQ(control.size(), secret_.size());
    EXPECT_TRUE(control.starts_with("acme_"));
}

TEST_F(InspectorTest, AHostThatCallsEverythingLiveIsNotBelieved) {
    const Inspection inspection = inspect([](const HttpSeen&) { return said(200, kLive); });
    EXPECT_EQ(inspection.detail, Detail::control_failed);
    EXPECT_EQ(verdict_of(inspection.detail, true), Verdict::unknown);
    EXPECT_EQ(asked(), 1U);
}

TEST_F(InspectorTest, AnAnswerEqualToTheControlsIsRefused) {
    const Inspection inspection = inspect([](const HttpSeen&) { return said(401, kExpired); });
    EXPECT_EQ(inspection.detail, Detail::refused);
    EXPECT_NE(inspection.reason.find("made-up"), std::string::npos);
}

TEST_F(InspectorTest, AnAnswerUnlikeTheControlsIsBelieved) {
    const Inspection inspection = inspect([this](const HttpSeen& seen) {
        return said(401, token(seen) == secret_ ? kExpired : kRefused);
    });
    EXPECT_EQ(inspection.detail, Detail::expired);
}

TEST_F(InspectorTest, OneControlServesAllQuestionsOfItsHostAndKind) {
    const ScriptedHttp server([](const HttpSeen&) { return said(401, kRefused); });
    Access rules;
    rules.providers["acme"].base = server.base();
    Inspector& inspector = asker(std::move(rules));
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(ask(inspector, "acme-key", secret_ + std::to_string(i)).detail, Detail::refused);
    }
    EXPECT_EQ(server.requests().size(), 6U);
}

TEST_F(InspectorTest, AHostThatFailedItsControlIsNeverShownARealSecret) {
    const ScriptedHttp server([](const HttpSeen&) { return said(200, kLive); });
    Access rules;
    rules.providers["acme"].base = server.base();
    Inspector& inspector = asker(std::move(rules));
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(ask(inspector, "acme-key", secret_).detail, Detail::control_failed);
    }
    ASSERT_EQ(server.requests().size(), 1U);
    EXPECT_NE(token(server.requests()[0]), secret_);
}

TEST_F(InspectorTest, KindsThatLockPeopleOutHaveNoControl) {
    const Inspection inspection =
        inspect([](const HttpSeen&) { return said(401, kRefused); }, "acme-locking");
    EXPECT_EQ(inspection.detail, Detail::refused);
    EXPECT_EQ(asked(), 1U);
}

TEST_F(InspectorTest, WithoutAControlNoWordIsMoreThanRefused) {
    const Inspection inspection =
        inspect([](const HttpSeen&) { return said(401, kExpired); }, "acme-locking");
    EXPECT_EQ(inspection.detail, Detail::refused);
}

TEST_F(InspectorTest, KindsWithoutAQuestionAreNotAsked) {
    const Inspection inspection =
        inspect([](const HttpSeen&) { return said(200, kLive); }, "acme-silent");
    EXPECT_EQ(inspection.detail, Detail::not_askable);
    EXPECT_EQ(inspection.reason, "Acme has no question.");
    EXPECT_EQ(asked(), 0U);
}

TEST_F(InspectorTest, WithoutAnAddressNothingIsSent) {
    Access rules;
    rules.providers["other"].base = "https://other.invalid";
    const Inspection inspection =
        inspect([](const HttpSeen&) { return said(200, kLive); }, "acme-key", std::move(rules));
    EXPECT_EQ(inspection.detail, Detail::not_asked);
    EXPECT_NE(inspection.reason.find("configuration"), std::string::npos);
}

TEST_F(InspectorTest, BaitIsNeverTouched) {
    server_ = std::make_unique<ScriptedHttp>([](const HttpSeen&) { return said(200, kLive); });
    Access rules;
    rules.providers["acme"].base = server_->base();
    Inspector& inspector = asker(std::move(rules));
    Credential bait{catalog_.find("acme-key"), SecretString(std::string_view(secret_)), {}};
    bait.is_canary = true;
    std::promise<Inspection> answer;
    inspector.inspect(std::move(bait),
                      [&](Inspection inspection) { answer.set_value(std::move(inspection)); });
    EXPECT_EQ(answer.get_future().get().detail, Detail::canary);
    EXPECT_EQ(asked(), 0U);
}

TEST_F(InspectorTest, APassingFaultIsAskedAgain) {
    auto count = std::make_shared<std::atomic<int>>(0);
    const Inspection inspection = inspect(
        [count](const HttpSeen&) { return ++*count < 3 ? said(503, "") : said(200, kLive); },
        "acme-locking");
    EXPECT_EQ(inspection.detail, Detail::live);
    EXPECT_EQ(asked(), 3U);
}

TEST_F(InspectorTest, ALastingFaultIsUnclear) {
    const Inspection inspection =
        inspect([](const HttpSeen&) { return said(500, ""); }, "acme-locking");
    EXPECT_EQ(inspection.detail, Detail::unclear);
    EXPECT_EQ(asked(), 3U);
}

TEST_F(InspectorTest, AWaitTheHostAsksForIsKept) {
    auto count = std::make_shared<std::atomic<int>>(0);
    const core::Duration begin = clock_.steady();
    const Inspection inspection = inspect(
        [count](const HttpSeen&) {
            return ++*count == 1 ? HttpScripted{429, "", {{"Retry-After", "1"}}} : said(200, kLive);
        },
        "acme-locking");
    EXPECT_EQ(inspection.detail, Detail::live);
    EXPECT_GE(clock_.steady() - begin, 1s);
}

TEST_F(InspectorTest, AHostThatDoesNotAnswerIsUnclearWithItsReason) {
    const Inspection inspection = inspect([](const HttpSeen&) {
        HttpScripted answer;
        answer.manner = HttpManner::closes;
        return answer;
    });
    EXPECT_EQ(inspection.detail, Detail::unclear);
    EXPECT_NE(inspection.reason.find("made-up secret"), std::string::npos);
}

TEST_F(InspectorTest, TheLimitOfRequestsEndsTheAsking) {
    Access rules;
    rules.requests_max = 1;
    const Inspection inspection =
        inspect([](const HttpSeen&) { return said(401, kRefused); }, "acme-key", std::move(rules));
    EXPECT_EQ(inspection.detail, Detail::not_asked);
    EXPECT_EQ(asked(), 1U);
}

TEST_F(InspectorTest, NoReasonHoldsTheSecret) {
    const std::vector<support::HttpScript> scripts = {
        [](const HttpSeen& seen) { return said(200, R"({"error":")" + token(seen) + "\"}"); },
        [](const HttpSeen& seen) { return said(404, token(seen)); },
        [](const HttpSeen&) {
            HttpScripted answer;
            answer.manner = HttpManner::is_no_http;
            return answer;
        }};
    for (const support::HttpScript& script : scripts) {
        const Inspection inspection = inspect(script);
        EXPECT_EQ((inspection.reason + inspection.evidence.mark + inspection.owner).find("real0"),
                  std::string::npos);
    }
}

TEST_F(InspectorTest, TheSameCredentialIsAskedAboutOnce) {
    const ScriptedHttp server([this](const HttpSeen& seen) {
        return token(seen) == secret_ ? said(200, kLive) : said(401, kRefused);
    });
    Access rules;
    rules.providers["acme"].base = server.base();
    Inspector& inspector = asker(std::move(rules));
    std::array<std::promise<Inspection>, 8> answers;
    for (auto& answer : answers) {
        inspector.inspect(
            {catalog_.find("acme-key"), SecretString(std::string_view(secret_)), {}},
            [&answer](Inspection inspection) { answer.set_value(std::move(inspection)); });
    }
    for (auto& answer : answers) EXPECT_EQ(answer.get_future().get().detail, Detail::live);
    EXPECT_EQ(ask(inspector, "acme-key", secret_).detail, Detail::live);
    EXPECT_EQ(server.requests().size(), 2U);
}

TEST_F(InspectorTest, AskedAnewItIsAskedAgain) {
    auto count = std::make_shared<std::atomic<int>>(0);
    const ScriptedHttp server([count](const HttpSeen&) {
        return ++*count == 1 ? said(200, kLive) : said(401, kRefused);
    });
    Access rules;
    rules.providers["acme"].base = server.base();
    Inspector& inspector = asker(std::move(rules));
    EXPECT_EQ(ask(inspector, "acme-locking", secret_).detail, Detail::live);
    EXPECT_EQ(ask(inspector, "acme-locking", secret_).detail, Detail::live);
    std::promise<Inspection> anew;
    inspector.inspect_anew(
        {catalog_.find("acme-locking"), SecretString(std::string_view(secret_)), {}},
        [&](Inspection inspection) { anew.set_value(std::move(inspection)); });
    EXPECT_EQ(anew.get_future().get().detail, Detail::refused);
    EXPECT_EQ(ask(inspector, "acme-locking", secret_).detail, Detail::refused);
}

TEST_F(InspectorTest, AControlThatGotAFaultIsNoComparison) {
    const Inspection inspection = inspect([this](const HttpSeen& seen) {
        return token(seen) == secret_ ? said(200, kLive) : said(503, "");
    });
    EXPECT_EQ(inspection.detail, Detail::unclear);
    for (const HttpSeen& seen : server_->requests()) EXPECT_NE(token(seen), secret_);
}

/// A kind of code: answers from a thread of its own.
class ThreadedProvider final : public Provider {
  public:
    ~ThreadedProvider() override = default;
    [[nodiscard]] Facts facts(const rules::Signature& /*signature*/) const override {
        Facts facts;
        facts.is_askable = true;
        return facts;
    }
    [[nodiscard]] core::Result<Target> target(const Credential& /*credential*/) const override {
        return Target{"db.acme.invalid", HostSource::configuration};
    }
    [[nodiscard]] core::Result<std::string> explain_question(
        const Credential& /*credential*/) const override {
        return std::string("log in");
    }
    void introspect(Credential credential, InspectionHandler handler) override {
        const bool is_real = credential.secret.reveal().find("real") != std::string_view::npos;
        threads_.emplace_back([is_real, handler = std::move(handler)] {
            Inspection inspection;
            inspection.detail = is_real ? Detail::live : Detail::refused;
            inspection.evidence.mark = is_real ? "logged in" : "28P01";
            handler(std::move(inspection));
        });
    }

  private:
    std::vector<std::jthread> threads_;
};

class OneProvider final : public Providers {
  public:
    explicit OneProvider(Provider& one) : one_(one) {}
    [[nodiscard]] Provider& of(const rules::Signature& /*signature*/) override { return one_; }

  private:
    Provider& one_;
};

/// Two servers on one host: "liar" calls made-up secrets live, "honest" refuses them; a third,
/// "silent", has no made-up ones, and calls everything disabled.
class TwoServers final : public Provider {
  public:
    explicit TwoServers(bool has_administrator = false) : has_administrator_(has_administrator) {}

    [[nodiscard]] Facts facts(const rules::Signature& /*signature*/) const override {
        Facts facts;
        facts.is_askable = true;
        return facts;
    }
    [[nodiscard]] core::Result<Target> target(const Credential& credential) const override {
        const std::string_view secret = credential.secret.reveal();
        return Target{.host = "db.acme.invalid",
                      .source = HostSource::configuration,
                      .service = std::string(secret.substr(0, secret.find(' ')))};
    }
    [[nodiscard]] core::Result<Credential> made_up(const Credential& credential) const override {
        const std::string service = target(credential).value().service;
        if (service == "silent") return core::Error(core::ErrorKind::unsupported, "none");
        return Credential{credential.signature, SecretString(std::string_view(service + " x")), {}};
    }
    [[nodiscard]] core::Result<std::string> explain_question(
        const Credential& /*credential*/) const override {
        return std::string("log in");
    }
    void introspect(Credential credential, InspectionHandler handler) override {
        const std::string_view secret = credential.secret.reveal();
        Inspection inspection;
        inspection.detail = secret == "honest x" ? Detail::refused : Detail::live;
        if (secret.starts_with("silent")) inspection.detail = Detail::disabled;
        inspection.evidence.mark = "said";
        inspection.evidence.is_administrators = has_administrator_;
        handler(std::move(inspection));
    }

  private:
    bool has_administrator_;
};

TEST_F(InspectorTest, ServersOfOneHostHaveAControlEach) {
    TwoServers provider;
    OneProvider providers(provider);
    Access access;
    access.pace = unlimited_pace();
    Inspector inspector(providers, *client_, clock_, access);

    EXPECT_EQ(ask(inspector, "acme-key", "liar real").detail, Detail::control_failed);
    EXPECT_EQ(ask(inspector, "acme-key", "honest real").detail, Detail::live);
    EXPECT_EQ(ask(inspector, "acme-key", "liar other").detail, Detail::control_failed);
}

TEST_F(InspectorTest, WhatAnAdministratorSeesNeedsNoComparison) {
    for (const bool has_administrator : {false, true}) {
        TwoServers provider(has_administrator);
        OneProvider providers(provider);
        Access access;
        access.pace = unlimited_pace();
        Inspector inspector(providers, *client_, clock_, access);

        EXPECT_EQ(ask(inspector, "acme-key", "silent real").detail,
                  has_administrator ? Detail::disabled : Detail::refused);
    }
}

TEST_F(InspectorTest, KindsOfCodeMayAnswerFromThreadsOfTheirOwn) {
    ThreadedProvider provider;
    OneProvider providers(provider);
    Access access;
    access.pace = unlimited_pace();
    Inspector inspector(providers, *client_, clock_, access);
    constexpr int kMany = 50;
    std::atomic<int> live = 0;
    std::promise<void> done;
    for (int i = 0; i < kMany; ++i) {
        const std::string secret = secret_ + std::to_string(i);
        inspector.inspect({catalog_.find("acme-key"), SecretString(std::string_view(secret)), {}},
                          [&](const Inspection& inspection) {
                              if (inspection.detail == Detail::live && ++live == kMany)
                                  done.set_value();
                          });
    }
    EXPECT_EQ(done.get_future().wait_for(10s), std::future_status::ready);
}

TEST_F(InspectorTest, AHangingHostDelaysNobodyElse) {
    const ScriptedHttp hanging([](const HttpSeen&) {
        HttpScripted answer;
        answer.manner = HttpManner::hangs;
        return answer;
    });
    const ScriptedHttp answering([](const HttpSeen&) { return said(200, kLive); });
    Access of_hanging;
    of_hanging.providers["acme"].base = hanging.base();
    Access of_answering;
    of_answering.providers["acme"].base = answering.base();
    std::atomic<bool> has_hung_up = false;
    asker(std::move(of_hanging))
        .inspect({catalog_.find("acme-locking"), SecretString(std::string_view(secret_)), {}},
                 [&](const Inspection&) { has_hung_up = true; });
    EXPECT_EQ(ask(asker(std::move(of_answering)), "acme-locking", secret_).detail, Detail::live);
    EXPECT_FALSE(has_hung_up);
    client_.reset();
    EXPECT_TRUE(has_hung_up);
}

}  // namespace
}  // namespace curfew::provider
