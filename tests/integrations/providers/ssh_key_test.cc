#include "integrations/providers/ssh_key.h"

#include "tests/integrations/providers/ssh_world.h"

namespace curfew::providers {
namespace {

using core::ErrorKind;
using support::TempDir;

std::string output_of(const std::vector<std::string>& arguments) {
    const auto outcome = support::run_client({.program = kKeygen, .arguments = arguments});
    return outcome.has_value() ? outcome.value().output : std::string();
}

TEST(ParseSshKey, LineAndFingerprintAreOpenSshsOwn) {
    const TempDir folder;
    make_key(folder, "plain");

    const SshPublicKey key = key_in(folder, "plain");

    EXPECT_EQ(key.type, "ssh-ed25519");
    EXPECT_TRUE(support::read_file(folder.at("plain.pub")).starts_with(key.line()));
    EXPECT_NE(output_of({"-l", "-f", folder.at("plain.pub")}).find(key.fingerprint() + " "),
              std::string::npos);
}

TEST(ParseSshKey, WhatIsCutOffForeignOrMislabelledIsInvalid) {
    const TempDir folder;
    make_key(folder, "plain");
    const std::string line = key_in(folder, "plain").line();

    for (const std::string& text :
         {std::string(), std::string("ssh-ed25519"), line.substr(0, line.size() - 8),
          "ssh-rsa " + line.substr(line.find(' ') + 1), line + "AAAA",
          std::string("ssh-new AAAAB3NzaC1uZXc=")}) {
        const auto key = parse_ssh_key(text);

        ASSERT_FALSE(key.has_value()) << text;
        EXPECT_EQ(key.error().kind(), ErrorKind::invalid_input);
    }
}

struct KeyKind {
    const char* type;
    const char* bits;
};

class ParseSshCertificate : public testing::TestWithParam<KeyKind> {};

TEST_P(ParseSshCertificate, HoldsTheKeyItsAuthorityAndItsNumber) {
    const TempDir folder;
    make_key(folder, "ca");
    ASSERT_EQ(keygen({"-q", "-t", GetParam().type, "-b", GetParam().bits, "-N", "", "-f",
                      folder.at("task")}),
              0);
    ASSERT_EQ(keygen({"-q", "-s", folder.at("ca"), "-I", "task-17", "-n", "root", "-z",
                      "18446744073709551615", folder.at("task.pub")}),
              0);

    const SshCertificate certificate = certificate_in(folder, "task");

    EXPECT_EQ(certificate.key, key_in(folder, "task"));
    EXPECT_EQ(certificate.authority, key_in(folder, "ca"));
    EXPECT_EQ(certificate.serial, 18'446'744'073'709'551'615U);
    EXPECT_EQ(certificate.key_id, "task-17");
    EXPECT_TRUE(certificate.is_for_user);
}

INSTANTIATE_TEST_SUITE_P(Kinds, ParseSshCertificate,
                         testing::Values(KeyKind{"ed25519", "256"}, KeyKind{"rsa", "2048"},
                                         KeyKind{"ecdsa", "384"}),
                         [](const auto& row) { return std::string(row.param.type); });

TEST(ParseSshCertificate, OneForAHostIsNotForAUser) {
    const TempDir folder;
    make_key(folder, "ca");
    make_key(folder, "web");
    ASSERT_EQ(keygen({"-q", "-h", "-s", folder.at("ca"), "-I", "web", folder.at("web.pub")}), 0);

    EXPECT_FALSE(certificate_in(folder, "web").is_for_user);
}

TEST(ParseSshCertificate, EveryCutIsInvalid) {
    const TempDir folder;
    make_key(folder, "ca");
    make_key(folder, "task");
    ASSERT_EQ(keygen({"-q", "-s", folder.at("ca"), "-I", "x", folder.at("task.pub")}), 0);
    const std::string line = certificate_in(folder, "task").line;

    for (std::size_t size = 0; size < line.size(); ++size) {
        EXPECT_FALSE(parse_ssh_certificate(line.substr(0, size)).has_value()) << size;
    }
}

}  // namespace
}  // namespace curfew::providers
