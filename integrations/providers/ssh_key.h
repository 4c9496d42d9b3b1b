/// OpenSSH public keys and certificates, as lines of text, taken apart.
///
/// Threads:  pure functions.
/// Errors:   invalid_input: no such line, cut off, damaged, of an unknown type. No signature is
///           verified here; ssh-keygen does that (ssh.cc).
/// Source:   RFC 4253 6.6; OpenSSH PROTOCOL.certkeys.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/core/result.h"

namespace curfew::providers {

struct SshPublicKey {
    std::string type;  ///< "ssh-ed25519"
    std::string blob;  ///< as it goes over the wire

    /// "ssh-ed25519 AAAA…", without a comment.
    [[nodiscard]] std::string line() const;
    /// "SHA256:…", as every OpenSSH program prints it.
    [[nodiscard]] std::string fingerprint() const;

    friend bool operator==(const SshPublicKey&, const SshPublicKey&) = default;
};

struct SshCertificate {
    SshPublicKey key;        ///< the plain key it is about
    SshPublicKey authority;  ///< who says to have signed it
    std::string line;        ///< type and base64, without a comment
    std::uint64_t serial = 0;
    std::string key_id;  ///< any bytes its authority chose
    bool is_for_user = false;
};

/// The key in a line such as "ssh-ed25519 AAAA… comment".
[[nodiscard]] core::Result<SshPublicKey> parse_ssh_key(std::string_view line);

/// The certificate in a line such as "ssh-ed25519-cert-v01@openssh.com AAAA… comment".
[[nodiscard]] core::Result<SshCertificate> parse_ssh_certificate(std::string_view line);

}  // namespace curfew::providers
