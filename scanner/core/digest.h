/// SHA-256, HMAC-SHA-256, random bytes, slow derivation: what the rest needs of cryptography.
///
/// Threads:  free functions without state; safe from many.
/// Errors:   none; a failing random source or library is a check, for nothing safe can follow.
/// Source:   FIPS 180-4, RFC 2104, RFC 7914 (scrypt).
/// Not here: signatures and certificates (lifetime/carriers).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "scanner/core/bytes.h"

namespace curfew::core {

using Digest = std::array<std::uint8_t, 32>;

[[nodiscard]] Digest sha256(BlobView bytes);
[[nodiscard]] Digest hmac_sha256(BlobView key, BlobView bytes);

using Sha1 = std::array<std::uint8_t, 20>;

/// Over two pieces, one after the other. For naming git objects; it protects nothing.
[[nodiscard]] Sha1 sha1(BlobView first, BlobView second);

/// From the operating system's generator.
[[nodiscard]] Digest random_digest();

/// A deliberately slow 32 bytes from `bytes` (scrypt N=2^10, r=8, p=1, about 1 MiB and 3 ms).
[[nodiscard]] Digest slow_derivation(BlobView salt, BlobView bytes);

[[nodiscard]] bool equal_in_constant_time(BlobView left, BlobView right);

/// Lower-case hexadecimal digits of `bytes`.
[[nodiscard]] std::string hex_of(BlobView bytes);

}  // namespace curfew::core
