/// `[provider.ssh]` of the configuration, checked.
///
/// | setting | what it says |
/// | --- | --- |
/// | `revoked_keys` | the key revocation lists that sshd reads (RevokedKeys), separated by blanks |
/// | `authorities` | files with the public keys that sign user certificates, separated by blanks |
/// | `logins` | where a login may be tried: "user@host" or "user@host:port", separated by blanks |
/// | `known_hosts` | the file with the host keys of those; without it nobody is logged in to |
/// | `session_command` | lists and ends open sessions (ssh_sessions.h) |
/// | `ssh`, `ssh_keygen` | the programs, where they are not in /usr/bin |
///
/// Threads:  immutable once read.
/// Errors:   invalid_input naming the setting; not_found or denied for a file that cannot be read.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "integrations/providers/ssh_key.h"
#include "scanner/core/result.h"
#include "scanner/provider/access.h"

namespace curfew::providers {

struct SshLogin {
    std::string user;
    std::string host;  ///< in lower case; IPv6 without brackets
    std::uint16_t port = 22;
};

struct SshSettings {
    std::vector<std::string> lists;
    std::vector<SshPublicKey> authorities;
    std::vector<SshLogin> logins;
    std::string known_hosts;
    std::string session_command;
    std::string ssh = "/usr/bin/ssh";
    std::string keygen = "/usr/bin/ssh-keygen";

    /// The authority with this key; null where the configuration does not name it.
    [[nodiscard]] const SshPublicKey* authority(const SshPublicKey& key) const;
};

/// `access`: null where the configuration does not speak of it; then nothing is set.
[[nodiscard]] core::Result<SshSettings> ssh_settings_of(const provider::ProviderAccess* access);

}  // namespace curfew::providers
