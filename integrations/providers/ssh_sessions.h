/// Open SSH sessions of a key or certificate. No revocation list ends them, and sshd itself tells
/// nobody which session came by which key; so a program of the operator's does both, and without
/// one it is said that nobody knows.
///
///     PROGRAM list FINGERPRINT [SERIAL AUTHORITY]     one line a session on standard output, exit
///     0 PROGRAM end  FINGERPRINT [SERIAL AUTHORITY]     asks them to end, exit 0
///
/// FINGERPRINT and AUTHORITY are "SHA256:…". With SERIAL only sessions of that certificate are
/// meant. ssh_sessions.sh is such a program for one machine whose sshd logs to the journal or a
/// file.
///
/// Threads:  any; blocks.
/// Errors:   unsupported (no program is configured), those of process/child.h, internal (it
/// failed).
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "integrations/providers/ssh_key.h"
#include "scanner/core/clock.h"
#include "scanner/core/result.h"

namespace curfew::providers {

class SshSessions {
  public:
    /// `program`: empty where none is configured. `clock` is borrowed.
    SshSessions(std::string program, const core::Clock& clock);

    [[nodiscard]] bool is_configured() const { return !program_.empty(); }
    [[nodiscard]] core::Result<std::size_t> count(const std::vector<std::string>& subject) const;
    [[nodiscard]] core::Result<void> end(const std::vector<std::string>& subject) const;

  private:
    [[nodiscard]] core::Result<std::string> call(const std::string& verb,
                                                 const std::vector<std::string>& subject) const;

    std::string program_;
    const core::Clock& clock_;
};

/// What the program is told about: all sessions of a key, or those of one certificate.
[[nodiscard]] std::vector<std::string> sessions_of(const SshPublicKey& key);
[[nodiscard]] std::vector<std::string> sessions_of(const SshCertificate& certificate);

}  // namespace curfew::providers
