#include "scanner/match/key_container.h"

#include <string>

#include <gtest/gtest.h>

namespace curfew::match {
namespace {

std::string counted(const std::string& field) {
    std::string made(3, '\0');
    made += static_cast<char>(field.size());
    return made + field;
}

std::string openssh(const std::string& cipher) {
    return std::string("openssh-key-v1\0", 15) + counted(cipher) + counted("none") + counted("") +
           std::string("\0\0\0\1", 4) + counted("public") + counted("private");
}

// A version 4 secret key packet of an RSA key with numbers of one byte and the given usage octet.
std::string openpgp(char usage) {
    const std::string body = std::string("\4\0\0\0\0\1", 6) + std::string("\0\10\377\0\10\3", 6) +
                             usage + std::string(20, 'x');
    return std::string("\x95\0", 2) + static_cast<char>(body.size()) + body;
}

TEST(DerState, LengthDecides) {
    const std::string sequence = std::string("\x30\x50") + std::string(0x50, 'x');

    EXPECT_EQ(der_state(sequence), ContainerState::whole);
    EXPECT_EQ(der_state(sequence.substr(0, 60)), ContainerState::truncated);
    EXPECT_EQ(der_state("\x30\x03"
                        "abc"),
              ContainerState::unknown);
    EXPECT_EQ(der_state("hello"), ContainerState::unknown);
    EXPECT_EQ(der_state("\x30"), ContainerState::unknown);
    EXPECT_EQ(der_state(std::string("\x30\x82\x01", 3)), ContainerState::truncated);
}

TEST(OpensshState, CipherTellsWhetherItIsProtected) {
    EXPECT_EQ(openssh_state(openssh("none")), ContainerState::whole);
    EXPECT_EQ(openssh_state(openssh("aes256-ctr")), ContainerState::protected_by_passphrase);
    EXPECT_EQ(openssh_state(openssh("none").substr(0, 40)), ContainerState::truncated);
    EXPECT_EQ(openssh_state("other"), ContainerState::unknown);
}

TEST(OpenpgpState, UsageOctetTellsWhetherItIsProtected) {
    EXPECT_EQ(openpgp_state(openpgp('\0')), ContainerState::whole);
    EXPECT_EQ(openpgp_state(openpgp('\376')), ContainerState::protected_by_passphrase);
    EXPECT_EQ(openpgp_state(openpgp('\0').substr(0, 20)), ContainerState::truncated);
    EXPECT_EQ(openpgp_state("plain text"), ContainerState::unknown);
    EXPECT_EQ(openpgp_state(""), ContainerState::unknown);
}

}  // namespace
}  // namespace curfew::match
