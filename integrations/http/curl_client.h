/// The one HTTP client: libcurl's multi interface on one thread.
///
/// A request waits in its host's queue until that host and the client as a whole have room, so a
/// host that hangs holds its own few places and nobody else's.
///
/// Secrets: libcurl's own allocations are wiped before they are freed (the process's first
/// CurlClient installs that); bodies are sent from and received into wiped memory; nothing is
/// logged. HTTP/1.1 only, as the library behind HTTP/2 has allocations of its own.
///
/// Owns:     its thread and connections. Destruction answers every open request with `cancelled`
/// and
///           waits for the thread.
/// Threads:  see core/http.h. Destroy it from another thread than its own.
/// Errors:   make(): unsupported where libcurl lacks TLS or cannot start; the rest see core/http.h.
/// Source:   limits of answers: no documented answer of a provider comes near them.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "scanner/core/clock.h"
#include "scanner/core/http.h"

namespace curfew::http {

struct ClientOptions {
    std::size_t transfers_max = 64;          ///< under way at once
    std::size_t transfers_per_host_max = 8;  ///< of those, to one scheme, host and port
    std::size_t answer_bytes_max = 1U << 20U;
    std::size_t header_bytes_max = 64U << 10U;
    core::Duration connect_timeout = std::chrono::seconds(10);
    /// A file of certificate authorities instead of the system's; empty: the system's.
    std::string authorities_file{};
    /// "HOST:PORT:ADDRESS" each: this name has this address, without asking. For tests and for
    /// addresses that were resolved and vetoed before.
    std::vector<std::string> resolved{};
    /// Whether proxies named by https_proxy, http_proxy, all_proxy and no_proxy are used.
    bool uses_environment_proxies = true;
};

class CurlClient final : public core::HttpClient {
  public:
    /// `clock` is borrowed and must outlive the client.
    [[nodiscard]] static core::Result<std::unique_ptr<CurlClient>> make(const core::Clock& clock,
                                                                        ClientOptions options);
    CurlClient(const CurlClient&) = delete;
    CurlClient& operator=(const CurlClient&) = delete;
    CurlClient(CurlClient&&) = delete;
    CurlClient& operator=(CurlClient&&) = delete;
    ~CurlClient() override;

    void send(core::HttpRequest request, core::HttpHandler handler) override;
    void run_after(core::Duration delay, std::function<void()> task) override;

  private:
    class Loop;
    explicit CurlClient(std::unique_ptr<Loop> loop);

    std::unique_ptr<Loop> loop_;
};

}  // namespace curfew::http
