/// Gitea, a forge: users, and the tokens they make for themselves, which never end.
///
/// Owns:     the server and its folder. Root starts it as another user, because it refuses root.
/// Threads:  one at a time.
/// Errors:   those of server_process.h; not_found where `./dev test --all` has not built it: such a
///           test says so and is skipped.
/// Cost:     about five seconds to start: only for the test program that asks.
/// Not here: its pages, which the Go module does not have; the API is whole.
/// Source:   tried with Gitea 1.26.0.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "scanner/core/result.h"
#include "tests/support/servers/database_login.h"
#include "tests/support/servers/loopback.h"
#include "tests/support/servers/server_process.h"
#include "tests/support/temp_dir.h"

namespace curfew::support {

class Gitea {
  public:
    struct Token {
        std::string id;
        std::string text;
    };

    /// Whether it has been built here.
    [[nodiscard]] static bool is_built();
    [[nodiscard]] static core::Result<Gitea> start();

    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// "http://127.0.0.1:PORT".
    [[nodiscard]] std::string base() const { return "http://127.0.0.1:" + std::to_string(port_); }
    /// A user who may do everything.
    [[nodiscard]] const DatabaseLogin& administrator() const { return administrator_; }

    /// A question to /api/v1/PATH with a token; an empty one asks as nobody.
    [[nodiscard]] core::Result<PlainAnswer> ask_as(const std::string& token,
                                                   const std::string& method,
                                                   const std::string& path,
                                                   const std::string& body = {}) const;
    /// The same with name and password, which alone may make, list and end tokens.
    [[nodiscard]] core::Result<PlainAnswer> ask_with(const DatabaseLogin& login,
                                                     const std::string& method,
                                                     const std::string& path,
                                                     const std::string& body = {}) const;

    [[nodiscard]] core::Result<DatabaseLogin> make_user(const std::string& name) const;
    /// `scopes`: a JSON list, for example `["read:user"]`.
    [[nodiscard]] core::Result<Token> make_token(const DatabaseLogin& login,
                                                 const std::string& name,
                                                 const std::string& scopes) const;

  private:
    Gitea(std::unique_ptr<TempDir> folder, ServerProcess server, std::uint16_t port,
          DatabaseLogin administrator)
        : folder_(std::move(folder)),
          server_(std::move(server)),
          port_(port),
          administrator_(std::move(administrator)) {}

    std::unique_ptr<TempDir> folder_;  ///< before the server: it goes after it
    ServerProcess server_;
    std::uint16_t port_;
    DatabaseLogin administrator_;
};

}  // namespace curfew::support
