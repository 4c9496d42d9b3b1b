/// Kubernetes' own API server over its own etcd: service account tokens, bound and unbound.
///
/// Owns:     both servers and their folder.
/// Threads:  one at a time.
/// Errors:   those of server_process.h; not_found where `./dev test --all` has not built it: such a
///           test says so and is skipped.
/// Cost:     about three seconds to start: only for the test program that asks.
/// Source:   tried with kube-apiserver 1.36.3 and etcd 3.5.1.
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

class Kubernetes {
  public:
    /// Whether it has been built here.
    [[nodiscard]] static bool is_built();
    [[nodiscard]] static core::Result<Kubernetes> start();

    /// "https://127.0.0.1:PORT".
    [[nodiscard]] std::string base() const { return "https://127.0.0.1:" + std::to_string(port_); }
    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// The file with the certificate that its HTTPS shows.
    [[nodiscard]] std::string trusted_file() const {
        return folder_->at("certificates/apiserver.crt");
    }
    /// A bearer token that may do everything.
    [[nodiscard]] const std::string& administrator() const { return administrator_; }

    /// A question by curl; JSON in `body`. An empty token asks as nobody.
    [[nodiscard]] core::Result<PlainAnswer> ask_as(const std::string& token,
                                                   const std::string& method,
                                                   const std::string& path,
                                                   const std::string& body = {}) const;
    [[nodiscard]] core::Result<PlainAnswer> ask_as_administrator(
        const std::string& method, const std::string& path, const std::string& body = {}) const {
        return ask_as(administrator_, method, path, body);
    }

    /// A token of the old kind, without an end, for the account `name`: what the token controller
    /// writes into a Secret, which is `name` too. Both are made here.
    [[nodiscard]] core::Result<std::string> make_legacy_token(const std::string& name) const;

  private:
    Kubernetes(std::unique_ptr<TempDir> folder, ServerProcess store, std::string administrator)
        : folder_(std::move(folder)),
          store_(std::move(store)),
          administrator_(std::move(administrator)) {}
    [[nodiscard]] core::Result<void> start_api(std::uint16_t store_port);
    [[nodiscard]] ServerPlan api_plan(const std::string& program, std::uint16_t store_port,
                                      std::uint16_t port) const;

    std::unique_ptr<TempDir> folder_;  ///< before the servers: it goes after them
    ServerProcess store_;
    std::unique_ptr<ServerProcess> api_;  ///< after its store: it goes before it
    std::uint16_t port_ = 0;
    std::string administrator_;
};

}  // namespace curfew::support
