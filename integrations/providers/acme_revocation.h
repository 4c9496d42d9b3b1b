/// Revokes a certificate over ACME: directory, nonce, revokeCert, signed by the certificate's own
/// key or by an account's. A refused nonce is tried once more with the one that came along; nothing
/// else is ever repeated.
///
/// Threads:  start() from any; the handler runs on the client's thread, once.
/// Errors:   in the step: `not_sent` before revokeCert was posted, `refused` by a problem document,
///           `already_gone` for urn:ietf:params:acme:error:alreadyRevoked, `unclear` otherwise.
/// Source:   RFC 8555 7.1.1, 7.2, 7.6 and 6.5 (badNonce).
#pragma once

#include <memory>
#include <string>

#include "integrations/providers/openssl_handles.h"
#include "scanner/core/clock.h"
#include "scanner/core/http.h"
#include "scanner/provider/provider.h"

namespace curfew::providers {

struct AcmeRevocation {
    std::string directory;  ///< of the configuration; all that follows must be on its host
    std::string account{};  ///< the account's address, where `key` is an account's
    KeyHandle key;
    std::string certificate;  ///< DER
};

/// Client and clock are borrowed until the handler has run.
void start_acme_revocation(core::HttpClient& client, const core::Clock& clock,
                           AcmeRevocation revocation, provider::StepHandler handler);

}  // namespace curfew::providers
