#include "tests/support/carrier_bytes.h"

#include <array>
#include <memory>

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "scanner/core/check.h"

namespace curfew::support {
namespace {

template <auto free>
struct Deleter {
    template <typename T>
    void operator()(T* held) const {
        free(held);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Deleter<X509_EXTENSION_free>>;

void add_extension(X509* certificate, int nid, const std::string& value) {
    const Extension extension(X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str()));
    core::check(extension != nullptr);
    core::check(X509_add_ext(certificate, extension.get(), -1) == 1);
}

/// ASN1_TIME_set_string_X509 would shorten the year, so the bytes are set as they are.
void set_time(ASN1_TIME* time, const std::string& text) {
    core::check(ASN1_STRING_set(time, text.data(), static_cast<int>(text.size())) == 1);
    time->type = text.size() == 15 ? V_ASN1_GENERALIZEDTIME : V_ASN1_UTCTIME;
}

std::string packet_v1(std::string_view key, std::string_view value) {
    constexpr std::string_view kHex = "0123456789abcdef";
    const std::size_t length = key.size() + value.size() + 6;
    std::string digits;
    for (unsigned shift = 16; shift > 0; shift -= 4) {
        digits.push_back(kHex[(length >> (shift - 4)) & 0xFU]);
    }
    return digits + std::string(key) + " " + std::string(value) + "\n";
}

std::string field_v2(unsigned type, std::string_view value) {
    core::check(value.size() < 128);
    return big_endian(type, 1) + big_endian(value.size(), 1) + std::string(value);
}

std::string pgp_packet(unsigned tag, std::string_view body) {
    return big_endian(0xC0U | tag, 1) + big_endian(255, 1) + counted(body, 4);
}

std::string subpacket(unsigned type, std::string_view body) {
    return counted(big_endian(type, 1) + std::string(body), 1);
}

std::string pgp_fingerprint(std::string_view body) {
    const std::string hashed = '\x99' + counted(body, 2);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    core::check(
        EVP_Digest(hashed.data(), hashed.size(), digest.data(), &length, EVP_sha1(), nullptr) == 1);
    return {reinterpret_cast<const char*>(digest.data()), length};
}

std::string pgp_signature(const PgpSelfSignature& spec, const std::string& fingerprint) {
    std::string hashed = subpacket(2, big_endian(spec.made, 4));
    if (spec.expires_after != 0) hashed += subpacket(9, big_endian(spec.expires_after, 4));
    std::string issuer = fingerprint.substr(12);
    if (spec.is_foreign) issuer = std::string(8, '\x11');
    const std::string unhashed = subpacket(16, issuer);
    const std::string numbers = big_endian(8, 2) + "\x7F" + big_endian(8, 2) + "\x7F";
    return pgp_packet(2, big_endian(4, 1) + big_endian(spec.type, 1) + big_endian(22, 1) +
                             big_endian(8, 1) + counted(hashed, 2) + counted(unhashed, 2) +
                             "\x01\x02" + numbers);
}

std::string principal(const std::vector<std::string>& components, const std::string& realm) {
    std::string bytes = big_endian(1, 4) + big_endian(components.size(), 4) + counted(realm);
    for (const std::string& component : components) bytes += counted(component);
    return bytes;
}

std::string base36(std::uint64_t value, std::size_t width) {
    constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuvwxyz";
    std::string text(width, '0');
    for (std::size_t i = width; i > 0; --i, value /= 36) text[i - 1] = kDigits[value % 36];
    return text;
}

std::uint32_t crc32(std::string_view bytes) {
    std::uint32_t sum = 0xFFFF'FFFFU;
    for (const char byte : bytes) {
        sum ^= static_cast<unsigned char>(byte);
        for (int i = 0; i < 8; ++i) sum = (sum >> 1U) ^ ((sum & 1U) != 0 ? 0xEDB8'8320U : 0U);
    }
    return ~sum;
}

}  // namespace

std::string base64(std::string_view bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                       reinterpret_cast<const unsigned char*>(bytes.data()),
                                       static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(length));
    return text;
}

std::string base64url(std::string_view bytes) {
    std::string text = base64(bytes);
    text.resize(text.find_last_not_of('=') + 1);
    for (char& letter : text) {
        if (letter == '+') letter = '-';
        if (letter == '/') letter = '_';
    }
    return text;
}

std::string big_endian(std::uint64_t value, std::size_t width) {
    std::string bytes(width, '\0');
    for (std::size_t i = width; i > 0; --i, value >>= 8U) {
        bytes[i - 1] = static_cast<char>(value & 0xFFU);
    }
    return bytes;
}

std::string counted(std::string_view bytes, std::size_t width) {
    return big_endian(bytes.size(), width) + std::string(bytes);
}

std::string jwt(std::string_view claims) {
    return base64url(R"({"alg":"RS256","typ":"JWT"})") + "." + base64url(claims) + "." +
           base64url(std::string(64, '\x5A'));
}

std::string certificate_der(const CertificateSpec& spec) {
    const Key key(EVP_EC_gen("P-256"));
    const Certificate certificate(X509_new());
    core::check(key != nullptr && certificate != nullptr);
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 7);
    set_time(X509_getm_notBefore(certificate.get()), spec.not_before);
    set_time(X509_getm_notAfter(certificate.get()), spec.not_after);
    X509_set_pubkey(certificate.get(), key.get());
    X509_NAME* subject = X509_get_subject_name(certificate.get());
    if (!spec.common_name.empty()) {
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                   reinterpret_cast<const unsigned char*>(spec.common_name.c_str()),
                                   -1, -1, 0);
    }
    X509_set_issuer_name(certificate.get(), subject);
    add_extension(certificate.get(), NID_basic_constraints,
                  spec.is_authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
    if (!spec.alternative_name.empty()) {
        add_extension(certificate.get(), NID_subject_alt_name, spec.alternative_name);
    }
    core::check(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0);
    unsigned char* bytes = nullptr;
    const int length = i2d_X509(certificate.get(), &bytes);
    core::check(length > 0);
    std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
    OPENSSL_free(bytes);
    return der;
}

std::string pem(std::string_view label, std::string_view bytes) {
    const std::string dashes(5, '-');
    std::string text = dashes + "BEGIN " + std::string(label) + dashes + "\n";
    const std::string body = base64(bytes);
    for (std::size_t at = 0; at < body.size(); at += 64) text += body.substr(at, 64) + "\n";
    return text + dashes + "END " + std::string(label) + dashes + "\n";
}

std::string ssh_certificate(const SshCertificateSpec& spec) {
    const std::string type = "ssh-ed25519-cert-v01@openssh.com";
    std::string principals;
    for (const std::string& name : spec.principals) principals += counted(name);
    const std::string key = counted("ssh-ed25519") + counted(std::string(32, '\x21'));
    const std::string signature = counted("ssh-ed25519") + counted(std::string(64, '\x22'));
    const std::string body = counted(type) + counted(std::string(32, '\x23')) +
                             counted(std::string(32, '\x24')) + big_endian(7, 8) +
                             big_endian(1, 4) + counted(spec.key_id) + counted(principals) +
                             big_endian(spec.valid_after, 8) + big_endian(spec.valid_before, 8) +
                             counted("") + counted(counted("permit-pty") + counted("")) +
                             counted("") + counted(key) + counted(signature);
    return type + " " + base64(body) + " tester@example.test";
}

std::string macaroon_version_one(const MacaroonSpec& spec) {
    std::string bytes =
        packet_v1("location", spec.location) + packet_v1("identifier", spec.identifier);
    for (const std::string& caveat : spec.caveats) bytes += packet_v1("cid", caveat);
    return bytes + packet_v1("signature", std::string(32, '\x33'));
}

std::string macaroon_version_two(const MacaroonSpec& spec) {
    const std::string end(1, '\0');
    std::string bytes = "\x02" + field_v2(1, spec.location) + field_v2(2, spec.identifier) + end;
    for (const std::string& caveat : spec.caveats) bytes += field_v2(2, caveat) + end;
    return bytes + end + field_v2(6, std::string(32, '\x33'));
}

std::string pgp_key(std::uint64_t created, const std::vector<PgpSelfSignature>& signatures) {
    const std::string curve("\x2B\x06\x01\x04\x01\xDA\x47\x0F\x01", 9);
    const std::string point = big_endian(263, 2) + "\x40" + std::string(32, '\x44');
    const std::string body =
        big_endian(4, 1) + big_endian(created, 4) + big_endian(22, 1) + counted(curve, 1) + point;
    std::string bytes = pgp_packet(6, body) + pgp_packet(13, "Tester <tester@example.test>");
    for (const PgpSelfSignature& spec : signatures) {
        bytes += pgp_signature(spec, pgp_fingerprint(body));
    }
    return bytes;
}

std::string kerberos_cache(const std::vector<KerberosTicket>& tickets) {
    std::string bytes = big_endian(0x0504, 2) + counted("", 2);
    const std::string user = principal({"user"}, "EXAMPLE.TEST");
    bytes += user;
    for (const KerberosTicket& ticket : tickets) {
        bytes += user + principal({ticket.service, "EXAMPLE.TEST"}, ticket.realm);
        bytes += big_endian(18, 2) + counted(std::string(32, '\x55'));
        bytes += big_endian(ticket.issued, 4) + big_endian(ticket.begins, 4);
        bytes += big_endian(ticket.ends, 4) + big_endian(ticket.renewable_until, 4);
        bytes += big_endian(0, 1) + big_endian(0x40E1'0000U, 4) + big_endian(0, 4) +
                 big_endian(0, 4) + counted("ticket") + counted("");
    }
    return bytes;
}

std::string gitlab_routable(std::string_view prefix, std::string_view lines) {
    const std::string payload =
        std::string(16, '\x66') + std::string(lines) + big_endian(lines.size(), 1);
    const std::string body = base64url(payload);
    const std::string head = std::string(prefix) + body + ".01." + base36(body.size(), 2);
    return head + base36(crc32(head), 7);
}

}  // namespace curfew::support
