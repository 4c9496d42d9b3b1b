/// A real sshd, with an authority for user certificates and a key revocation list. It runs as
/// whoever runs the tests, and only that user can log in.
///
/// Files in its folder: `ca`, `host` (keys, each with `.pub`), `krl`, `authorized_keys`,
/// `known_hosts`, `log` (VERBOSE).
///
/// Errors:   those of server_process.h.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scanner/core/result.h"
#include "tests/support/servers/child_process.h"
#include "tests/support/servers/server_process.h"
#include "tests/support/temp_dir.h"

namespace curfew::support {

class SshServer {
  public:
    /// `folder` must outlive it.
    [[nodiscard]] static core::Result<SshServer> start(const TempDir& folder);

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::string path(const std::string& name) const { return folder_ + "/" + name; }
    /// "user@127.0.0.1:PORT".
    [[nodiscard]] std::string login() const;
    [[nodiscard]] std::string log() const;

    /// Makes an Ed25519 key `name` and `name.pub`; a passphrase when one is given.
    void make_key(const std::string& name, const std::string& passphrase = "") const;
    /// Signs `name.pub` into `name-cert.pub`; `more` are further words for ssh-keygen.
    void sign(const std::string& name, const std::vector<std::string>& more,
              const std::string& key_id = "task") const;
    /// Lets the key in without a certificate.
    void authorize(const std::string& name) const;

    /// What OpenSSH's own programs say: the exit codes of `ssh … true` and `ssh-keygen -Q`.
    [[nodiscard]] int login_by_client(const std::string& name) const;
    [[nodiscard]] int asked_by_keygen(const std::string& public_file) const;

    /// A session that stays open: `ssh … sleep`. Ended with the test.
    [[nodiscard]] core::Result<ServerProcess> open_session(const std::string& name) const;

  private:
    SshServer(ServerProcess process, std::string folder, std::uint16_t port);

    [[nodiscard]] std::vector<std::string> client_arguments(const std::string& name) const;

    ServerProcess process_;
    std::string folder_;
    std::uint16_t port_;
};

/// The name of whoever runs the tests.
[[nodiscard]] std::string own_user_name();

}  // namespace curfew::support
