/// MariaDB: real users, account locks, live connections.
///
/// Owns:     the server and its folder. Root starts it as another user.
/// Threads:  one at a time.
/// Errors:   those of server_process.h; denied when a statement fails, with the server's words.
/// Source:   tried with MariaDB 10.11.
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

class MariaDb {
  public:
    /// `options`: further ones of the server's, such as "--ssl-cert=…".
    [[nodiscard]] static core::Result<MariaDb> start(const std::vector<std::string>& options = {});

    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// The user "admin", who may do everything.
    [[nodiscard]] const DatabaseLogin& administrator() const { return administrator_; }
    [[nodiscard]] ServerProcess& process() { return server_; }

    /// What the client `mariadb` says: its exit code, rows parted by tabs, and the server's refusal
    /// in `errors`.
    [[nodiscard]] core::Result<ClientOutcome> mariadb(const DatabaseLogin& login,
                                                      const std::string& sql) const;

    /// Statements as administrator; their rows, without the last line's end.
    [[nodiscard]] core::Result<std::string> run(const std::string& sql) const;

    /// A client that has logged in and stays, until the server cuts it: then it is_running() no
    /// more.
    [[nodiscard]] core::Result<ServerProcess> hold_session(const DatabaseLogin& login) const;

  private:
    MariaDb(std::unique_ptr<TempDir> folder, ServerProcess server, std::uint16_t port,
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
