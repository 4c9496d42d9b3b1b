#include <gtest/gtest.h>

#include "scanner/lifetime/carriers/readers.h"
#include "tests/support/carrier_bytes.h"

namespace curfew::lifetime {
namespace {

using support::certificate_der;
using support::pem;

core::Instant at(std::string_view text) {
    return core::parse_instant(text).value();
}

TEST(X509, TellsItsTimesAndCommonName) {
    const auto facts = read_x509(pem("CERTIFICATE", certificate_der({})));

    EXPECT_EQ(facts.problem, "");
    EXPECT_EQ(facts.not_before, at("2026-01-01T00:00:00Z"));
    EXPECT_EQ(facts.expires_at, at("2027-01-01T00:00:00Z"));
    EXPECT_EQ(facts.name, "tester");
    EXPECT_FALSE(facts.issued_at);
}

TEST(X509, ReadsShortYears) {
    const auto facts =
        read_x509(certificate_der({.not_before = "491231235959Z", .not_after = "20500101000000Z"}));

    EXPECT_EQ(facts.not_before, at("2049-12-31T23:59:59Z"));
    EXPECT_EQ(facts.expires_at, at("2050-01-01T00:00:00Z"));
}

TEST(X509, TheYear9999IsNoEnd) {
    const auto facts = read_x509(certificate_der({.not_after = "99991231235959Z"}));

    EXPECT_TRUE(facts.never_expires);
    EXPECT_FALSE(facts.expires_at);
    EXPECT_EQ(facts.problem, "");
}

TEST(X509, ASecondBeforeTheYear9999EndsIsAnEnd) {
    const auto facts = read_x509(certificate_der({.not_after = "99991231235958Z"}));

    EXPECT_FALSE(facts.never_expires);
    EXPECT_EQ(facts.expires_at, at("9999-12-31T23:59:58Z"));
}

TEST(X509, SpiffeIdIsTheAccount) {
    const auto facts = read_x509(
        certificate_der({.common_name = "", .alternative_name = "URI:spiffe://td.test/web"}));

    EXPECT_EQ(facts.account, "spiffe://td.test/web");
    EXPECT_EQ(facts.name, "spiffe://td.test/web");
}

TEST(X509, InABundleTheOnlyOneThatIsNoAuthorityCounts) {
    const std::string authority =
        pem("CERTIFICATE", certificate_der({.not_after = "20400101000000Z", .is_authority = true}));
    const std::string holder = pem("CERTIFICATE", certificate_der({}));

    EXPECT_EQ(read_x509(authority + holder).expires_at, at("2027-01-01T00:00:00Z"));
}

TEST(X509, InABundleOfEqualsTheFirstCounts) {
    const std::string first = pem("CERTIFICATE", certificate_der({}));
    const std::string second =
        pem("CERTIFICATE", certificate_der({.not_after = "20400101000000Z"}));

    EXPECT_EQ(read_x509(first + second).expires_at, at("2027-01-01T00:00:00Z"));
}

TEST(X509, KeysBesideTheCertificateArePassedOver) {
    const std::string key = pem(std::string("PRIVATE ") + "KEY", std::string(40, 'x'));

    EXPECT_TRUE(read_x509(key + pem("CERTIFICATE", certificate_der({}))).expires_at);
}

TEST(X509, PemInAJsonStringOrWithoutLineBreaksIsRead) {
    std::string escaped = pem("CERTIFICATE", certificate_der({}));
    std::string flat;
    for (const char letter : escaped)
        flat += letter == '\n' ? std::string("\\n") : std::string(1, letter);

    EXPECT_TRUE(read_x509(flat).expires_at);
    std::erase(escaped, '\n');
    EXPECT_TRUE(read_x509(escaped).expires_at);
}

TEST(X509, Base64OfPemOrDerIsRead) {
    const std::string der = certificate_der({});

    EXPECT_TRUE(read_x509(support::base64(der)).expires_at);
    EXPECT_TRUE(read_x509(support::base64(pem("CERTIFICATE", der))).expires_at);
}

TEST(X509, TheOtherLabelsOfCertificatesAreRead) {
    for (const std::string label : {"X509 CERTIFICATE", "TRUSTED CERTIFICATE"}) {
        EXPECT_EQ(read_x509(pem(label, certificate_der({}))).problem, "") << label;
    }
}

TEST(X509, WhatIsNoCertificateSaysSo) {
    EXPECT_EQ(read_x509("").problem, "the certificate cannot be read");
    EXPECT_EQ(read_x509("hello").problem, "it is neither PEM nor DER");
    EXPECT_EQ(read_x509(pem("CERTIFICATE REQUEST", "abc")).problem,
              "there is no certificate in it");
    EXPECT_EQ(read_x509(pem("CERTIFICATE", "abc")).problem, "a certificate in it cannot be read");
    EXPECT_EQ(read_x509(certificate_der({}) + "x").problem, "the certificate cannot be read");
}

TEST(X509, TimesThatAreNoTimesAreAProblem) {
    const auto facts = read_x509(certificate_der({.not_after = "20271399999999Z"}));

    EXPECT_FALSE(facts.expires_at);
    EXPECT_NE(facts.problem, "");
}

}  // namespace
}  // namespace curfew::lifetime
