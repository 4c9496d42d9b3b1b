/// A server on loopback that does to its clients what no honest one does, byte by byte.
///
/// Owns:     its listener, its connections and a thread for each.
/// Threads:  the script runs once a connection, on a thread of its own.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace curfew::providers {

class HostileServer {
  public:
    /// One client's connection, from the server's side.
    class Peer {
      public:
        Peer(HostileServer& server, int socket) : server_(server), socket_(socket) {}
        /// Whether it could be sent.
        bool send(std::string_view bytes);
        /// What came, kept for seen() too; empty when the client is gone.
        std::string receive();
        void close();

      private:
        HostileServer& server_;
        int socket_;
    };
    using Script = std::function<void(Peer& peer)>;

    explicit HostileServer(Script script);
    HostileServer(const HostileServer&) = delete;
    HostileServer& operator=(const HostileServer&) = delete;
    HostileServer(HostileServer&&) = delete;
    HostileServer& operator=(HostileServer&&) = delete;
    ~HostileServer();

    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// Everything that clients sent to scripts that received it.
    [[nodiscard]] std::string seen() const;
    [[nodiscard]] std::size_t connections() const;

  private:
    void accept_all();

    Script script_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    mutable std::mutex mutex_;  // guards the three below
    std::string seen_;
    std::vector<int> sockets_;
    std::vector<std::thread> threads_;
    std::thread accepting_;
};

/// Takes connections and never says a word.
[[nodiscard]] HostileServer::Script hanging();
/// Says `opening`, then `again` without an end.
[[nodiscard]] HostileServer::Script endless(std::string opening, std::string again);
/// Waits for the client's first bytes, then says this and hangs.
[[nodiscard]] HostileServer::Script answering(std::string bytes);

}  // namespace curfew::providers
