// Private keys that parse and open nothing: each container's real structure around random numbers.
// DER is written inside out (ITU-T X.690): a value is its tag, its length, its content.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "scanner/core/bytes.h"
#include "scanner/core/digest.h"
#include "scanner/rules/maker.h"

namespace curfew::rules {
namespace {

constexpr unsigned char kInteger = 0x02;
constexpr unsigned char kBitString = 0x03;
constexpr unsigned char kOctetString = 0x04;
constexpr unsigned char kNothing = 0x05;
constexpr unsigned char kObjectId = 0x06;
constexpr unsigned char kSequence = 0x30;
constexpr unsigned char kContext0 = 0xA0;
constexpr unsigned char kContext1 = 0xA1;

constexpr std::size_t kPemColumns = 64;
constexpr std::size_t kOpensshColumns = 70;

using namespace std::string_view_literals;
constexpr std::string_view kRsaEncryption = "\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01"sv;
constexpr std::string_view kPrime256 = "\x2A\x86\x48\xCE\x3D\x03\x01\x07"sv;
constexpr std::string_view kPbes2 = "\x2A\x86\x48\x86\xF7\x0D\x01\x05\x0D"sv;
constexpr std::string_view kPbkdf2 = "\x2A\x86\x48\x86\xF7\x0D\x01\x05\x0C"sv;
constexpr std::string_view kHmacSha256 = "\x2A\x86\x48\x86\xF7\x0D\x02\x09"sv;
constexpr std::string_view kAes256Cbc = "\x60\x86\x48\x01\x65\x03\x04\x01\x2A"sv;

void append_big_endian(std::string& bytes, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes += static_cast<char>(value >> static_cast<unsigned>(shift) & 0xFFU);
}

std::string der(unsigned char tag, std::string_view content) {
    std::string value(1, static_cast<char>(tag));
    const std::size_t size = content.size();
    if (size >= 0x100) {
        value += "\x82"sv;
        value += static_cast<char>(size >> 8U);
    } else if (size >= 0x80) {
        value += "\x81"sv;
    }
    value += static_cast<char>(size & 0xFFU);
    return value.append(content);
}

std::string der_number(std::string_view bytes) {
    const bool is_negative = (static_cast<unsigned char>(bytes.front()) & 0x80U) != 0;
    return der(kInteger, is_negative ? std::string(1, '\0').append(bytes) : std::string(bytes));
}

// A number of exactly `bytes` bytes, odd as primes and moduli are.
std::string big_number(std::size_t bytes, Dice& dice) {
    std::string number = dice.bytes(bytes);
    number.front() = static_cast<char>(static_cast<unsigned char>(number.front()) | 0xC0U);
    number.back() = static_cast<char>(static_cast<unsigned char>(number.back()) | 1U);
    return number;
}

// RSAPrivateKey of 2048 bits (RFC 8017, A.1.2).
std::string rsa_key(Dice& dice) {
    std::string fields = der_number("\0"sv) + der_number(big_number(256, dice)) +
                         der_number("\x01\x00\x01"sv) + der_number(big_number(256, dice));
    for (int number = 0; number < 5; ++number) fields += der_number(big_number(128, dice));
    return der(kSequence, fields);
}

// ECPrivateKey on P-256 (RFC 5915).
std::string ec_key(Dice& dice) {
    const std::string secret = der(kOctetString, dice.bytes(32));
    const std::string curve = der(kContext0, der(kObjectId, kPrime256));
    const std::string point = der(kBitString, std::string("\0\x04"sv) + dice.bytes(64));
    return der(kSequence, der_number("\x01"sv) + secret + curve + der(kContext1, point));
}

// PrivateKeyInfo (RFC 5208).
std::string pkcs8_key(Dice& dice) {
    const std::string algorithm =
        der(kSequence, der(kObjectId, kRsaEncryption) + der(kNothing, ""));
    return der(kSequence, der_number("\0"sv) + algorithm + der(kOctetString, rsa_key(dice)));
}

// EncryptedPrivateKeyInfo with PBES2, PBKDF2 and AES-256-CBC (RFC 8018).
std::string encrypted_pkcs8_key(Dice& dice) {
    const std::string hash = der(kSequence, der(kObjectId, kHmacSha256) + der(kNothing, ""));
    const std::string salt = der(kOctetString, dice.bytes(8));
    const std::string derivation = der(kSequence, salt + der_number("\x08\x00"sv) + hash);
    const std::string first = der(kSequence, der(kObjectId, kPbkdf2) + derivation);
    const std::string vector = der(kOctetString, dice.bytes(16));
    const std::string second = der(kSequence, der(kObjectId, kAes256Cbc) + vector);
    const std::string scheme =
        der(kSequence, der(kObjectId, kPbes2) + der(kSequence, first + second));
    return der(kSequence, scheme + der(kOctetString, dice.bytes(1232)));
}

std::string ssh_text(std::string_view text) {
    std::string bytes;
    append_big_endian(bytes, static_cast<std::uint32_t>(text.size()));
    return bytes.append(text);
}

std::string ssh_public_key(std::string_view point) {
    return ssh_text("ssh-ed25519") + ssh_text(point);
}

// openssh-key-v1 with an Ed25519 key (OpenSSH, PROTOCOL.key).
std::string openssh_key(bool is_encrypted, Dice& dice) {
    std::string key("openssh-key-v1\0"sv);
    const std::string point = dice.bytes(32);
    if (is_encrypted) {
        std::string options = ssh_text(dice.bytes(16));
        append_big_endian(options, 16);
        key += ssh_text("aes256-ctr") + ssh_text("bcrypt") + ssh_text(options);
    } else {
        key += ssh_text("none") + ssh_text("none") + ssh_text("");
    }
    append_big_endian(key, 1);
    key += ssh_text(ssh_public_key(point));
    if (is_encrypted) return key + ssh_text(dice.bytes(160));
    const std::string doubled = dice.bytes(4);
    std::string section = doubled + doubled + ssh_public_key(point);
    section += ssh_text(dice.bytes(32) + point) + ssh_text("deploy");
    for (char padding = 1; section.size() % 8 != 0; ++padding) section += padding;
    return key + ssh_text(section);
}

std::string wrapped(std::string_view text, std::size_t columns) {
    std::string lines;
    for (std::size_t at = 0; at < text.size(); at += columns)
        lines.append(text.substr(at, columns)) += '\n';
    return lines;
}

// The marks are put together here, so that no whole key header stands in the repository.
std::string armoured(std::string_view label, std::string_view headers, std::string_view body) {
    constexpr std::string_view kDashes = "-----";
    return fmt::format("{0}BEGIN {1}{0}\n{2}{3}{0}END {1}{0}", kDashes, label, headers, body);
}

std::string pem(std::string_view kind, std::string_view key, std::string_view headers = "") {
    const std::string label = std::string(kind) + "PRIVATE" + " KEY";
    return armoured(label, headers, wrapped(base64_of(key, false), kPemColumns));
}

std::string rsa_encrypted(Dice& dice) {
    const std::string vector = core::hex_of(core::as_bytes(dice.bytes(16)));
    return pem("RSA ", dice.bytes(1200),
               fmt::format("Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,{}\n\n", vector));
}

// OpenPGP's CRC-24 (RFC 4880, 6.1).
std::uint32_t crc24(std::string_view bytes) {
    std::uint32_t sum = 0xB704CEU;
    for (const char byte : bytes) {
        sum ^= static_cast<std::uint32_t>(static_cast<unsigned char>(byte)) << 16U;
        for (int bit = 0; bit < 8; ++bit) {
            sum <<= 1U;
            if ((sum & 0x1000000U) != 0) sum ^= 0x1864CFBU;
        }
    }
    return sum & 0xFFFFFFU;
}

// A secret-key packet, version 4, RSA, of the length its header says (RFC 4880, 5.5.3).
std::string pgp_key(Dice& dice) {
    constexpr std::size_t kBody = 920;
    std::string packet("\x95"sv);
    packet += static_cast<char>(kBody >> 8U);
    packet += static_cast<char>(kBody & 0xFFU);
    packet += '\x04';
    append_big_endian(packet, static_cast<std::uint32_t>(1'700'000'000 + dice.below(60'000'000)));
    packet += '\x01';
    packet += std::string("\x08\x00"sv) + big_number(256, dice);
    packet += std::string("\x00\x11\x01\x00\x01\x00"sv);
    packet += dice.bytes(3 + kBody - packet.size());
    const std::uint32_t sum = crc24(packet);
    const std::string sum_bytes{static_cast<char>(sum >> 16U), static_cast<char>(sum >> 8U & 0xFFU),
                                static_cast<char>(sum & 0xFFU)};
    const std::string body = wrapped(base64_of(packet, false), kPemColumns);
    return armoured(std::string("PGP PRIVATE") + " KEY BLOCK", "\n",
                    body + '=' + base64_of(sum_bytes, false) + '\n');
}

// PuTTY's format, version 3.
std::string putty_key(Dice& dice) {
    const std::string point = dice.bytes(32);
    const std::string key = wrapped(base64_of(ssh_public_key(point), false), kPemColumns);
    const std::string secret = wrapped(base64_of(ssh_text(dice.bytes(32)), false), kPemColumns);
    const std::string sum = core::hex_of(core::as_bytes(dice.bytes(32)));
    return fmt::format(
        "PuTTY-User-Key-{}: ssh-ed25519\nEncryption: none\nComment: deploy\nPublic-Lines: 2\n{}"
        "Private-Lines: 1\n{}Private-MAC: {}",
        "File-3", key, secret, sum);
}

}  // namespace

std::optional<std::string> make_private_key(std::string_view container, Dice& dice) {
    if (container == "rsa") return pem("RSA ", rsa_key(dice));
    if (container == "ec") return pem("EC ", ec_key(dice));
    if (container == "pkcs8") return pem("", pkcs8_key(dice));
    if (container == "encrypted") return pem("ENCRYPTED ", encrypted_pkcs8_key(dice));
    if (container == "rsa-encrypted") return rsa_encrypted(dice);
    if (container == "pgp") return pgp_key(dice);
    if (container == "putty") return putty_key(dice);
    if (container == "openssh" || container == "openssh-encrypted") {
        const std::string key = openssh_key(container != "openssh", dice);
        return armoured(std::string("OPENSSH PRIVATE") + " KEY", "",
                        wrapped(base64_of(key, false), kOpensshColumns));
    }
    return std::nullopt;
}

}  // namespace curfew::rules
