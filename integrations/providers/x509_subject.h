/// What an X.509 credential is: a certificate, who issued it, and its private key where that was
/// found too; proven by signatures, not by names.
///
/// Owns:     certificates and key. OpenSSL wipes a key's memory when it frees it.
/// Threads:  one at a time once made.
/// Errors:   invalid_input: no certificate, damaged, a key behind a passphrase, a key that is not
///           the certificate's; not_found or corrupt for files of the configuration.
/// Source:   RFC 5280.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "integrations/providers/openssl_handles.h"
#include "scanner/core/result.h"
#include "scanner/core/secret_string.h"
#include "scanner/core/validity_window.h"
#include "scanner/provider/credential.h"

namespace curfew::providers {

struct X509Subject {
    CertificateHandle certificate;
    CertificateHandle issuer;  ///< whose key signed it; null where nobody known has
    KeyHandle key;             ///< the certificate's own; null where only that was found

    /// "serial 0A1B…, SHA-256 …".
    [[nodiscard]] std::string id() const;
    [[nodiscard]] std::string der() const;
    [[nodiscard]] bool is_self_signed() const;
    [[nodiscard]] core::End expires_at() const;
    [[nodiscard]] std::optional<core::Instant> not_before() const;
    /// Its common name or first alternative name, cleaned for people.
    [[nodiscard]] std::string owner() const;
};

/// Certificates of PEM files, to find issuers among.
using CertificateBundle = std::vector<CertificateHandle>;
[[nodiscard]] core::Result<CertificateBundle> certificate_bundle(
    const std::vector<std::string>& paths);

/// The certificate stands in the secret or in the part "certificate", its key in the secret or in
/// the part "private_key". The issuer is looked for in both and among `known`.
[[nodiscard]] core::Result<X509Subject> x509_subject_of(const provider::Credential& credential,
                                                        const CertificateBundle& known);

/// The first private key in PEM inside `text`, or the one whose container's bytes it is.
[[nodiscard]] core::Result<KeyHandle> private_key_in(std::string_view text);

/// Where the certificate says that its revocation can be asked: http(s) addresses only.
[[nodiscard]] std::vector<std::string> ocsp_addresses(const X509& certificate);
/// Nothing where a list is kept by somebody else than the issuer or for some reasons only.
[[nodiscard]] std::vector<std::string> list_addresses(const X509& certificate);

/// A certificate of the same names, number and times, signed by a key nobody knows.
[[nodiscard]] core::Result<core::SecretString> made_up_certificate(const X509& like);

}  // namespace curfew::providers
