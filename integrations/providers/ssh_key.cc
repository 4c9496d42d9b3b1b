#include "integrations/providers/ssh_key.h"

#include <array>
#include <utility>

#include "scanner/core/bytes.h"
#include "scanner/core/digest.h"
#include "scanner/lifetime/carriers/byte_reader.h"
#include "scanner/lifetime/carriers/text_encoding.h"
#include "scanner/rules/maker.h"

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using lifetime::ByteReader;

constexpr std::string_view kCertificateMark = "-cert-v01@openssh.com";
constexpr std::string_view kHardwareMark = "sk-";

struct KeyType {
    std::string_view name;  ///< of the plain key
    unsigned fields;        ///< strings behind the type, in keys and certificates alike
};

constexpr std::array kKeyTypes{
    KeyType{"ssh-ed25519", 1},
    KeyType{"ssh-rsa", 2},
    KeyType{"ssh-dss", 4},
    KeyType{"ecdsa-sha2-nistp256", 2},
    KeyType{"ecdsa-sha2-nistp384", 2},
    KeyType{"ecdsa-sha2-nistp521", 2},
    KeyType{"sk-ssh-ed25519@openssh.com", 2},
    KeyType{"sk-ecdsa-sha2-nistp256@openssh.com", 3},
};

Error no_key() {
    return {ErrorKind::invalid_input, "it is no OpenSSH public key of a known type"};
}

Error no_certificate() {
    return {ErrorKind::invalid_input, "it is no whole OpenSSH certificate of a known type"};
}

std::optional<unsigned> fields_of(std::string_view type) {
    for (const KeyType& known : kKeyTypes) {
        if (known.name == type) return known.fields;
    }
    return std::nullopt;
}

struct Words {
    std::string_view type;
    std::string_view body;
};

Words words_of(std::string_view line) {
    constexpr std::string_view kBlanks = " \t\r\n";
    line = lifetime::trimmed(line);
    const std::string_view type = line.substr(0, line.find_first_of(kBlanks));
    line = lifetime::trimmed(line.substr(type.size()));
    return {type, line.substr(0, line.find_first_of(kBlanks))};
}

std::string counted(std::string_view bytes) {
    const auto size = static_cast<std::uint32_t>(bytes.size());
    std::string text;
    for (int shift = 24; shift >= 0; shift -= 8) {
        text += static_cast<char>((size >> static_cast<unsigned>(shift)) & 0xFFU);
    }
    return text.append(bytes);
}

Result<SshPublicKey> key_from(std::string_view blob) {
    ByteReader reader(blob);
    const auto type = reader.counted(4);
    const auto fields = type ? fields_of(*type) : std::nullopt;
    for (unsigned i = 0; fields && i < *fields; ++i) {
        if (!reader.counted(4)) return no_key();
    }
    if (!fields || !reader.is_at_end()) return no_key();
    return SshPublicKey{std::string(*type), std::string(blob)};
}

/// "ssh-ed25519-cert-v01@openssh.com" is about an "ssh-ed25519"; keys in hardware keep their
/// "@openssh.com".
std::string plain_type(std::string_view type) {
    const std::size_t mark = type.find(kCertificateMark);
    if (mark == std::string_view::npos) return {};
    std::string plain(type.substr(0, mark));
    if (plain.starts_with(kHardwareMark)) plain += "@openssh.com";
    return plain;
}

/// The plain key out of a certificate's first fields.
Result<SshPublicKey> key_inside(ByteReader& reader, const std::string& type) {
    const auto fields = fields_of(type);
    if (!fields || !reader.counted(4)) return no_certificate();  // a nonce comes first
    SshPublicKey key{type, counted(type)};
    for (unsigned i = 0; i < *fields; ++i) {
        const auto field = reader.counted(4);
        if (!field) return no_certificate();
        key.blob += counted(*field);
    }
    return key;
}

/// What stands between the key and the authority: principals, times, options and extensions are
/// somebody else's to read (lifetime/carriers).
Result<SshCertificate> read_certificate(ByteReader& reader, const std::string& type) {
    constexpr std::uint64_t kUser = 1;
    TRY_ASSIGN(SshPublicKey key, key_inside(reader, type));
    const auto serial = reader.number(8);
    const auto kind = reader.number(4);
    const auto key_id = reader.counted(4);
    const bool has_times = reader.counted(4) && reader.number(8) && reader.number(8);
    const bool has_options =
        has_times && reader.counted(4) && reader.counted(4) && reader.counted(4);
    const auto authority = has_options ? reader.counted(4) : std::nullopt;
    if (!serial || !kind || !key_id || !authority || !reader.counted(4) || !reader.is_at_end()) {
        return no_certificate();
    }
    SshCertificate certificate;
    certificate.key = std::move(key);
    TRY_ASSIGN(certificate.authority, key_from(*authority));
    certificate.serial = *serial;
    certificate.key_id = std::string(*key_id);
    certificate.is_for_user = *kind == kUser;
    return certificate;
}

}  // namespace

std::string SshPublicKey::line() const {
    return type + " " + rules::base64_of(blob, false);
}

std::string SshPublicKey::fingerprint() const {
    const core::Digest digest = core::sha256(core::as_bytes(blob));
    std::string text =
        rules::base64_of({reinterpret_cast<const char*>(digest.data()), digest.size()}, false);
    while (text.ends_with('=')) text.pop_back();
    return "SHA256:" + text;
}

Result<SshPublicKey> parse_ssh_key(std::string_view line) {
    const Words words = words_of(line);
    const auto blob = lifetime::base64_decoded(words.body, lifetime::Alphabet::standard);
    if (!blob) return no_key();
    TRY_ASSIGN(SshPublicKey key, key_from(*blob));
    if (key.type != words.type) return no_key();
    return key;
}

Result<SshCertificate> parse_ssh_certificate(std::string_view line) {
    const Words words = words_of(line);
    const auto blob = lifetime::base64_decoded(words.body, lifetime::Alphabet::standard);
    if (!blob) return no_certificate();
    ByteReader reader(*blob);
    const auto type = reader.counted(4);
    if (!type || *type != words.type) return no_certificate();
    TRY_ASSIGN(SshCertificate certificate, read_certificate(reader, plain_type(*type)));
    certificate.line = std::string(words.type) + " " + std::string(words.body);
    return certificate;
}

}  // namespace curfew::providers
