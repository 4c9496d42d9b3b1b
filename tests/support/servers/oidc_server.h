/// An OAuth 2.0 and OpenID Connect server: npm's oidc-provider, certified, with a few doors of ours
/// for what tests need (oidc_server.mjs lists them).
///
/// Owns:     the server and its folder.
/// Threads:  one at a time.
/// Errors:   those of server_process.h; corrupt when an answer is not what it should be.
/// Source:   tried with oidc-provider 9.13.3 on Node 24.
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

class OidcServer {
  public:
    /// `token_seconds`: how long the tokens of client_credentials live.
    [[nodiscard]] static core::Result<OidcServer> start(int token_seconds = 600);

    [[nodiscard]] std::string issuer() const { return "http://127.0.0.1:" + std::to_string(port_); }
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] ServerProcess& process() { return server_; }

    struct OwnClient {
        std::string id;
        std::string secret;
    };
    /// Who asks and ends; its secret needs every escaping there is.
    [[nodiscard]] static OwnClient task() { return {"task", "task secret:1"}; }
    [[nodiscard]] static OwnClient other() { return {"other", "other-secret"}; }

    /// A token of the client_credentials grant: opaque, or a JWT for the service at resource().
    [[nodiscard]] core::Result<std::string> issue_opaque(const OwnClient& client) const;
    [[nodiscard]] core::Result<std::string> issue_jwt(const OwnClient& client) const;

    struct Pair {
        std::string refresh;
        std::string access;
    };
    [[nodiscard]] core::Result<Pair> issue_pair() const;

    struct Registered {
        OwnClient client;
        std::string uri;
        std::string token;
    };
    /// A client whose secret ends in so many seconds; may be in the past.
    [[nodiscard]] core::Result<Registered> register_client(int ends_in_seconds) const;

    /// "ok", "429", "503", "lost", "ignore".
    [[nodiscard]] core::Result<void> misbehave(const std::string& mode) const;

    /// A service that checks JWTs by itself.
    [[nodiscard]] std::string resource() const { return issuer() + "/test/resource"; }
    /// The server's own word, not by the code under test.
    [[nodiscard]] bool takes(const std::string& token) const;
    [[nodiscard]] core::Result<std::string> introspected(const std::string& token) const;

  private:
    OidcServer(std::unique_ptr<TempDir> folder, ServerProcess server, std::uint16_t port)
        : folder_(std::move(folder)), server_(std::move(server)), port_(port) {}
    [[nodiscard]] core::Result<std::string> token_from(const OwnClient& client,
                                                       const std::string& more) const;

    std::unique_ptr<TempDir> folder_;  ///< before the server: it goes after it
    ServerProcess server_;
    std::uint16_t port_;
};

}  // namespace curfew::support
