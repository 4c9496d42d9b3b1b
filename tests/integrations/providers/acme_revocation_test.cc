/// A real ACME server (Pebble) for what is done, a scripted one for what goes wrong.
#include "integrations/providers/acme_revocation.h"

#include <optional>

#include "tests/integrations/providers/x509_world.h"
#include "tests/support/scripted_http.h"
#include "tests/support/servers/pebble.h"

namespace curfew::providers {
namespace {

using provider::Step;
using support::HttpManner;
using support::HttpScripted;
using support::HttpSeen;
using support::Pebble;
using support::ScriptedHttp;

AcmeRevocation revocation_of(const std::string& directory, const Pebble::Issued& issued) {
    const auto subject =
        x509_subject_of(certificate_credential(issued.certificate, issued.key), {});
    EXPECT_TRUE(subject.has_value());
    return {.directory = directory,
            .account = {},
            .key = private_key_in(issued.key).value(),
            .certificate = subject.value().der()};
}

Step revoke(core::HttpClient& client, AcmeRevocation revocation) {
    return wait_for<Step>(
        [&](auto done) { start_acme_revocation(client, kClock, std::move(revocation), done); });
}

/// A real server, one certificate of its, and who asks it.
class AcmeRevocationAtPebble : public testing::Test {
  protected:
    void SetUp() override {
        auto started = Pebble::start();
        ASSERT_TRUE(started.has_value()) << started.error().message();
        server_.emplace(std::move(started).value());
        auto issued = server_->issue("a.example");
        ASSERT_TRUE(issued.has_value()) << issued.error().message();
        issued_ = std::move(issued).value();
        client_ = make_client(server_->trusted_file());
    }

    /// What the server itself says.
    [[nodiscard]] std::string status() const {
        return server_->status_of(serial_of(issued_.certificate)).value();
    }
    [[nodiscard]] AcmeRevocation revocation() const {
        return revocation_of(server_->directory(), issued_);
    }

    std::optional<Pebble> server_;
    Pebble::Issued issued_;
    std::unique_ptr<http::CurlClient> client_;
};

TEST_F(AcmeRevocationAtPebble, TheServerTakesItOnceAndSaysSoTheSecondTime) {
    ASSERT_EQ(status(), "Valid");

    const Step first = revoke(*client_, revocation());
    const Step second = revoke(*client_, revocation());

    EXPECT_EQ(first.state, Step::State::accepted) << first.reason;
    EXPECT_EQ(first.evidence.host, "localhost");
    EXPECT_EQ(status(), "Revoked");
    EXPECT_EQ(second.state, Step::State::already_gone) << second.reason;
    EXPECT_EQ(second.evidence.mark, "alreadyRevoked");
}

TEST_F(AcmeRevocationAtPebble, AnAccountMayEndItsOwnCertificate) {
    AcmeRevocation by_account = revocation();
    by_account.account = issued_.account_url;
    by_account.key = private_key_in(issued_.account_key).value();

    const Step step = revoke(*client_, std::move(by_account));

    EXPECT_EQ(step.state, Step::State::accepted) << step.reason;
    EXPECT_EQ(status(), "Revoked");
}

TEST_F(AcmeRevocationAtPebble, SomebodyElsesKeyIsRefused) {
    AcmeRevocation by_stranger = revocation();
    by_stranger.key = KeyHandle(EVP_EC_gen("P-256"));

    const Step step = revoke(*client_, std::move(by_stranger));

    EXPECT_EQ(step.state, Step::State::refused) << step.reason;
    EXPECT_EQ(status(), "Valid");
}

/// A server whose `revokeCert` answers as the test says.
class ScriptedAuthority : public testing::Test {
  protected:
    using Script = std::function<HttpScripted(const HttpSeen&)>;

    Step revoke_at(const Script& script) {
        auto own_base = std::make_shared<std::string>();
        const ScriptedHttp server([own_base, script](const HttpSeen& seen) {
            if (seen.target == "/dir") {
                return HttpScripted{.body = R"({"newNonce":")" + *own_base +
                                            R"(/nonce","revokeCert":")" + *own_base + R"(/end"})"};
            }
            if (seen.target == "/nonce") {
                return HttpScripted{.headers = {{"Replay-Nonce", "first"}}};
            }
            return script(seen);
        });
        *own_base = server.base();
        const auto client = make_client();
        const Step step = revoke(*client, made_up(server.base() + "/dir"));
        posts_ = 0;
        for (const HttpSeen& seen : server.requests()) posts_ += seen.method == "POST" ? 1 : 0;
        return step;
    }

