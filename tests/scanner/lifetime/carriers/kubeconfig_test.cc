#include <gtest/gtest.h>

#include "scanner/lifetime/carriers/readers.h"
#include "tests/support/carrier_bytes.h"

namespace curfew::lifetime {
namespace {

core::Instant at(std::string_view text) {
    return core::parse_instant(text).value();
}

using support::base64;
using support::certificate_der;
using support::pem;

std::string client_certificate() {
    return base64(pem("CERTIFICATE", certificate_der({})));
}

std::string file(const std::string& user) {
    return "apiVersion: v1\nkind: Config\nclusters:\n- name: c\n  cluster:\n"
           "    server: https://k.test\nusers:\n- name: a\n  user:\n" +
           user;
}

TEST(Kubeconfig, ClientCertificateTellsItsTimes) {
    const auto facts =
        read_kubeconfig(file("    client-certificate-data: " + client_certificate() + "\n"));

    EXPECT_EQ(facts.problem, "");
    EXPECT_EQ(facts.carrier, "kubeconfig");
    EXPECT_EQ(facts.expires_at, at("2027-01-01T00:00:00Z"));
    EXPECT_EQ(facts.name, "tester");
}

TEST(Kubeconfig, TokenIsReadAsAJwt) {
    EXPECT_EQ(read_kubeconfig(file("    token: " + support::jwt(R"({"exp":1764003600})") + "\n"))
                  .expires_at,
              at("2025-11-24T17:00:00Z"));
}

TEST(Kubeconfig, OpaqueTokenTellsNothingAndIsNoProblem) {
    const auto facts = read_kubeconfig(file("    token: abcdef\n"));

    EXPECT_EQ(facts.problem, "");
    EXPECT_FALSE(facts.expires_at || facts.never_expires);
}

TEST(Kubeconfig, AccessTokenHasItsExpiryBeside) {
    const auto facts =
        read_kubeconfig(file("    auth-provider:\n      config:\n        access-token: abc\n"
                             "        expiry: \"2026-11-22T09:30:00Z\"\n"));

    EXPECT_EQ(facts.expires_at, at("2026-11-22T09:30:00Z"));
}

TEST(Kubeconfig, SeveralCredentialsTellNothing) {
    EXPECT_EQ(read_kubeconfig(file("    token: abc\n- name: b\n  user:\n    token: def\n")).problem,
              "it holds several credentials");
}

TEST(Kubeconfig, OneValueAloneIsRead) {
    EXPECT_EQ(read_kubeconfig(client_certificate()).expires_at, at("2027-01-01T00:00:00Z"));
    EXPECT_EQ(read_kubeconfig(support::jwt(R"({"exp":1764003600})")).expires_at,
              at("2025-11-24T17:00:00Z"));
}

TEST(Kubeconfig, JsonIsReadAsWell) {
    const auto facts = read_kubeconfig(
        "{\n \"users\": [{\n \"user\": {\n"
        "  \"client-certificate-data\": \"" +
        client_certificate() + "\"\n }}]}\n");

    EXPECT_EQ(facts.expires_at, at("2027-01-01T00:00:00Z"));
}

TEST(Kubeconfig, WithoutACredentialSaysSo) {
    EXPECT_EQ(read_kubeconfig("").problem, "there is no credential with times in it");
    EXPECT_EQ(read_kubeconfig(file("    exec:\n      command: aws\n")).problem,
              "there is no credential with times in it");
}

}  // namespace
}  // namespace curfew::lifetime
