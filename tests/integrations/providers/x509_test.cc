/// Five questions, with a real authority (`openssl ca`, `openssl ocsp`) behind the addresses and a
/// real ACME server for the ending.
#include "integrations/providers/x509.h"

#include <optional>

#include "tests/integrations/providers/x509_world.h"
#include "tests/support/scripted_http.h"
#include "tests/support/servers/certificate_authority.h"
#include "tests/support/servers/pebble.h"

namespace curfew::providers {
namespace {

using core::ErrorKind;
using core::SecretString;
using provider::Access;
using provider::Binding;
using provider::Credential;
using provider::Detail;
using provider::Inspection;
using provider::Proof;
using provider::Step;
using support::CertificateAuthority;
using support::HttpScripted;
using support::HttpSeen;
using support::OpensslCa;
using support::Pebble;
using support::ScriptedHttp;
using support::TempDir;

class X509Conformance : public testing::Test {
  protected:
    X509Conformance()
        : ca_(folder_),
          server_([this](const HttpSeen& seen) {
              return HttpScripted{.body =
                                      seen.target == "/list" ? list_ : ca_.answer_ocsp(seen.body)};
          }),
          client_(make_client()) {
        ca_.set_addresses(server_.base() + "/list", server_.base() + "/ocsp");
        ca_.issue("web");
        list_ = ca_.list();
        access_.hosts = {"127.0.0.1"};
        access_.providers["x509"].settings = {{"issuers", ca_.path("ca.crt")}};
    }

    [[nodiscard]] std::unique_ptr<provider::Provider> made() const {
        return make_x509_provider(*client_, kClock, access_);
    }
    [[nodiscard]] Credential web() const { return certificate_credential(ca_.text("web.crt")); }
    [[nodiscard]] Inspection ask(Credential credential) const {
        const auto x509 = made();
        return wait_for<Inspection>(
            [&](auto done) { x509->introspect(std::move(credential), done); });
    }
    [[nodiscard]] Proof prove(Credential credential) const {
        const auto x509 = made();
        return wait_for<Proof>(
            [&](auto done) { x509->prove_dead(std::move(credential), {}, true, done); });
    }

