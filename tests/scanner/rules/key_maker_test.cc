#include <algorithm>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "scanner/rules/maker.h"

namespace curfew::rules {
namespace {

std::string key(std::string_view container, std::uint64_t seed = 1) {
    Dice dice(seed);
    return make_private_key(container, dice).value_or("");
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

TEST(KeyMaker, EachContainerHasItsMarks) {
    for (const auto& [container, label] :
         std::vector<std::pair<std::string, std::string>>{{"rsa", "RSA PRIVATE"},
                                                          {"ec", "EC PRIVATE"},
                                                          {"openssh", "OPENSSH PRIVATE"},
                                                          {"pkcs8", "PRIVATE"},
                                                          {"encrypted", "ENCRYPTED PRIVATE"},
                                                          {"pgp", "PGP PRIVATE"}}) {
        const std::string text = key(container);
        const auto lines = lines_of(text);
        EXPECT_TRUE(lines.front().starts_with("-----BEGIN " + label + " KEY")) << container;
        EXPECT_TRUE(lines.back().starts_with("-----END " + label + " KEY")) << container;
        EXPECT_TRUE(lines.back().ends_with("-----"));
    }
}

// A key of 2048 bits has about 1,190 bytes; its first bytes say the sequence's and modulus' length.
TEST(KeyMaker, RsaKeyHasTheSizeAndBeginningOfARealOne) {
    const std::string text = key("rsa");
    const auto lines = lines_of(text);

    EXPECT_EQ(lines[1].size(), 64U);
    EXPECT_TRUE(lines[1].starts_with("MIIE")) << lines[1];
    EXPECT_EQ(lines.size(), 27U);
}

TEST(KeyMaker, OpensshKeySaysItsFormatAndCipher) {
    EXPECT_NE(key("openssh").find("b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAAB"),
              std::string::npos);
    EXPECT_NE(key("openssh-encrypted").find("b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHI"),
              std::string::npos);
    const std::string text = key("openssh");
    EXPECT_EQ(lines_of(text)[1].size(), 70U);
}

TEST(KeyMaker, OldEncryptedKeySaysSoInItsHeaders) {
    const auto text = key("rsa-encrypted");
    const auto lines = lines_of(text);

    EXPECT_EQ(lines[1], "Proc-Type: 4,ENCRYPTED");
    EXPECT_TRUE(lines[2].starts_with("DEK-Info: AES-128-CBC,"));
    EXPECT_EQ(lines[3], "");
}

TEST(KeyMaker, PuttyKeyHasItsFields) {
    const auto text = key("putty");

    EXPECT_TRUE(text.starts_with("PuTTY-User-Key-File-3: ssh-ed25519\n"));
    EXPECT_NE(text.find("\nPublic-Lines: 2\n"), std::string::npos);
    EXPECT_NE(text.find("\nPrivate-Lines: 1\n"), std::string::npos);
    EXPECT_NE(text.find("\nPrivate-MAC: "), std::string::npos);
    EXPECT_EQ(lines_of(text).size(), 9U);
}

TEST(KeyMaker, OtherContainersAreNone) {
    EXPECT_EQ(key("dsa"), "");
}

}  // namespace
}  // namespace curfew::rules
