#include "integrations/providers/ssh_subject.h"

#include <algorithm>

#include "scanner/lifetime/carriers/text_encoding.h"
#include "scanner/rules/maker.h"
#include "tests/integrations/providers/ssh_world.h"

namespace curfew::providers {
namespace {

using core::ErrorKind;
using support::read_file;
using support::TempDir;

class SshSubjectTest : public testing::Test {
  protected:
    SshSubjectTest() {
        for (const char* name : {"ca", "task", "victim"}) make_key(folder_, name);
        EXPECT_EQ(keygen({"-q", "-s", folder_.at("ca"), "-I", "task", "-n", "root", "-z", "17",
                          folder_.at("task.pub")}),
                  0);
    }

    static core::Result<SshSubject> subject(std::string_view secret) {
        return ssh_subject_of(credential_of(secret), kKeygen, kClock);
    }
    [[nodiscard]] std::string content(const std::string& name) const {
        return read_file(folder_.at(name));
    }

    TempDir folder_;
};

TEST_F(SshSubjectTest, APrivateKeyIsItsPublicHalf) {
    const auto found = subject(content("task"));

    ASSERT_TRUE(found.has_value()) << found.error().message();
    EXPECT_EQ(found.value().key, key_in(folder_, "task"));
    EXPECT_EQ(found.value().id(), key_in(folder_, "task").fingerprint());
    EXPECT_EQ(found.value().line(), key_in(folder_, "task").line());
}

TEST_F(SshSubjectTest, AKeyOutOfJsonIndentedOrWithoutItsLastLineEndIsTheSame) {
    const std::string key = content("task");
    std::string escaped;
    std::string indented;
    std::string carriage;
    for (const char letter : key) {
        escaped += letter == '\n' ? std::string("\\n") : std::string(1, letter);
        indented += letter == '\n' ? std::string("\n    ") : std::string(1, letter);
        carriage += letter == '\n' ? std::string("\r\n") : std::string(1, letter);
    }
    for (const std::string& text : {escaped, indented, carriage, key.substr(0, key.size() - 1)}) {
        const auto found = subject(text);

        ASSERT_TRUE(found.has_value()) << found.error().message();
        EXPECT_EQ(found.value().key, key_in(folder_, "task"));
    }
}

TEST_F(SshSubjectTest, TheContainersBytesOfAScanAreTheSameKey) {
    const std::string key = content("task");
    const std::size_t body = key.find('\n');
    const auto bytes =
        lifetime::wrapped_base64_decoded(key.substr(body, key.find("-----END") - body));
    ASSERT_TRUE(bytes.has_value());

    const auto found = subject(*bytes);

    ASSERT_TRUE(found.has_value()) << found.error().message();
    EXPECT_EQ(found.value().key, key_in(folder_, "task"));
    EXPECT_EQ(found.value().private_key.reveal(), subject(key).value().private_key.reveal());
}

TEST_F(SshSubjectTest, APlantedPublicHalfDoesNotMakeItTheVictimsKey) {
    // The victim's public bytes in place of our own, in both spots of the container.
    std::string key = content("task");
    const std::string ours = key_in(folder_, "task").blob.substr(19);
    const std::string theirs = key_in(folder_, "victim").blob.substr(19);
    const std::size_t body = key.find('\n') + 1;
    std::string text = key.substr(body, key.find("-----END") - body);
    std::erase(text, '\n');
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); i += 4) {
        static const std::string alphabet =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        std::uint32_t group = 0;
        for (std::size_t j = 0; j < 4; ++j) {
            const std::size_t value = alphabet.find(text[i + j]);
            group =
                (group << 6U) | static_cast<std::uint32_t>(value == std::string::npos ? 0 : value);
        }
        for (int shift = 16; shift >= 0; shift -= 8) {
            bytes += static_cast<char>((group >> static_cast<unsigned>(shift)) & 0xFFU);
        }
    }
    int planted = 0;
    for (std::size_t at = bytes.find(ours); at != std::string::npos;
         at = bytes.find(ours, at + 1)) {
        bytes.replace(at, ours.size(), theirs);
        ++planted;
    }
    ASSERT_GE(planted, 2);
    const auto found = subject(key.substr(0, body) + rules::base64_of(bytes, false) + "\n" +
                               key.substr(key.find("-----END")));

    ASSERT_FALSE(found.has_value());
    EXPECT_EQ(found.error().kind(), ErrorKind::invalid_input);
}

TEST_F(SshSubjectTest, APassphraseIsSaidAndNobodyIsAsked) {
    ASSERT_EQ(keygen({"-q", "-t", "ed25519", "-N", "a passphrase", "-f", folder_.at("locked")}), 0);

    const auto found = subject(content("locked"));

    ASSERT_FALSE(found.has_value());
    EXPECT_NE(found.error().message().find("passphrase"), std::string::npos);
}

TEST_F(SshSubjectTest, ACertificateIsItsSerialAndAuthority) {
    const auto found = subject(content("task-cert.pub"));

    ASSERT_TRUE(found.has_value()) << found.error().message();
    EXPECT_EQ(found.value().id(), "serial 17 of " + key_in(folder_, "ca").fingerprint());
    EXPECT_EQ(found.value().sessions().size(), 3U);
}

TEST_F(SshSubjectTest, ACertificateWithAForgedSerialHasNoSignature) {
    SshCertificate certificate = certificate_in(folder_, "task");
    // A letter in the middle of the nonce, which the signature covers.
    char& letter = certificate.line[certificate.line.find(' ') + 60];
    letter = letter == 'A' ? 'B' : 'A';

    const auto found = subject(certificate.line);

    ASSERT_FALSE(found.has_value());
    EXPECT_EQ(found.error().message(), "the certificate's signature does not hold");
}

TEST_F(SshSubjectTest, WhatIsNoKeyIsInvalid) {
    for (const std::string& text :
         {std::string("text"), std::string("-----BEGIN X-----\n-----END X-----"),
          std::string("-----BEGIN"), std::string(3, '\0'),
          content("task").substr(0, content("task").size() / 2)}) {
        const auto found = subject(text);

        ASSERT_FALSE(found.has_value());
        EXPECT_EQ(found.error().kind(), ErrorKind::invalid_input);
    }
}

TEST_F(SshSubjectTest, WhatIsMadeUpIsAProperKeyThatNobodyKnows) {
    const auto key = made_up_ssh_key(kKeygen, kClock);
    const auto certificate = made_up_ssh_certificate(kKeygen, "root", kClock);

    ASSERT_TRUE(key.has_value());
    ASSERT_TRUE(certificate.has_value());
    EXPECT_TRUE(subject(key.value().reveal()).has_value());
    EXPECT_TRUE(subject(certificate.value().reveal()).has_value());
}

}  // namespace
}  // namespace curfew::providers