    TempDir folder_;
    OpensslCa ca_;
    std::string list_;
    ScriptedHttp server_;
    std::unique_ptr<http::CurlClient> client_;
    Access access_;
};

TEST_F(X509Conformance, AliveThenRevokedThenDeadByOcspAndList) {
    const Inspection before = ask(web());
    EXPECT_EQ(prove(web()).state, Proof::State::alive);

    ca_.revoke("web");
    const Proof lagging = prove(web());
    list_ = ca_.list();
    const Proof proof = prove(web());

    EXPECT_EQ(before.detail, Detail::live) << before.reason;
    EXPECT_EQ(before.owner, "web");
    EXPECT_TRUE(core::instant_of(before.expires_at).has_value());
    EXPECT_EQ(before.evidence.mark, "OCSP: the responder says good");
    EXPECT_EQ(lagging.state, Proof::State::alive) << "the list is the old one: " << lagging.reason;
    EXPECT_EQ(ask(web()).detail, Detail::revoked);
    EXPECT_EQ(proof.state, Proof::State::dead) << proof.reason;
    EXPECT_EQ(proof.evidence.size(), 2U);
}

TEST_F(X509Conformance, OnHoldIsDisabledAndNotDead) {
    ca_.revoke("web", "certificateHold");
    list_ = ca_.list();

    EXPECT_EQ(ask(web()).detail, Detail::disabled);
    EXPECT_EQ(prove(web()).state, Proof::State::unclear);
}

TEST_F(X509Conformance, AMadeUpOneIsRefusedAndNobodyIsAsked) {
    const auto control = made()->made_up(web());
    ASSERT_TRUE(control.has_value());

    const Inspection answer = ask(control.value().duplicate());
    EXPECT_EQ(answer.detail, Detail::refused);
    EXPECT_TRUE(provider::is_answer(answer.evidence)) << "otherwise nothing is believed after it";
    EXPECT_TRUE(server_.requests().empty());
}

TEST_F(X509Conformance, WithoutTheRightNothingIsSent) {
    const auto x509 = made();
    const auto binding = wait_for<Binding>([&](auto done) { x509->bind(web(), done); });

    const auto step = wait_for<Step>([&](auto done) { x509->revoke(web(), binding, done); });
    access_.providers["x509"].settings["acme_directory"] = server_.base() + "/dir";
    const auto with_directory = made();
    const auto keyless =
        wait_for<Step>([&](auto done) { with_directory->revoke(web(), binding, done); });
    const auto unbound =
        wait_for<Step>([&](auto done) { with_directory->revoke(web(), {}, done); });

    EXPECT_EQ(binding.state, Binding::State::bound);
    EXPECT_EQ(binding.how, "embedded");
    for (const Step* one : {&step, &keyless, &unbound}) {
        EXPECT_EQ(one->state, Step::State::not_sent) << one->reason;
    }
    EXPECT_TRUE(server_.requests().empty());
}

TEST_F(X509Conformance, AKeyOfAnotherCertificateNeedsAPerson) {
    ca_.issue("other");
    const auto x509 = made();

    const auto binding = wait_for<Binding>([&](auto done) {
        x509->bind(certificate_credential(ca_.text("web.crt"), ca_.text("other.key")), done);
    });

    EXPECT_EQ(binding.state, Binding::State::ambiguous);
    EXPECT_NE(binding.reason.find("needs a person"), std::string::npos);
}

TEST_F(X509Conformance, OneThatRanOutIsExpiredAndDead) {
    ca_.issue("old", {"-startdate", "20200101000000Z", "-enddate", "20200102000000Z"});
    ca_.issue("new", {"-startdate", "20900101000000Z", "-enddate", "20910102000000Z"});
    const auto credential = [this](const std::string& name) {
        return certificate_credential(ca_.text(name + ".crt"));
    };

    EXPECT_EQ(ask(credential("old")).detail, Detail::expired);
    EXPECT_EQ(ask(made()->made_up(credential("old")).value()).detail, Detail::refused);
    EXPECT_EQ(prove(credential("old")).state, Proof::State::dead);
    EXPECT_EQ(ask(credential("new")).detail, Detail::unclear);
    EXPECT_EQ(ask(credential("ca")).detail, Detail::not_askable) << "signed by itself";
}

TEST_F(X509Conformance, AHostThatIsNotNamedIsNotAsked) {
    access_.hosts.clear();

    EXPECT_EQ(made()->target(web()).error().kind(), ErrorKind::denied);
    EXPECT_EQ(ask(web()).detail, Detail::not_asked);
    EXPECT_EQ(prove(web()).state, Proof::State::unclear);
    EXPECT_FALSE(made()->facts(x509_signature()).is_askable);
    EXPECT_TRUE(server_.requests().empty());
}

TEST_F(X509Conformance, AWrongConfigurationIsSaid) {
    access_.providers["x509"].settings["issuers"] = "/no/such/file";
    EXPECT_NE(ask(web()).reason.find("[provider.x509] issuers"), std::string::npos);

    access_.providers["x509"].settings = {{"crl", "ldap://x"}};
    EXPECT_EQ(made()->target(web()).error().kind(), ErrorKind::invalid_input);
}

TEST_F(X509Conformance, WhatWouldBeSentIsExplained) {
    access_.providers["x509"].settings["acme_directory"] = "https://ca.test/dir";
    const auto x509 = made();

    EXPECT_EQ(x509->target(web()).value().host, "127.0.0.1");
    EXPECT_NE(x509->explain_question(web()).value().find("GET " + server_.base() + "/list"),
              std::string::npos);
    EXPECT_NE(x509->explain_ending(web(), {}).value().find("{id}"), std::string::npos);
    EXPECT_TRUE(x509->facts(x509_signature()).can_end);
}

TEST(X509Authority, WhatItsOwnClientLearnsIsWhatWeSay) {
    const auto authority = CertificateAuthority::start();
    ASSERT_TRUE(authority.has_value()) << authority.error().message();
    const CertificateAuthority& ca = authority.value();
    const auto web = ca.issue("web.example");
    ASSERT_TRUE(web.has_value()) << web.error().message();
    const auto client = make_client();
    Access access;
    access.hosts = {"127.0.0.1"};
    access.providers["x509"].settings = {{"issuers", ca.certificate_file()}};
    const auto x509 = make_x509_provider(*client, kClock, access);
    const auto ask = [&] {
        return wait_for<Inspection>([&](auto done) {
            x509->introspect(certificate_credential(web.value().certificate), done);
        });
    };
    const auto prove = [&] {
        return wait_for<Proof>([&](auto done) {
            x509->prove_dead(certificate_credential(web.value().certificate), {}, true, done);
        });
    };

    EXPECT_EQ(ca.status_of(web.value()).value(), "good");
    EXPECT_EQ(ask().detail, Detail::live);
    ca.set_available(false);
    EXPECT_EQ(ask().detail, Detail::unclear);
    EXPECT_EQ(prove().state, Proof::State::unclear);
    ca.set_available(true);
    ASSERT_TRUE(ca.revoke(web.value()).has_value());

    EXPECT_EQ(ca.status_of(web.value()).value(), "revoked");
    EXPECT_EQ(ask().detail, Detail::revoked);
    EXPECT_EQ(prove().state, Proof::State::dead) << prove().reason;
}

/// Certificates of a real ACME server, ended through the provider.
class X509Ending : public testing::Test {
  protected:
    void SetUp() override {
        auto started = Pebble::start();
        ASSERT_TRUE(started.has_value()) << started.error().message();
        server_.emplace(std::move(started).value());
        auto issued = server_->issue("a.example");
        ASSERT_TRUE(issued.has_value()) << issued.error().message();
        issued_ = std::move(issued).value();
        client_ = make_client(server_->trusted_file());
        access_.providers["x509"].settings = {{"acme_directory", server_->directory()}};
    }

