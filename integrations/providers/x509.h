/// The provider of X.509 certificates and their private keys (`engine = "x509"`).
///
/// `[provider.x509]`:
///
/// | setting | what it says |
/// | --- | --- |
/// | `issuers` | PEM files with authorities' certificates, separated by blanks |
/// | `ocsp`, `crl` | addresses to ask instead of those in the certificate |
/// | `acme_directory` | where certificates can be revoked over ACME |
/// | `acme_account` | the account's address there; its private key is the `admin` credential |
///
/// Asking:   OCSP, then the issuer's revocation list, at the configured addresses, or at those
///           inside the certificate whose hosts the configuration names. Only what the issuer's key
///           has signed is believed, so a lying host can say nothing.
/// Ending:   ACME, signed by the certificate's own key where that was found, otherwise by the
///           configured account. An authority without ACME is a person's to ask: what its own
///           programs want and answer is no protocol that could be bound to one certificate; the
///           proof works for those all the same.
/// Proof:    OCSP or the list says revoked, and none of them says good. Both may lag behind (a list
///           until its next one is due), and many clients look at neither.
///
/// Owns:     what it needs of the configuration. Client, clock and Access are borrowed.
/// Threads:  as provider.h says; handlers run on the client's thread.
/// Source:   RFC 5280, RFC 6960, RFC 8555; CA/Browser Forum Baseline Requirements 4.9.7 and 4.9.10
///           (lists and answers follow a revocation within 24 hours).
#pragma once

#include <memory>

#include "scanner/core/clock.h"
#include "scanner/core/http.h"
#include "scanner/provider/access.h"
#include "scanner/provider/provider.h"

namespace curfew::providers {

[[nodiscard]] std::unique_ptr<provider::Provider> make_x509_provider(
    core::HttpClient& client, const core::Clock& clock, const provider::Access& access);

}  // namespace curfew::providers
