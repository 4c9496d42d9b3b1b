/// An OpenSSH key revocation list (KRL) in a file that sshd reads at every login.
///
/// A list that is missing or broken makes sshd refuse everybody. So it is never written in place:
/// the new one is made beside it, with the same owner and mode, is asked for what was revoked and
/// for a key nobody has, and only then takes the old one's name. Programs that change it by other
/// means are noticed as long as they are done before the last look; the lock file (the list's
/// name and ".lock", it stays) keeps two of us apart.
///
/// Owns:     nothing; the file is the operator's.
/// Threads:  any, at once; each call blocks, also for a lock somebody else holds.
/// Errors:   not_found (no such file; sshd is refusing everybody then), unsupported (a plain list
/// of
///           keys, no KRL), corrupt (ssh-keygen cannot read it, or what it wrote does not hold
///           true), denied (rights), timed_out (lock, or changed under our hands again and again).
/// Source:   ssh-keygen(1), KEY REVOCATION LISTS; OpenSSH PROTOCOL.krl.
#pragma once

#include <cstdint>
#include <string>

#include "integrations/providers/ssh_key.h"
#include "scanner/core/clock.h"
#include "scanner/core/result.h"

namespace curfew::providers {

/// What goes on a list, and the key or certificate that must be refused by it.
struct SshRevocation {
    std::string line;       ///< "serial: 17" or "key: ssh-ed25519 AAAA…"
    std::string authority;  ///< the signing key's line, for a serial; empty: none is needed
    std::string subject;    ///< the key's or certificate's own line
};

/// Revokes a certificate by its serial where it has one (zero is none), otherwise by its key, which
/// ends every certificate over this key. The key id is never used: several may share one, and its
/// bytes are anybody's.
[[nodiscard]] SshRevocation revocation_of(const SshCertificate& certificate);
[[nodiscard]] SshRevocation revocation_of(const SshPublicKey& key);

class SshRevocationList {
  public:
    /// `keygen`: the program. `clock` is borrowed.
    SshRevocationList(std::string path, std::string keygen, const core::Clock& clock);

    /// Whether `line` (a key or a certificate) is refused by it, as `ssh-keygen -Q` says.
    [[nodiscard]] core::Result<bool> refuses(const std::string& line) const;

    [[nodiscard]] core::Result<void> add(const SshRevocation& revocation) const;

    [[nodiscard]] const std::string& path() const { return path_; }

  private:
    struct Original;

    [[nodiscard]] core::Result<bool> asked(const std::string& list, const std::string& line) const;
    [[nodiscard]] core::Result<std::uint64_t> version_of(const std::string& list) const;
    [[nodiscard]] core::Result<void> extend(const std::string& list, bool is_new,
                                            const SshRevocation& revocation) const;
    [[nodiscard]] core::Result<void> verify(const std::string& list,
                                            const SshRevocation& revocation) const;
    /// Whether it was put in the old one's place; false: that was changed meanwhile.
    [[nodiscard]] core::Result<bool> replace(const Original& original,
                                             const SshRevocation& revocation) const;

    std::string path_;
    std::string keygen_;
    const core::Clock& clock_;
};

}  // namespace curfew::providers