    /// Bound and ended; twice, since the second time says something else.
    std::vector<Step> end_twice(std::string_view key, std::string_view how) {
        const auto x509 = make_x509_provider(*client_, kClock, access_);
        const auto credential = [&] { return certificate_credential(issued_.certificate, key); };
        const auto binding = wait_for<Binding>([&](auto done) { x509->bind(credential(), done); });
        EXPECT_EQ(binding.how, how);
        std::vector<Step> steps;
        for (int i = 0; i < 2; ++i) {
            steps.push_back(
                wait_for<Step>([&](auto done) { x509->revoke(credential(), binding, done); }));
        }
        return steps;
    }

    std::optional<Pebble> server_;
    Pebble::Issued issued_;
    std::unique_ptr<http::CurlClient> client_;
    Access access_;
};

TEST_F(X509Ending, AKeyWithItsCertificateEndsItOverAcme) {
    const std::vector<Step> steps = end_twice(issued_.key, "self");

    EXPECT_EQ(steps[0].state, Step::State::accepted) << steps[0].reason;
    EXPECT_EQ(steps[1].state, Step::State::already_gone) << steps[1].reason;
    EXPECT_EQ(server_->status_of(serial_of(issued_.certificate)).value(), "Revoked");
}

TEST_F(X509Ending, AnAccountEndsACertificateWithoutItsKey) {
    access_.providers["x509"].settings["acme_account"] = issued_.account_url;
    access_.providers["x509"].admin = SecretString(std::string_view(issued_.account_key));

    const std::vector<Step> steps = end_twice({}, "embedded");

    EXPECT_EQ(steps[0].state, Step::State::accepted) << steps[0].reason;
    EXPECT_EQ(steps[1].state, Step::State::already_gone) << steps[1].reason;
    EXPECT_EQ(server_->status_of(serial_of(issued_.certificate)).value(), "Revoked");
}

}  // namespace
}  // namespace curfew::providers
