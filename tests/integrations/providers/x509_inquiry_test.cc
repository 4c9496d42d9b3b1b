#include "integrations/providers/x509_inquiry.h"

#include "tests/integrations/providers/x509_world.h"
#include "tests/support/scripted_http.h"

namespace curfew::providers {
namespace {

using core::ErrorKind;
using provider::HostSource;
using support::HttpManner;
using support::HttpScripted;
using support::HttpSeen;
using support::OpensslCa;
using support::ScriptedHttp;
using support::TempDir;
using State = X509Status::State;

class X509InquiryTest : public testing::Test {
  protected:
    X509InquiryTest() : ca_(folder_) {
        ca_.set_addresses("http://crl.test/a.crl", "http://ocsp.test/");
        ca_.issue("web");
    }

    [[nodiscard]] core::Result<std::vector<X509Question>> questions(
        const X509Addresses& configured, const std::set<std::string>& hosts) const {
        return questions_about(*subject_from(ca_, "web").certificate, configured, hosts);
    }
    [[nodiscard]] std::vector<X509Answer> ask(const std::string& base, HowMany how_many) const {
        const auto client = make_client();
        const auto subject = std::make_shared<const X509Subject>(subject_from(ca_, "web"));
        auto asked = questions({.ocsp = base + "/ocsp", .list = base + "/list"}, {});
        EXPECT_TRUE(asked.has_value());
        return wait_for<std::vector<X509Answer>>([&](auto done) {
            start_inquiry(*client, kClock, {subject, asked.value(), how_many}, done);
        });
    }

    TempDir folder_;
    OpensslCa ca_;
};

TEST_F(X509InquiryTest, HostsInsideACertificateAreAskedOnlyIfTheConfigurationNamesThem) {
    const auto none = questions({}, {});
    const auto one = questions({}, {"crl.test"});
    const auto both = questions({}, {"crl.test", "ocsp.test"});

    EXPECT_EQ(none.error().kind(), ErrorKind::denied);
    ASSERT_EQ(one.value().size(), 1U);
    EXPECT_EQ(one.value().front().host, "crl.test");
    EXPECT_EQ(one.value().front().source, HostSource::beside);
    ASSERT_EQ(both.value().size(), 2U);
    EXPECT_TRUE(both.value().front().is_ocsp);
}

TEST_F(X509InquiryTest, ConfiguredAddressesTakeTheirPlace) {
    const auto asked = questions({.ocsp = "https://mirror.test/ocsp", .list = {}}, {});

    ASSERT_EQ(asked.value().size(), 1U);
    EXPECT_EQ(asked.value().front().host, "mirror.test");
    EXPECT_EQ(asked.value().front().source, HostSource::configuration);
}

TEST_F(X509InquiryTest, ACertificateWithoutAddressesIsUnsupported) {
    ca_.set_addresses({}, {});
    ca_.issue("web");

    EXPECT_EQ(questions({}, {"crl.test"}).error().kind(), ErrorKind::unsupported);
}

TEST_F(X509InquiryTest, AnAddressThatIsNoWebAddressIsPassedOver) {
    ca_.set_addresses("ldap://crl.test/cn=a", "http://user@ocsp.test/");
    ca_.issue("web");

    EXPECT_EQ(questions({}, {"crl.test", "ocsp.test"}).error().kind(), ErrorKind::unsupported);
}

TEST_F(X509InquiryTest, TheListIsAskedWhereTheResponderIsUnclear) {
    const std::string list = ca_.list();
    const ScriptedHttp server([&](const HttpSeen& seen) {
        return seen.target == "/list" ? HttpScripted{.body = list} : HttpScripted{.status = 500};
    });

    const auto answers = ask(server.base(), HowMany::until_clear);

    ASSERT_EQ(answers.size(), 2U);
    EXPECT_EQ(answers[0].status.state, State::unclear);
    EXPECT_EQ(answers[1].status.state, State::good) << answers[1].status.reason;
    EXPECT_EQ(answers[1].evidence.status, 200);
    EXPECT_EQ(server.requests()[0].headers.at("content-type"), "application/ocsp-request");
}

TEST_F(X509InquiryTest, AClearAnswerEndsItUnlessAllAreWanted) {
    const std::string list = ca_.list();
    const ScriptedHttp server([&](const HttpSeen& seen) {
        return HttpScripted{.body = seen.target == "/list" ? list : ca_.answer_ocsp(seen.body)};
    });

    EXPECT_EQ(ask(server.base(), HowMany::until_clear).size(), 1U);
    EXPECT_EQ(ask(server.base(), HowMany::all).size(), 2U);
}

TEST_F(X509InquiryTest, AnEndlessListIsUnclearNotFatal) {
    const ScriptedHttp server([](const HttpSeen& seen) {
        if (seen.target == "/list") return HttpScripted{.manner = HttpManner::endless};
        return HttpScripted{.manner = HttpManner::closes};
    });

    const auto answers = ask(server.base(), HowMany::all);

    ASSERT_EQ(answers.size(), 2U);
    for (const X509Answer& answer : answers) EXPECT_EQ(answer.status.state, State::unclear);
}

}  // namespace
}  // namespace curfew::providers
