/// Signed requests of the ACME protocol (JWS, flattened JSON).
///
/// Threads:  pure functions but for the library's random numbers.
/// Errors:   unsupported for keys no ACME server takes (RSA, and EC over P-256, P-384 and P-521 are
///           taken), internal.
/// Source:   RFC 8555 6.2, RFC 7515, RFC 7518 3.3 and 3.4, RFC 7638 for the key's form.
#pragma once

#include <string>
#include <string_view>

#include "integrations/providers/openssl_handles.h"
#include "scanner/core/result.h"

namespace curfew::providers {

struct AcmeHeader {
    std::string nonce;
    std::string url;
    /// The account's address; empty: the key itself is sent along.
    std::string account{};
};

/// The body of a POST; `payload` is JSON, or empty to fetch something.
[[nodiscard]] core::Result<std::string> acme_request(EVP_PKEY& key, const AcmeHeader& header,
                                                     std::string_view payload);

/// What RFC 8555 calls a nonce: base64url letters; anything else is not used.
[[nodiscard]] bool is_acme_nonce(std::string_view text);

}  // namespace curfew::providers
