/// An npm registry that says yes to the ending of a token and goes on taking it: the negative case.
///
/// Owns:     the server and its folder.
/// Threads:  one at a time.
/// Errors:   those of server_process.h; corrupt when an answer is not what it should be.
/// Source:   tried with verdaccio 6.10.4 on Node 24.
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

class Verdaccio {
  public:
    [[nodiscard]] static core::Result<Verdaccio> start();

    [[nodiscard]] std::string base() const { return "http://127.0.0.1:" + std::to_string(port_); }

    /// Makes a user and gives the token it is signed in with; the token lives for an hour.
    [[nodiscard]] core::Result<std::string> sign_up(const std::string& user) const;
    /// The registry's own word, not by the code under test: who it takes the token for; empty:
    /// nobody.
    [[nodiscard]] core::Result<std::string> who_is(const std::string& token) const;

  private:
    Verdaccio(std::unique_ptr<TempDir> folder, ServerProcess server, std::uint16_t port)
        : folder_(std::move(folder)), server_(std::move(server)), port_(port) {}

    std::unique_ptr<TempDir> folder_;  ///< before the server: it goes after it
    ServerProcess server_;
    std::uint16_t port_;
};

}  // namespace curfew::support
