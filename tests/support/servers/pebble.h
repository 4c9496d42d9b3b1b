/// An ACME certificate authority (RFC 8555): it issues to any name, and revokes.
///
/// Owns:     the server and its folder.
/// Threads:  one at a time.
/// Errors:   those of server_process.h; denied when the server refuses, with the client's words.
/// Not here: CRL and OCSP, which Pebble 2.4 does not have: certificate_authority.h.
/// Source:   tried with Pebble 2.4.0.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "scanner/core/result.h"
#include "tests/support/servers/child_process.h"
#include "tests/support/servers/server_process.h"
#include "tests/support/temp_dir.h"

namespace curfew::support {

class Pebble {
  public:
    struct Issued {
        std::string certificate;  ///< PEM, with those that signed it after it
        std::string key;          ///< PEM
        std::string account_key;  ///< PEM
        std::string account_url;
    };

    /// `ocsp_url`: what its certificates name for asking after them; empty: nothing.
    [[nodiscard]] static core::Result<Pebble> start(const std::string& ocsp_url = {});

    /// Where a client begins: "https://localhost:PORT/dir".
    [[nodiscard]] std::string directory() const {
        return "https://localhost:" + std::to_string(port_) + "/dir";
    }
    /// The file with the certificate that its own HTTPS shows.
    [[nodiscard]] std::string trusted_file() const { return folder_->at("server.pem"); }
    [[nodiscard]] ServerProcess& process() { return server_; }

    [[nodiscard]] core::Result<Issued> issue(const std::string& name) const;
    /// Ends it as its account, by the npm client.
    [[nodiscard]] core::Result<void> revoke(const Issued& issued) const;
    /// What the server itself says: "Valid" or "Revoked"; not_found for a serial it never gave.
    /// `serial` in hexadecimal.
    [[nodiscard]] core::Result<std::string> status_of(const std::string& serial) const;
    /// The certificate that signs what it issues, and its key, both PEM: new at each start.
    [[nodiscard]] core::Result<std::string> signer() const { return managed("intermediates/0"); }
    [[nodiscard]] core::Result<std::string> signer_key() const {
        return managed("intermediate-keys/0");
    }

  private:
    Pebble(std::unique_ptr<TempDir> folder, ServerProcess server, std::uint16_t port,
           std::uint16_t management_port)
        : folder_(std::move(folder)),
          server_(std::move(server)),
          port_(port),
          management_port_(management_port) {}
    [[nodiscard]] core::Result<std::string> managed(const std::string& path) const;
    [[nodiscard]] core::Result<ClientOutcome> client(const std::string& command,
                                                     const std::string& name,
                                                     const std::string& input) const;

    std::unique_ptr<TempDir> folder_;  ///< before the server: it goes after it
    ServerProcess server_;
    std::uint16_t port_;
    std::uint16_t management_port_;
};

}  // namespace curfew::support
