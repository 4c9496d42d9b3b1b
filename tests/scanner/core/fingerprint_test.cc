#include "scanner/core/fingerprint.h"

#include <string>

#include <gtest/gtest.h>

namespace curfew::core {
namespace {

SecretString secret(std::string_view text) {
    return SecretString(text);
}

SecretString key(char letter) {
    return SecretString(std::string(32, letter));
}

TEST(Fingerprint, GoesOutAsItCameIn) {
    const Fingerprint made =
        Fingerprinter::with_public_key().of(secret("a value nobody would guess, 1"));

    const auto read = Fingerprint::parse(made.text());

    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read.value(), made);
    EXPECT_TRUE(made.text().starts_with("cf1:pub:"));
}

TEST(Fingerprint, OtherTextIsRefused) {
    for (const std::string& text :
         {std::string(), std::string("cf1"), "cf2:pub:" + std::string(32, '0'),
          "cf1:pub:" + std::string(31, '0'), "cf1:pub:" + std::string(32, 'G'),
          "cf1:PUB:" + std::string(32, '0'), "cf1:pub:" + std::string(33, '0')}) {
        const auto read = Fingerprint::parse(text);
        ASSERT_FALSE(read.has_value()) << text;
        EXPECT_EQ(read.error().kind(), ErrorKind::invalid_input);
    }
}

TEST(Fingerprint, IsTheSameOnEveryMachineUnderThePublicKey) {
    const auto once = Fingerprinter::with_public_key().of(secret("correct horse battery staple"));
    const auto again = Fingerprinter::with_public_key().of(secret("correct horse battery staple"));

    EXPECT_EQ(once, again);
}

TEST(Fingerprint, DependsOnTheKey) {
    const auto one = Fingerprinter::with_key(key('1')).value();
    const auto two = Fingerprinter::with_key(key('2')).value();

    EXPECT_NE(one.key_id(), two.key_id());
    EXPECT_NE(one.of(secret("value")).text().substr(13), two.of(secret("value")).text().substr(13));
}

TEST(Fingerprint, AKeyMustHaveThirtyTwoBytes) {
    const auto made = Fingerprinter::with_key(secret("short"));

    ASSERT_FALSE(made.has_value());
    EXPECT_EQ(made.error().kind(), ErrorKind::invalid_input);
}

TEST(Fingerprint, AGuessableValueIsNotAPlainHmacUnderThePublicKey) {
    const Fingerprint written = Fingerprinter::with_public_key().of(secret("hunter2"));
    const Digest plain =
        hmac_sha256(as_bytes("curfew public fingerprint key, 1"), as_bytes("hunter2"));

    EXPECT_EQ(written.text().find(hex_of(std::as_bytes(std::span(plain))).substr(0, 32)),
              std::string::npos);
}

TEST(Guessable, LengthAndAlphabetDecide) {
    EXPECT_TRUE(is_guessable(secret("hunter2")));
    EXPECT_TRUE(is_guessable(secret("0123456789abcde")));    // 15 hexadecimal digits: 60 bits
    EXPECT_FALSE(is_guessable(secret("0123456789abcdef")));  // 16: 64 bits
    EXPECT_FALSE(
        is_guessable(secret("aB3dE6" + std::string("gH9jK2"))));  // 12 of 62 letters: 71 bits
    EXPECT_TRUE(is_guessable(secret("")));
}

TEST(RunFingerprint, FoldsWithinARunAndTellsNothingBeyond) {
    const RunFingerprinter one;
    const RunFingerprinter two;

    EXPECT_EQ(one.of(secret("value")), one.of(secret("value")));
    EXPECT_NE(one.of(secret("value")), two.of(secret("value")));
}

}  // namespace
}  // namespace curfew::core