    static AcmeRevocation made_up(const std::string& directory) {
        return {.directory = directory,
                .account = {},
                .key = KeyHandle(EVP_EC_gen("P-256")),
                .certificate = "der"};
    }
    static HttpScripted problem(int status, const std::string& word) {
        return {.status = status,
                .body = R"({"type":"urn:ietf:params:acme:error:)" + word + R"("})",
                .headers = {{"Replay-Nonce", "next"}}};
    }

    int posts_ = 0;
};

TEST_F(ScriptedAuthority, ARefusedNonceIsTriedOnceMoreWithTheNewOne) {
    int asked = 0;
    const Step step = revoke_at([&asked](const HttpSeen&) {
        return ++asked == 1 ? problem(400, "badNonce") : HttpScripted{.body = ""};
    });

    EXPECT_EQ(step.state, Step::State::accepted) << step.reason;
    EXPECT_EQ(posts_, 2);
}

TEST_F(ScriptedAuthority, ASecondRefusedNonceIsTheEnd) {
    const Step step = revoke_at([](const HttpSeen&) { return problem(400, "badNonce"); });

    EXPECT_EQ(step.state, Step::State::refused);
    EXPECT_EQ(posts_, 2);
}

TEST_F(ScriptedAuthority, WhatIsNotUnderstoodIsUnclearAndNotRepeated) {
    for (const HttpScripted& answer :
         {HttpScripted{.status = 500}, HttpScripted{.status = 503, .body = "<html>"},
          HttpScripted{.status = 302, .headers = {{"Location", "https://elsewhere.test/"}}},
          HttpScripted{.status = 403, .body = "{}"}, HttpScripted{.manner = HttpManner::closes}}) {
        const Step step = revoke_at([answer](const HttpSeen&) { return answer; });

        EXPECT_EQ(step.state, Step::State::unclear) << answer.status << step.reason;
        EXPECT_EQ(posts_, 1);
    }
}

TEST_F(ScriptedAuthority, AProblemsWordIsShownOnlyIfItIsOne) {
    EXPECT_EQ(revoke_at([](const HttpSeen&) { return problem(403, "unauthorized"); }).reason,
              "the certificate authority says unauthorized");
    EXPECT_EQ(revoke_at([](const HttpSeen&) { return problem(403, "a b\\u001b[31m"); }).state,
              Step::State::unclear);
}

TEST_F(ScriptedAuthority, ADirectoryThatPointsElsewhereIsNotFollowed) {
    const ScriptedHttp server([](const HttpSeen&) {
        return HttpScripted{.body = R"({"newNonce":"https://elsewhere.test/n",)"
                                    R"("revokeCert":"https://elsewhere.test/r"})"};
    });
    const auto client = make_client();

    const Step step = revoke(*client, made_up(server.base() + "/dir"));

    EXPECT_EQ(step.state, Step::State::not_sent);
    EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(ScriptedAuthority, NoDirectoryOrNoNonceIsNotSent) {
    const auto client = make_client();
    const ScriptedHttp page([](const HttpSeen&) { return HttpScripted{.body = "<html>"}; });
    EXPECT_EQ(revoke(*client, made_up(page.base() + "/dir")).state, Step::State::not_sent);

    auto own_base = std::make_shared<std::string>();
    const ScriptedHttp without([own_base](const HttpSeen&) {
        return HttpScripted{.body = R"({"newNonce":")" + *own_base + R"(/n","revokeCert":")" +
                                    *own_base + R"(/r"})"};
    });
    *own_base = without.base();
    EXPECT_EQ(revoke(*client, made_up(without.base() + "/dir")).state, Step::State::not_sent);
    EXPECT_EQ(revoke(*client, made_up("https://localhost:1/dir")).state, Step::State::not_sent);
}

}  // namespace
}  // namespace curfew::providers
