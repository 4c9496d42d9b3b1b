#include "tests/integrations/providers/hostile_server.h"

#include <array>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "scanner/core/check.h"

namespace curfew::providers {

bool HostileServer::Peer::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t size = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (size <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
}

std::string HostileServer::Peer::receive() {
    std::array<char, 4096> room{};
    const ssize_t size = ::recv(socket_, room.data(), room.size(), 0);
    if (size <= 0) return {};
    std::string bytes(room.data(), static_cast<std::size_t>(size));
    const std::lock_guard lock(server_.mutex_);
    server_.seen_ += bytes;
    return bytes;
}

void HostileServer::Peer::close() {
    ::shutdown(socket_, SHUT_RDWR);
}

HostileServer::HostileServer(Script script)
    : script_(std::move(script)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);  // NOLINT: sockets are so
    core::check(::bind(listener_, generic, size) == 0);
    core::check(::listen(listener_, 16) == 0);
    core::check(::getsockname(listener_, generic, &size) == 0);
    port_ = ntohs(address.sin_port);
    accepting_ = std::thread([this] { accept_all(); });
}

HostileServer::~HostileServer() {
    ::shutdown(listener_, SHUT_RDWR);
    accepting_.join();
    {
        const std::lock_guard lock(mutex_);
        for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
    }
    for (std::thread& thread : threads_) thread.join();
    for (const int socket : sockets_) ::close(socket);
    ::close(listener_);
}

void HostileServer::accept_all() {
    while (true) {
        const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) return;
        const std::lock_guard lock(mutex_);
        sockets_.push_back(socket);
        threads_.emplace_back([this, socket] {
            Peer peer(*this, socket);
            script_(peer);
        });
    }
}

std::string HostileServer::seen() const {
    const std::lock_guard lock(mutex_);
    return seen_;
}

std::size_t HostileServer::connections() const {
    const std::lock_guard lock(mutex_);
    return sockets_.size();
}

HostileServer::Script hanging() {
    return [](HostileServer::Peer& peer) {
        while (!peer.receive().empty()) {
        }
    };
}

HostileServer::Script endless(std::string opening, std::string again) {
    return [opening = std::move(opening), again = std::move(again)](HostileServer::Peer& peer) {
        if (!peer.send(opening)) return;
        while (!again.empty() && peer.send(again)) {
        }
        while (!peer.receive().empty()) {
        }
    };
}

HostileServer::Script answering(std::string bytes) {
    return [bytes = std::move(bytes)](HostileServer::Peer& peer) {
        if (peer.receive().empty() || !peer.send(bytes)) return;
        while (!peer.receive().empty()) {
        }
    };
}

}  // namespace curfew::providers
