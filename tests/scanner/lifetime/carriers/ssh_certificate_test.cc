#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>

#include <gtest/gtest.h>

#include "scanner/lifetime/carriers/readers.h"
#include "tests/support/carrier_bytes.h"

namespace curfew::lifetime {
namespace {

core::Instant at(std::string_view text) {
    return core::parse_instant(text).value();
}

using support::ssh_certificate;

TEST(SshCertificate, TellsItsTimesIdAndPrincipals) {
    const auto facts = read_ssh_certificate(ssh_certificate({.principals = {"deploy", "root"}}));

    EXPECT_EQ(facts.problem, "");
    EXPECT_EQ(facts.not_before, at("2025-11-24T16:00:00Z"));
    EXPECT_EQ(facts.expires_at, at("2025-11-24T17:00:00Z"));
    EXPECT_EQ(facts.name, "ci-runner");
    EXPECT_EQ(facts.scopes, (std::vector<std::string>{"deploy", "root"}));
}

TEST(SshCertificate, AllOnesIsForeverAndZeroIsAlways) {
    const auto facts = read_ssh_certificate(ssh_certificate(
        {.valid_after = 0, .valid_before = std::numeric_limits<std::uint64_t>::max()}));

    EXPECT_TRUE(facts.never_expires);
    EXPECT_FALSE(facts.expires_at);
    EXPECT_FALSE(facts.not_before);
    EXPECT_EQ(facts.problem, "");
}

TEST(SshCertificate, OneBelowAllOnesIsNoTime) {
    const auto facts = read_ssh_certificate(
        ssh_certificate({.valid_before = std::numeric_limits<std::uint64_t>::max() - 1}));

    EXPECT_FALSE(facts.never_expires);
    EXPECT_EQ(facts.problem, "its times lie past the year 9999");
}

TEST(SshCertificate, Base64AloneIsRead) {
    const std::string line = ssh_certificate({});
    const std::size_t begin = line.find(' ') + 1;

    EXPECT_TRUE(read_ssh_certificate(line.substr(begin, line.rfind(' ') - begin)).expires_at);
}

TEST(SshCertificate, BytesBehindTheSignatureAreRefused) {
    std::string line = ssh_certificate({.key_id = "pad"});
    const std::size_t begin = line.find(' ') + 1;
    std::string body = line.substr(begin, line.rfind(' ') - begin);
    ASSERT_EQ(body.back(), '=');

    body.back() = 'A';  // one byte more behind the same certificate
    EXPECT_NE(read_ssh_certificate(body).problem, "");
}

TEST(SshCertificate, PlainKeysAreNone) {
    const std::string key =
        support::base64(support::counted("ssh-ed25519") + support::counted(std::string(32, 'k')));

    EXPECT_EQ(read_ssh_certificate("ssh-ed25519 " + key).problem, "there is no certificate in it");
    EXPECT_EQ(read_ssh_certificate(key).problem,
              "it is not an OpenSSH certificate of a known type");
}

/// The twin: what ssh-keygen itself signed is read as it was asked for.
TEST(SshCertificate, ReadsWhatSshKeygenSigns) {
    if (std::system("command -v ssh-keygen > /dev/null 2>&1") != 0) GTEST_SKIP();
    std::string folder = std::filesystem::temp_directory_path() / "curfew-ssh-XXXXXX";
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    const std::string sign =
        "cd " + folder + " && ssh-keygen -q -t ed25519 -N '' -f ca && " +
        "ssh-keygen -q -t ecdsa -N '' -f user && " +
        "TZ=UTC ssh-keygen -q -s ca -I made -n a,b -V 20260101000000:20260102000000 user.pub";
    ASSERT_EQ(std::system(sign.c_str()), 0);
    std::ifstream file(folder + "/user-cert.pub");
    std::string line;
    std::getline(file, line);

    const auto facts = read_ssh_certificate(line);

    EXPECT_EQ(facts.not_before, at("2026-01-01T00:00:00Z"));
    EXPECT_EQ(facts.expires_at, at("2026-01-02T00:00:00Z"));
    EXPECT_EQ(facts.name, "made");
    EXPECT_EQ(facts.scopes, (std::vector<std::string>{"a", "b"}));
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace curfew::lifetime
