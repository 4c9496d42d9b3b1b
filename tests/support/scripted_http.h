/// A real HTTP server on loopback whose answers the test writes; ours is asked over a real socket,
/// never a fake in the same process.
///
/// Owns:     its thread and sockets, closed when it goes.
/// Threads:  the script runs on the server's thread; requests() may be called from any.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/http_seen.h"

namespace curfew::support {

/// How an answer goes wrong; `whole` does not.
enum class HttpManner {
    whole,
    truncated,      ///< promises more than it sends, then closes
    hangs,          ///< takes the request and never answers
    closes,         ///< closes without a byte
    drips,          ///< a byte every 50 ms
    endless,        ///< never stops sending
    is_no_http,     ///< answers with bytes that are no HTTP
    endless_header  ///< never stops sending headers
};

struct HttpScripted {
    int status = 200;
    std::string body{};
    std::vector<std::pair<std::string, std::string>> headers = {
        {"Content-Type", "application/json"}};
    std::chrono::milliseconds delay{0};
    HttpManner manner = HttpManner::whole;
};

using HttpScript = std::function<HttpScripted(const HttpSeen&)>;

class ScriptedHttp {
  public:
    /// Speaks plain HTTP, or TLS with a certificate for "localhost" and "provider.test" that it
    /// makes for itself.
    explicit ScriptedHttp(HttpScript script, bool with_tls = false);
    ScriptedHttp(const ScriptedHttp&) = delete;
    ScriptedHttp& operator=(const ScriptedHttp&) = delete;
    ScriptedHttp(ScriptedHttp&&) = delete;
    ScriptedHttp& operator=(ScriptedHttp&&) = delete;
    ~ScriptedHttp();

    [[nodiscard]] std::uint16_t port() const;
    /// "http://127.0.0.1:PORT" or "https://localhost:PORT".
    [[nodiscard]] std::string base() const;
    /// The certificate, PEM; empty without TLS.
    [[nodiscard]] std::string certificate() const;
    [[nodiscard]] std::vector<HttpSeen> requests() const;

  private:
    class Server;
    std::unique_ptr<Server> server_;
};

}  // namespace curfew::support
