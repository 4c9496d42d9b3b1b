// OpenSSH certificates, as a line of text ("ssh-ed25519-cert-v01@openssh.com AAAA… comment") or
// base64 alone.
//
// Wire format: type, nonce, the key's own fields, serial, user or host, key id, principals,
// valid after, valid before (seconds since 1970, half-open as ours), options, signer, signature.
// Zero is "always", all ones is "forever". OpenSSH PROTOCOL.certkeys.

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/instant.h"
#include "scanner/core/limits.h"
#include "scanner/lifetime/carriers/byte_reader.h"
#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/lifetime/carriers/readers.h"
#include "scanner/lifetime/carriers/text_encoding.h"

namespace curfew::lifetime {
namespace {

constexpr std::string_view kCarrier = "ssh_certificate";
constexpr std::uint64_t kForever = std::numeric_limits<std::uint64_t>::max();

struct KeyType {
    std::string_view name;
    unsigned fields;  ///< strings and numbers between the nonce and the serial
};

constexpr std::array kKeyTypes{
    KeyType{"ssh-ed25519-cert-v01@openssh.com", 1},
    KeyType{"ssh-rsa-cert-v01@openssh.com", 2},
    KeyType{"rsa-sha2-256-cert-v01@openssh.com", 2},
    KeyType{"rsa-sha2-512-cert-v01@openssh.com", 2},
    KeyType{"ssh-dss-cert-v01@openssh.com", 4},
    KeyType{"ecdsa-sha2-nistp256-cert-v01@openssh.com", 2},
    KeyType{"ecdsa-sha2-nistp384-cert-v01@openssh.com", 2},
    KeyType{"ecdsa-sha2-nistp521-cert-v01@openssh.com", 2},
    KeyType{"sk-ssh-ed25519-cert-v01@openssh.com", 2},
    KeyType{"sk-ecdsa-sha2-nistp256-cert-v01@openssh.com", 3},
};

bool is_base64(char letter) {
    return is_base62(letter) || letter == '+' || letter == '/' || letter == '=';
}

/// The base64 word behind a certificate's type, or the only word.
std::string_view body_in(std::string_view text) {
    constexpr std::string_view kTypeEnd = "-cert-v01@openssh.com ";
    const std::size_t type = text.find(kTypeEnd);
    if (type != std::string_view::npos) text.remove_prefix(type + kTypeEnd.size());
    text = trimmed(text);
    std::size_t length = 0;
    while (length < text.size() && is_base64(text[length])) ++length;
    return text.substr(0, length);
}

std::optional<unsigned> fields_of(std::string_view type) {
    for (const KeyType& known : kKeyTypes) {
        if (known.name == type) return known.fields;
    }
    return std::nullopt;
}

std::vector<std::string> principals_in(std::string_view list) {
    ByteReader reader(list);
    std::vector<std::string> names;
    while (names.size() < core::kCarrierNamesMax) {
        const auto name = reader.counted(4);
        if (!name) break;
        names.push_back(clean_text(*name));
    }
    return names;
}

std::optional<core::Instant> instant_from(std::uint64_t seconds) {
    if (seconds > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        return std::nullopt;
    }
    const auto at = core::instant_from_unix_seconds(static_cast<std::int64_t>(seconds));
    return at.has_value() ? std::optional(at.value()) : std::nullopt;
}

/// Options, extensions, a reserved string, the signer and its signature: nothing may be left.
bool has_rest(ByteReader& reader) {
    for (int i = 0; i < 5; ++i) {
        if (!reader.counted(4)) return false;
    }
    return reader.is_at_end();
}

void take_times(CarrierFacts& facts, std::uint64_t after, std::uint64_t before) {
    if (after != 0) facts.not_before = instant_from(after);
    facts.never_expires = before == kForever;
    if (!facts.never_expires) facts.expires_at = instant_from(before);
    const bool is_told =
        (after == 0 || facts.not_before) && (facts.never_expires || facts.expires_at);
    if (!is_told) facts.problem = "its times lie past the year 9999";
}

std::optional<CarrierFacts> read_fields(ByteReader& reader, unsigned key_fields) {
    if (!reader.counted(4)) return std::nullopt;  // nonce
    for (unsigned i = 0; i < key_fields; ++i) {
        if (!reader.counted(4)) return std::nullopt;
    }
    const auto serial = reader.number(8);
    const auto kind = reader.number(4);
    const auto key_id = reader.counted(4);
    const auto principals = reader.counted(4);
    const auto after = reader.number(8);
    const auto before = reader.number(8);
    if (!serial || !kind || !key_id || !principals || !after || !before) return std::nullopt;
    if (!has_rest(reader)) return std::nullopt;
    CarrierFacts facts = facts_of(kCarrier);
    facts.name = clean_text(*key_id);
    facts.scopes = principals_in(*principals);
    take_times(facts, *after, *before);
    return facts;
}

}  // namespace

CarrierFacts read_ssh_certificate(std::string_view text) {
    const auto bytes = base64_decoded(body_in(text), Alphabet::standard);
    if (!bytes || bytes->empty()) return broken(kCarrier, "there is no certificate in it");
    ByteReader reader(*bytes);
    const auto type = reader.counted(4);
    const auto key_fields = type ? fields_of(*type) : std::nullopt;
    if (!key_fields) return broken(kCarrier, "it is not an OpenSSH certificate of a known type");
    auto facts = read_fields(reader, *key_fields);
    if (!facts) return broken(kCarrier, "the certificate is cut off or damaged");
    return *facts;
}

}  // namespace curfew::lifetime
