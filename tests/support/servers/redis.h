/// Redis: users by access control list, live connections. The default user has a password.
///
/// Owns:     the server and its folder.
/// Threads:  one at a time.
/// Errors:   those of server_process.h; denied when the server refuses a command.
/// Source:   tried with Redis 7.0.15.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "scanner/core/result.h"
#include "tests/support/servers/child_process.h"
#include "tests/support/servers/database_login.h"
#include "tests/support/servers/server_process.h"
#include "tests/support/temp_dir.h"

namespace curfew::support {

class Redis {
  public:
    [[nodiscard]] static core::Result<Redis> start();

    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// The user "default", who may do everything.
    [[nodiscard]] const DatabaseLogin& administrator() const { return administrator_; }
    [[nodiscard]] ServerProcess& process() { return server_; }

    /// What `redis-cli` says to one command: refusals are text in `output`; the exit code is no
    /// sign.
    [[nodiscard]] core::Result<ClientOutcome> redis_cli(
        const DatabaseLogin& login, const std::vector<std::string>& command) const;

    /// A command as administrator; its answer without the last line's end.
    [[nodiscard]] core::Result<std::string> run(const std::vector<std::string>& command) const;

    /// A client that has logged in and stays, until the server cuts it: then it is_running() no
    /// more. The user needs the command SUBSCRIBE.
    [[nodiscard]] core::Result<ServerProcess> hold_session(const DatabaseLogin& login) const;

  private:
    Redis(std::unique_ptr<TempDir> folder, ServerProcess server, std::uint16_t port,
          DatabaseLogin administrator)
        : folder_(std::move(folder)),
          server_(std::move(server)),
          port_(port),
          administrator_(std::move(administrator)) {}
    [[nodiscard]] core::Result<ClientCall> client(const DatabaseLogin& login) const;

    std::unique_ptr<TempDir> folder_;  ///< before the server: it goes after it
    ServerProcess server_;
    std::uint16_t port_;
    DatabaseLogin administrator_;
};

}  // namespace curfew::support
