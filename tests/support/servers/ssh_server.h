/// An OpenSSH server with a certificate authority and a revocation list of its own. Users log in as
/// whoever runs the tests.
///
/// Owns:     the server and its folder, keys included.
/// Threads:  one at a time.
/// Errors:   those of server_process.h; internal when ssh-keygen fails.
/// Not here: changing the revocation list: a test does it, or the code under test; the server reads
///           `revocation_list()` at each login.
/// Source:   tried with OpenSSH 9.2.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "scanner/core/result.h"
#include "tests/support/servers/child_process.h"
#include "tests/support/servers/server_process.h"
#include "tests/support/temp_dir.h"

namespace curfew::support {

class SshServer {
  public:
    [[nodiscard]] static core::Result<SshServer> start();

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] const std::string& user() const { return user_; }
    [[nodiscard]] ServerProcess& process() { return server_; }
    /// Paths: the authority's private key (beside it "….pub"), the list, the server's log.
    [[nodiscard]] std::string authority() const { return folder_->at("authority"); }
    [[nodiscard]] std::string revocation_list() const { return folder_->at("revoked"); }
    [[nodiscard]] std::string log() const { return folder_->at("log"); }

    /// A new ed25519 key without passphrase; the private key's path, beside it "….pub".
    [[nodiscard]] core::Result<std::string> make_key(const std::string& name) const;
    /// "KEY-cert.pub" for the user, for as long as `validity` says, for example "+5m".
    [[nodiscard]] core::Result<void> certify(const std::string& key, std::uint64_t serial,
                                             const std::string& validity) const;
    /// Lets the key in without a certificate.
    void authorize(const std::string& key) const;

    /// What `ssh-keygen` says.
    [[nodiscard]] static core::Result<ClientOutcome> keygen(std::vector<std::string> arguments);
    /// `ssh … true`: exit code 0 when the key was let in, 255 when not.
    [[nodiscard]] core::Result<ClientOutcome> login(const std::string& key) const;
    /// A client that has logged in and stays, until it is cut: then it is_running() no more.
    [[nodiscard]] core::Result<ServerProcess> hold_session(const std::string& key) const;

  private:
    SshServer(std::unique_ptr<TempDir> folder, ServerProcess server, std::uint16_t port,
              std::string user)
        : folder_(std::move(folder)),
          server_(std::move(server)),
          port_(port),
          user_(std::move(user)) {}
    [[nodiscard]] std::vector<std::string> client_arguments(const std::string& key,
                                                            const std::string& command) const;

    std::unique_ptr<TempDir> folder_;  ///< before the server: it goes after it
    ServerProcess server_;
    std::uint16_t port_;
    std::string user_;
};

}  // namespace curfew::support
