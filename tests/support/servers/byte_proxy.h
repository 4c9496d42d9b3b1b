/// Stands in front of a real server of any protocol (PostgreSQL, Redis, SSH) and loses what it
/// answers, or cuts.
///
/// Owns:     its thread and sockets, closed when it goes. The server stays the caller's.
/// Threads:  safe from many.
/// Not here: faults that need to know a request: fault_proxy.h for HTTP.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace curfew::support {

class ByteProxy {
  public:
    /// Forwards everything until it is told otherwise.
    explicit ByteProxy(std::uint16_t server_port);
    ByteProxy(const ByteProxy&) = delete;
    ByteProxy& operator=(const ByteProxy&) = delete;
    ByteProxy(ByteProxy&&) = delete;
    ByteProxy& operator=(ByteProxy&&) = delete;
    ~ByteProxy();

    [[nodiscard]] std::uint16_t port() const;

    /// Questions reach the server, its answers are thrown away: the client waits.
    void lose_answers(bool is_lost);
    /// Closes what is open, and closes at once what is opened from now on.
    void cut(bool is_cut);

    /// Connections that were taken so far.
    [[nodiscard]] std::size_t connections() const;

  private:
    class Server;
    std::unique_ptr<Server> server_;
};

}  // namespace curfew::support
