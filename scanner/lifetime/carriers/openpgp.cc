// OpenPGP keys, armored or binary, public or secret.
//
// A key's life begins with its creation time and ends a number of seconds later, which the newest
// self-signature tells (key expiration time, RFC 4880 5.2.3.6); without one it never ends. A
// self-signature is one whose issuer is the key itself. No signature is verified, and the ends of
// subkeys are not looked at.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/core/bytes.h"
#include "scanner/core/digest.h"
#include "scanner/core/instant.h"
#include "scanner/lifetime/carriers/byte_reader.h"
#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/lifetime/carriers/openpgp_packets.h"
#include "scanner/lifetime/carriers/readers.h"
#include "scanner/lifetime/carriers/text_encoding.h"
#include "scanner/lifetime/carriers/times.h"

namespace curfew::lifetime {
namespace {

constexpr std::string_view kCarrier = "openpgp";

constexpr unsigned kSignatureTag = 2;
constexpr unsigned kSecretKeyTag = 5;
constexpr unsigned kPublicKeyTag = 6;
constexpr unsigned kSecretSubkeyTag = 7;
constexpr unsigned kUserIdTag = 13;
constexpr unsigned kPublicSubkeyTag = 14;

constexpr unsigned kDirectKey = 0x1F;
constexpr unsigned kKeyRevocation = 0x20;

bool is_about_key(unsigned type) {
    const bool certifies_user_id = type >= 0x10 && type <= 0x13;
    return certifies_user_id || type == kDirectKey;
}

struct Key {
    std::string id;  ///< eight bytes
    std::string fingerprint;
    std::uint64_t created = 0;
    std::string user_id;
    std::optional<PgpSignature> newest;
    bool is_revoked = false;
};

void take_signature(Key& key, std::string_view body) {
    const auto signature = pgp_signature(body);
    if (!signature || !signature->issuer || *signature->issuer != key.id) return;
    if (signature->type == kKeyRevocation) key.is_revoked = true;
    if (!is_about_key(signature->type) || !signature->created) return;
    const bool is_newer = !key.newest || signature->created >= key.newest->created;
    if (is_newer) key.newest = signature;
}

/// Packets of the primary key end where a subkey or the next key begins.
bool begins_another(unsigned tag) {
    return tag == kPublicSubkeyTag || tag == kSecretSubkeyTag || tag == kPublicKeyTag ||
           tag == kSecretKeyTag;
}

Key key_in(const std::vector<PgpPacket>& packets, std::string_view public_part) {
    Key key;
    key.fingerprint = pgp_fingerprint(public_part);
    key.id = key.fingerprint.substr(key.fingerprint.size() - 8);
    key.created = ByteReader(public_part.substr(1)).number(4).value_or(0);
    for (std::size_t i = 1; i < packets.size(); ++i) {
        if (begins_another(packets[i].tag)) break;
        if (packets[i].tag == kUserIdTag && key.user_id.empty()) {
            key.user_id = clean_text(packets[i].body);
        }
        if (packets[i].tag == kSignatureTag) take_signature(key, packets[i].body);
    }
    return key;
}

CarrierFacts facts_from(const Key& key) {
    CarrierFacts facts = facts_of(kCarrier);
    facts.name = core::hex_of(core::as_bytes(key.fingerprint));
    facts.account = key.user_id;
    const core::Instant created{std::chrono::seconds{static_cast<std::int64_t>(key.created)}};
    facts.issued_at = created;
    facts.not_before = created;
    if (key.is_revoked) facts.note = "it carries its own revocation";
    if (!key.newest) {
        facts.problem = "it has no self-signature that could tell an end";
        return facts;
    }
    facts.never_expires = key.newest->key_expires_after == 0;
    if (!facts.never_expires) {
        const auto span = static_cast<std::int64_t>(key.newest->key_expires_after);
        facts.expires_at = later_by(created, std::chrono::seconds{span});
    }
    return facts;
}

}  // namespace

CarrierFacts read_openpgp(std::string_view bytes) {
    const auto binary = pgp_unarmored(bytes);
    if (!binary.has_value()) return broken(kCarrier, binary.error().message());
    const auto packets = pgp_packets(binary.value());
    if (!packets.has_value()) return broken(kCarrier, packets.error().message());
    const auto& all = packets.value();
    const bool is_key =
        !all.empty() && (all[0].tag == kPublicKeyTag || all[0].tag == kSecretKeyTag);
    if (!is_key) return broken(kCarrier, "it is not a key");
    const auto public_part = pgp_public_part(all[0].body);
    if (!public_part) return broken(kCarrier, "its version or algorithm is unknown");
    return facts_from(key_in(all, *public_part));
}

}  // namespace curfew::lifetime
