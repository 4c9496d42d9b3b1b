/// Ports of this machine: free ones, and plain questions to whoever listens on one.
///
/// Deliberately not the project's own HTTP client: what a server did must not be proven by the code
/// under test.
///
/// Threads:  safe from many.
/// Errors:   unreachable (nobody listens, connection cut), timed_out, corrupt (no HTTP).
/// Not here: TLS; `curl` by run_client() speaks it.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "scanner/core/result.h"

namespace curfew::support {

/// Ports that nobody used a moment ago, all different, on 127.0.0.1.
[[nodiscard]] std::vector<std::uint16_t> free_ports(std::size_t count);

[[nodiscard]] bool is_listening(std::uint16_t port);

struct PlainRequest {
    std::string method = "GET";
    std::uint16_t port = 0;
    std::string target = "/";
    std::vector<std::pair<std::string, std::string>> headers{};
    std::string body{};
    std::chrono::milliseconds patience = std::chrono::seconds(15);
};

struct PlainAnswer {
    int status = 0;
    std::map<std::string, std::string> headers{};  ///< names in lower case
    std::string body{};
};

/// One HTTP/1.1 question over a connection of its own.
[[nodiscard]] core::Result<PlainAnswer> ask(const PlainRequest& request);

/// The status of a GET, 0 when there was none within a second: what readiness asks.
[[nodiscard]] int http_status(std::uint16_t port, const std::string& target);

}  // namespace curfew::support
