/// OpenPGP packets of a key, taken apart as far as times and names need it.
///
/// Owns:     nothing; bodies point into the bytes.
/// Source:   RFC 4880 4.2 (packets), 5.2.3 (signatures), 5.5.2 (keys), 6.2 (armor).
/// Not here: which signature counts (openpgp.cc).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/result.h"

namespace curfew::lifetime {

struct PgpPacket {
    unsigned tag = 0;
    std::string_view body;
};

struct PgpSignature {
    unsigned type = 0;
    std::optional<std::uint64_t> created;  ///< seconds since 1970
    std::uint64_t key_expires_after = 0;   ///< seconds after the key's creation; 0: never
    std::optional<std::string> issuer;     ///< eight bytes of key id, if told
};

/// The binary packets behind an armor; binary input comes back as it is. Errors: invalid_input.
[[nodiscard]] core::Result<std::string> pgp_unarmored(std::string_view text);

/// Errors: invalid_input for a broken length; exhausted past kPacketsMax packets.
[[nodiscard]] core::Result<std::vector<PgpPacket>> pgp_packets(std::string_view bytes);

/// Nothing for a version other than 4 or a body that does not add up.
[[nodiscard]] std::optional<PgpSignature> pgp_signature(std::string_view body);

/// The public part of a version 4 key body, secret or not; nothing if its algorithm is unknown.
[[nodiscard]] std::optional<std::string_view> pgp_public_part(std::string_view body);

/// SHA-1 fingerprint of a version 4 public part, 20 bytes; its last eight are the key id.
[[nodiscard]] std::string pgp_fingerprint(std::string_view public_part);

}  // namespace curfew::lifetime
