/// AWS's IAM, STS and S3, as moto plays them: signatures are checked, inactive keys and ended
/// sessions are refused (aws_server.py).
///
/// Owns:     the server and its folder.
/// Threads:  one at a time.
/// Errors:   those of server_process.h; denied when a call fails, with the client's words.
/// Cost:     one to three seconds to start: only for the test program that asks.
/// Not here: what moto gets wrong: last use of a key (it says creation), GetSessionToken (fixed
///           values), unsigned requests (500), nested <Errors> where AWS has one <Error>.
/// Source:   tried with moto 5.2.5.
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

struct AwsKey {
    std::string id;
    std::string secret;
    std::string session_token{};
};

class Moto {
  public:
    [[nodiscard]] static core::Result<Moto> start();

    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// "http://127.0.0.1:PORT": every service's endpoint.
    [[nodiscard]] std::string base() const { return "http://127.0.0.1:" + std::to_string(port_); }
    /// A user "admin" who may do everything.
    [[nodiscard]] const AwsKey& administrator() const { return administrator_; }
    [[nodiscard]] ServerProcess& process() { return server_; }

    /// Runs Python with Amazon's own client as this key: `iam`, `sts` and `s3` are made, and what
    /// it prints comes back. A refusal is an exit code of 1 with the error's code in `errors`.
    [[nodiscard]] core::Result<ClientOutcome> boto(const AwsKey& key,
                                                   const std::string& script) const;

    /// The same as administrator; what was printed, without the last line's end.
    [[nodiscard]] core::Result<std::string> run(const std::string& script) const;

    /// A new user with one active key.
    [[nodiscard]] core::Result<AwsKey> make_key(const std::string& user) const;

  private:
    Moto(std::unique_ptr<TempDir> folder, ServerProcess server, std::uint16_t port)
        : folder_(std::move(folder)), server_(std::move(server)), port_(port) {}
    [[nodiscard]] core::Result<void> make_administrator();
    [[nodiscard]] core::Result<std::string> ask_unsigned(const std::string& form) const;

    std::unique_ptr<TempDir> folder_;  ///< before the server: it goes after it
    ServerProcess server_;
    std::uint16_t port_;
    AwsKey administrator_;
};

}  // namespace curfew::support
