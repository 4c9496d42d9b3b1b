/// Stands in front of a real HTTP server and does what no server offers: it loses an answer after
/// the work was done, delays, throttles, fails, cuts.
///
/// Owns:     its thread and sockets, closed when it goes. The server stays the caller's.
/// Threads:  the rule runs on the proxy's thread; the members may be called from any.
/// Not here: other protocols (byte_proxy.h); answers that are made up (scripted_http.h).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/http_seen.h"

namespace curfew::support {

enum class Fault {
    none,
    delayed,      ///< the server works at once, the answer comes after `delay`
    answer_lost,  ///< the server has worked, the connection is closed without a byte
    answer_cut,   ///< the server has worked, half of its answer's body comes
    throttled,    ///< 429 with Retry-After; the server hears nothing
    failing,      ///< `status`; the server hears nothing
    cut,          ///< closed without a byte; the server hears nothing
    hangs,        ///< never answers; the server hears nothing
};

struct FaultStep {
    Fault fault = Fault::none;
    int status = 503;
    std::string retry_after = "2";
    std::chrono::milliseconds delay{200};
};

using FaultRule = std::function<FaultStep(const HttpSeen&)>;

class FaultProxy {
  public:
    /// Forwards everything until it is told otherwise.
    explicit FaultProxy(std::uint16_t server_port);
    FaultProxy(const FaultProxy&) = delete;
    FaultProxy& operator=(const FaultProxy&) = delete;
    FaultProxy(FaultProxy&&) = delete;
    FaultProxy& operator=(FaultProxy&&) = delete;
    ~FaultProxy();

    [[nodiscard]] std::uint16_t port() const;
    /// "http://127.0.0.1:PORT".
    [[nodiscard]] std::string base() const;

    /// From the next request on.
    void set_rule(FaultRule rule);
    /// The next request whose target holds `part` goes wrong this way; all others go through.
    void fail_once(const std::string& part, FaultStep step);

    [[nodiscard]] std::vector<HttpSeen> requests() const;
    /// How many of them the server has answered.
    [[nodiscard]] std::size_t forwarded() const;

  private:
    class Server;
    std::unique_ptr<Server> server_;
};

}  // namespace curfew::support
