#include "tests/support/servers/certificate_authority.h"

#include <gtest/gtest.h>

#include "tests/support/servers/loopback.h"

namespace curfew::support {
namespace {

/// What OpenSSL reads in the published list.
std::string list_text(const std::string& bytes) {
    const TempDir folder;
    const auto outcome = run_client({.program = "/usr/bin/openssl",
                                     .arguments = {"crl", "-inform", "DER", "-noout", "-text",
                                                   "-in", folder.write("list", bytes)}});
    return outcome.has_value() ? outcome.value().output : std::string();
}

TEST(CertificateAuthority, SaysByListAndOcspWhatItRevoked) {
    const auto authority = CertificateAuthority::start();
    ASSERT_TRUE(authority.has_value()) << authority.error().message();
    const auto kept = authority.value().issue("kept.test");
    const auto ended = authority.value().issue("ended.test");
    ASSERT_TRUE(kept.has_value() && ended.has_value());
    EXPECT_EQ(authority.value().status_of(ended.value()).value(), "good");

    ASSERT_TRUE(authority.value().revoke(ended.value()).has_value());

    EXPECT_EQ(authority.value().status_of(ended.value()).value(), "revoked");
    EXPECT_EQ(authority.value().status_of(kept.value()).value(), "good");
    const auto list = ask({.port = authority.value().port(), .target = "/list.crl"});
    const std::string text = list_text(list.value().body);
    EXPECT_NE(text.find(ended.value().serial), std::string::npos) << text;
    EXPECT_EQ(text.find(kept.value().serial), std::string::npos);
}

TEST(CertificateAuthority, OneOfAnotherAuthorityIsUnknownHere) {
    const auto authority = CertificateAuthority::start();
    const auto other = CertificateAuthority::start();
    ASSERT_TRUE(authority.has_value() && other.has_value());
    const auto foreign = other.value().issue("foreign.test");
    ASSERT_TRUE(foreign.has_value());

    EXPECT_EQ(authority.value().status_of(foreign.value()).value(), "unknown");
}

TEST(CertificateAuthority, IssuesForTheTimesItIsGivenAndIsSilentWhenUnavailable) {
    const auto authority = CertificateAuthority::start();
    ASSERT_TRUE(authority.has_value()) << authority.error().message();

    const auto ended = authority.value().issue("past.test", {"20200101000000Z", "20200102000000Z"});
    authority.value().set_available(false);

    ASSERT_TRUE(ended.has_value()) << ended.error().message();
    EXPECT_NE(ended.value().certificate.find("CERTIFICATE"), std::string::npos);
    EXPECT_FALSE(authority.value().status_of(ended.value()).has_value());
}

}  // namespace
}  // namespace curfew::support
