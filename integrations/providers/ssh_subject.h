/// What an SSH credential is, proven by ssh-keygen: a private key that signs for its public half,
/// or a certificate whose signature holds.
///
/// The proof matters before anything is ended: a key file carries its public half in the clear, and
/// whoever plants a file with somebody else's half in it must not get that one revoked.
///
/// Owns:     the private key, wiped at the end.
/// Threads:  any; blocks for a few child processes.
/// Errors:   invalid_input: no key or certificate, a passphrase, halves that do not belong
/// together,
///           a signature that does not hold; those of process/child.h.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "integrations/providers/ssh_key.h"
#include "integrations/providers/ssh_login.h"
#include "integrations/providers/ssh_revocation_list.h"
#include "scanner/core/clock.h"
#include "scanner/core/result.h"
#include "scanner/core/secret_string.h"
#include "scanner/provider/credential.h"

namespace curfew::providers {

struct SshSubject {
    SshPublicKey key;
    std::optional<SshCertificate> certificate{};
    core::SecretString private_key{};  ///< empty for a certificate

    /// "SHA256:…", or "serial 17 of SHA256:…".
    [[nodiscard]] std::string id() const;
    /// The line that revocation lists are asked about.
    [[nodiscard]] std::string line() const;
    [[nodiscard]] SshRevocation revocation() const;
    [[nodiscard]] std::vector<std::string> sessions() const;
    [[nodiscard]] SshCredentialFile shown() const;
};

[[nodiscard]] bool is_ssh_certificate(const provider::Credential& credential);

/// `keygen`: the program.
[[nodiscard]] core::Result<SshSubject> ssh_subject_of(const provider::Credential& credential,
                                                      const std::string& keygen,
                                                      const core::Clock& clock);

/// A private key nobody has, or a certificate nobody trusts for `name`.
[[nodiscard]] core::Result<core::SecretString> made_up_ssh_key(const std::string& keygen,
                                                               const core::Clock& clock);
[[nodiscard]] core::Result<core::SecretString> made_up_ssh_certificate(const std::string& keygen,
                                                                       const std::string& name,
                                                                       const core::Clock& clock);

}  // namespace curfew::providers
