/// OpenBao: real tokens, leases, certificates and secret ids.
///
/// Owns:     the server and its folder.
/// Threads:  one at a time.
/// Errors:   those of server_process.h; corrupt when the first answers are not what they should be.
/// Not here: what a test mounts and writes: it asks for that by `ask`, as root.
/// Source:   tried with OpenBao 2.7.2.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "scanner/core/result.h"
#include "tests/support/servers/loopback.h"
#include "tests/support/servers/server_process.h"
#include "tests/support/temp_dir.h"

namespace curfew::support {

class OpenBao {
  public:
    /// Forgets everything when it ends; unsealed and ready.
    [[nodiscard]] static core::Result<OpenBao> start();
    /// Keeps its data (raft) over crash() and restart().
    [[nodiscard]] static core::Result<OpenBao> start_with_storage();

    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// "http://127.0.0.1:PORT".
    [[nodiscard]] std::string base() const { return "http://127.0.0.1:" + std::to_string(port_); }
    [[nodiscard]] const std::string& root_token() const { return root_token_; }
    [[nodiscard]] const ServerProcess& process() const { return server_; }

    /// A question to /v1/PATH; JSON in `body`. LIST is a method here too.
    [[nodiscard]] core::Result<PlainAnswer> ask_as(const std::string& token,
                                                   const std::string& method,
                                                   const std::string& path,
                                                   const std::string& body = {}) const;
    [[nodiscard]] core::Result<PlainAnswer> ask_as_root(const std::string& method,
                                                        const std::string& path,
                                                        const std::string& body = {}) const {
        return ask_as(root_token_, method, path, body);
    }

    /// Afterwards every question is answered 503.
    [[nodiscard]] core::Result<void> seal() const;
    [[nodiscard]] core::Result<void> unseal() const;
    /// SIGKILL, and the same server again, still sealed. Needs storage.
    void crash() { server_.kill_now(); }
    [[nodiscard]] core::Result<void> restart();

  private:
    OpenBao(std::unique_ptr<TempDir> folder, ServerProcess server, std::uint16_t port)
        : folder_(std::move(folder)), server_(std::move(server)), port_(port) {}
    [[nodiscard]] static core::Result<OpenBao> start_with(bool keeps);
    [[nodiscard]] core::Result<void> initialise();

    std::unique_ptr<TempDir> folder_;  ///< before the server: it goes after it
    ServerProcess server_;
    std::uint16_t port_;
    std::string root_token_;
    std::string unseal_key_;
};

}  // namespace curfew::support
