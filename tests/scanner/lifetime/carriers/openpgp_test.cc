#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "scanner/lifetime/carriers/readers.h"
#include "tests/support/carrier_bytes.h"

namespace curfew::lifetime {
namespace {

core::Instant at(std::string_view text) {
    return core::parse_instant(text).value();
}

using support::pgp_key;

constexpr std::uint64_t kMade = 1'764'000'000;  // 2025-11-24T16:00:00Z

std::string armored(const std::string& bytes) {
    return support::pem("PGP PUBLIC KEY BLOCK", bytes);
}

TEST(OpenPgp, EndCountsFromTheKeysCreation) {
    const auto facts = read_openpgp(pgp_key(kMade, {{kMade + 100, 3600}}));

    EXPECT_EQ(facts.problem, "");
    EXPECT_EQ(facts.issued_at, at("2025-11-24T16:00:00Z"));
    EXPECT_EQ(facts.not_before, at("2025-11-24T16:00:00Z"));
    EXPECT_EQ(facts.expires_at, at("2025-11-24T17:00:00Z"));
    EXPECT_EQ(facts.account, "Tester <tester@example.test>");
    EXPECT_EQ(facts.name.size(), 40U);
}

TEST(OpenPgp, WithoutAnEndItNeverExpires) {
    const auto facts = read_openpgp(pgp_key(kMade, {{kMade, 0}}));

    EXPECT_TRUE(facts.never_expires);
    EXPECT_FALSE(facts.expires_at);
}

TEST(OpenPgp, OnlyTheNewestSelfSignatureCounts) {
    EXPECT_EQ(read_openpgp(pgp_key(kMade, {{kMade + 200, 7200}, {kMade + 100, 3600}})).expires_at,
              at("2025-11-24T18:00:00Z"));
    EXPECT_TRUE(read_openpgp(pgp_key(kMade, {{kMade, 3600}, {kMade + 1, 0}})).never_expires);
}

TEST(OpenPgp, SignaturesOfOthersDoNotCount) {
    const auto facts = read_openpgp(pgp_key(
        kMade, {{kMade, 3600}, {.made = kMade + 9, .expires_after = 1, .is_foreign = true}}));

    EXPECT_EQ(facts.expires_at, at("2025-11-24T17:00:00Z"));
}

TEST(OpenPgp, ADirectKeySignatureCountsToo) {
    EXPECT_EQ(read_openpgp(pgp_key(kMade, {{kMade, 0}, {kMade + 5, 3600, 0x1F}})).expires_at,
              at("2025-11-24T17:00:00Z"));
}

TEST(OpenPgp, ARevocationIsSaid) {
    const auto facts = read_openpgp(pgp_key(kMade, {{kMade, 0}, {kMade + 5, 0, 0x20}}));

    EXPECT_EQ(facts.note, "it carries its own revocation");
}

TEST(OpenPgp, WithoutASelfSignatureNothingIsTold) {
    const auto facts = read_openpgp(pgp_key(kMade, {}));

    EXPECT_NE(facts.problem, "");
    EXPECT_FALSE(facts.never_expires);
    EXPECT_TRUE(facts.issued_at);
}

TEST(OpenPgp, ArmorIsRead) {
    EXPECT_TRUE(read_openpgp(armored(pgp_key(kMade, {{kMade, 3600}}))).expires_at);
}

TEST(OpenPgp, WhatIsNoKeySaysSo) {
    EXPECT_EQ(read_openpgp("").problem, "it is not a key");
    EXPECT_EQ(read_openpgp("hello").problem, "the packets are cut off or damaged");
    EXPECT_EQ(read_openpgp(armored("hello")).problem, "the packets are cut off or damaged");
    EXPECT_EQ(read_openpgp(armored(pgp_key(kMade, {})).substr(0, 80)).problem,
              "the armor has no end");
}

/// The twin: a key that gpg itself made, public and secret part alike.
TEST(OpenPgp, ReadsWhatGpgMakes) {
    if (std::system("command -v gpg > /dev/null 2>&1") != 0) GTEST_SKIP();
    std::string folder = std::filesystem::temp_directory_path() / "curfew-gpg-XXXXXX";
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    const std::string gpg = "gpg --homedir " + folder + " --batch --quiet --no-tty 2> /dev/null ";
    const std::string make =
        gpg +
        "--faked-system-time 20260101T000000! --passphrase '' --quick-generate-key "
        "made@example.test ed25519 default 20260301T000000 && " +
        gpg + "--armor --export > " + folder + "/public && " + gpg +
        "--passphrase '' --export-secret-keys > " + folder + "/secret";
    ASSERT_EQ(std::system(make.c_str()), 0);
    for (const std::string part : {"public", "secret"}) {
        std::ifstream file(folder + "/" + part, std::ios::binary);
        std::string bytes(std::filesystem::file_size(folder + "/" + part), '\0');
        file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));

        const auto facts = read_openpgp(bytes);

        EXPECT_EQ(facts.problem, "") << part;
        EXPECT_EQ(facts.issued_at, at("2026-01-01T00:00:00Z")) << part;
        EXPECT_EQ(facts.expires_at, at("2026-03-01T00:00:00Z")) << part;
        EXPECT_EQ(facts.account, "made@example.test") << part;
    }
    static_cast<void>(std::system(("gpgconf --homedir " + folder + " --kill all").c_str()));
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace curfew::lifetime
