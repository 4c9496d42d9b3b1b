#include "scanner/lifetime/carriers/openpgp_packets.h"

#include <gtest/gtest.h>

#include "tests/support/carrier_bytes.h"

namespace curfew::lifetime {
namespace {

using support::big_endian;
using support::pgp_key;

const std::string kLabel = "PGP PUBLIC KEY BLOCK";

TEST(PgpPackets, BothHeaderFormsAreRead) {
    // Old form: tag 6 in bits 2 to 5, one byte of length. New form: tag 13, one and two bytes.
    const std::string two(200, 'b');
    const std::string bytes =
        "\x98\x01"
        "a"
        "\xCD\x02"
        "ab" +
        std::string("\xCD\xC0\x08") + two;

    const auto packets = pgp_packets(bytes).value();

    ASSERT_EQ(packets.size(), 3U);
    EXPECT_EQ(packets[0].tag, 6U);
    EXPECT_EQ(packets[0].body, "a");
    EXPECT_EQ(packets[1].tag, 13U);
    EXPECT_EQ(packets[1].body, "ab");
    EXPECT_EQ(packets[2].body, two);
}

TEST(PgpPackets, PartialAndOpenLengthsAreRefused) {
    EXPECT_FALSE(pgp_packets("\xC6\xE0x").has_value());
    EXPECT_FALSE(pgp_packets("\x9Bx").has_value());
    EXPECT_FALSE(pgp_packets("plain").has_value());
    EXPECT_FALSE(pgp_packets("\xC6\x05"
                             "abc")
                     .has_value());
}

TEST(PgpPackets, TheirNumberIsBounded) {
    std::string bytes;
    for (int i = 0; i < 5000; ++i) bytes += std::string("\xCD\x00", 2);

    EXPECT_EQ(pgp_packets(bytes).error().kind(), core::ErrorKind::exhausted);
}

TEST(PgpArmor, HeadersAndChecksumAreTakenOff) {
    const std::string plain = support::pem(kLabel, "hello");
    const std::size_t body = plain.find('\n') + 1;
    const std::size_t end = plain.find("-----END");
    std::string headed = plain.substr(0, body) + "Comment: a test\n\n" +
                         plain.substr(body, end - body) + "=eS+l\n" + plain.substr(end);

    const auto wrong = pgp_unarmored(headed);
    ASSERT_FALSE(wrong.has_value());
    EXPECT_EQ(wrong.error().message(), "the armor's checksum is wrong");

    headed.replace(headed.find("=eS+l"), 5, "=R/WK");
    EXPECT_EQ(pgp_unarmored(headed).value(), "hello");
    EXPECT_EQ(pgp_unarmored(plain).value(), "hello");
}

TEST(PgpArmor, EscapedLineBreaksAreRead) {
    std::string flat;
    const std::string armor = support::pem(kLabel, "hello!");
    for (const char letter : armor.substr(0, armor.find("-----END"))) {
        flat += letter == '\n' ? std::string("\\n") : std::string(1, letter);
    }

    EXPECT_EQ(pgp_unarmored(flat + armor.substr(armor.find("-----END"))).value(), "hello!");
}

TEST(PgpArmor, BinaryComesBackAsItIs) {
    EXPECT_EQ(pgp_unarmored("\x99\x01").value(), "\x99\x01");
}

TEST(PgpArmor, WithoutAnEndOrBase64IsInvalid) {
    const std::string armor = support::pem(kLabel, "hello");

    EXPECT_FALSE(pgp_unarmored(armor.substr(0, armor.size() - 40)).has_value());
    std::string broken = armor;
    broken[broken.find('\n') + 2] = '!';
    EXPECT_FALSE(pgp_unarmored(broken).has_value());
}

TEST(PgpSignature, TimesCountOnlyWhereTheSignatureCoversThem) {
    const std::string created = support::counted("\x02" + big_endian(7, 4), 1);
    const std::string expires = support::counted("\x09" + big_endian(60, 4), 1);
    const std::string head = "\x04\x13\x16\x08";

    const auto covered =
        pgp_signature(head + support::counted(created + expires, 2) + support::counted("", 2));
    const auto uncovered =
        pgp_signature(head + support::counted(created, 2) + support::counted(expires, 2));

    EXPECT_EQ(covered->created, 7U);
    EXPECT_EQ(covered->key_expires_after, 60U);
    EXPECT_EQ(uncovered->key_expires_after, 0U);
}

TEST(PgpSignature, OtherVersionsAndCutsAreNothing) {
    EXPECT_FALSE(pgp_signature("\x03\x05"));
    EXPECT_FALSE(pgp_signature("\x04\x13\x16"));
    EXPECT_FALSE(pgp_signature(""));
}

TEST(PgpPublicPart, ASecretKeysPublicPartIsThePublicKey) {
    const std::string key = pgp_key(1, {});
    const auto body = pgp_packets(key).value()[0].body;
    const std::string secret = std::string(body) + "\xFE secret numbers";

    EXPECT_EQ(pgp_public_part(body), body);
    EXPECT_EQ(pgp_public_part(secret), body);
    EXPECT_EQ(pgp_fingerprint(body).size(), 20U);
}

TEST(PgpPublicPart, UnknownVersionsAndAlgorithmsAreNothing) {
    EXPECT_FALSE(pgp_public_part("\x05" + big_endian(1, 4) + "\x16"));
    EXPECT_FALSE(pgp_public_part("\x04" + big_endian(1, 4) + "\x63"));
    EXPECT_FALSE(pgp_public_part(""));
}

}  // namespace
}  // namespace curfew::lifetime
