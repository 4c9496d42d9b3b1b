#include "tests/support/servers/loopback.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "scanner/core/check.h"
#include "scanner/core/lower_case.h"

namespace curfew::support {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
namespace asio = boost::asio;
namespace http = boost::beast::http;

/// A TCP socket on loopback.
class Socket {
  public:
    Socket() : number_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        core::check(number_ >= 0);
    }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    Socket(Socket&&) = delete;
    Socket& operator=(Socket&&) = delete;
    ~Socket() { ::close(number_); }

    [[nodiscard]] int number() const { return number_; }

    [[nodiscard]] std::uint16_t bind_free() const {
        sockaddr_in address = loopback(0);
        core::check(::bind(number_, generic(address), sizeof address) == 0);
        socklen_t length = sizeof address;
        core::check(::getsockname(number_, generic(address), &length) == 0);
        return ntohs(address.sin_port);
    }

    [[nodiscard]] bool connect_to(std::uint16_t port) const {
        sockaddr_in address = loopback(port);
        return ::connect(number_, generic(address), sizeof address) == 0;
    }

    void limit(std::chrono::milliseconds patience) const {
        const timeval span{patience.count() / 1000, (patience.count() % 1000) * 1000};
        ::setsockopt(number_, SOL_SOCKET, SO_RCVTIMEO, &span, sizeof span);
        ::setsockopt(number_, SOL_SOCKET, SO_SNDTIMEO, &span, sizeof span);
    }

  private:
    static sockaddr_in loopback(std::uint16_t port) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return address;
    }
    static sockaddr* generic(sockaddr_in& address) {
        return static_cast<sockaddr*>(static_cast<void*>(&address));
    }

    int number_;
};

std::string written(const PlainRequest& request) {
    std::string text = request.method + " " + request.target +
                       " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(request.port) +
                       "\r\nConnection: close\r\n";
    for (const auto& [name, value] : request.headers) text += name + ": " + value + "\r\n";
    if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
        text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
    }
    return text + "\r\n" + request.body;
}

Result<void> send_all(int socket, std::string_view text) {
    while (!text.empty()) {
        const ssize_t sent = ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
        if (sent <= 0) return Error(ErrorKind::unreachable, "the connection was cut");
        text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return {};
}

Error why_no_bytes() {
    if (errno == EAGAIN) {
        return {ErrorKind::timed_out, "no answer in time"};
    }
    return {ErrorKind::unreachable, "the connection was cut"};
}

using Parser = http::response_parser<http::string_body>;

Result<void> feed(Parser& parser, std::string& waiting) {
    while (!waiting.empty() && !parser.is_done()) {
        boost::beast::error_code problem;
        const std::size_t used = parser.put(asio::buffer(waiting), problem);
        waiting.erase(0, used);
        if (problem == http::error::need_more) return {};
        if (problem) return Error(ErrorKind::corrupt, "no HTTP: " + problem.message());
        if (used == 0) return {};
    }
    return {};
}

Result<void> read_into(Parser& parser, int socket) {
    std::string waiting;
    std::array<char, 16384> piece{};
    while (!parser.is_done()) {
        const ssize_t got = ::recv(socket, piece.data(), piece.size(), 0);
        if (got < 0) return why_no_bytes();
        if (got == 0 && !parser.got_some()) {
            return Error(ErrorKind::unreachable, "the connection was closed without an answer");
        }
        if (got == 0) {
            boost::beast::error_code problem;
            parser.put_eof(problem);
            if (problem) return Error(ErrorKind::unreachable, "the answer was cut");
            return {};
        }
        waiting.append(piece.data(), static_cast<std::size_t>(got));
        TRY(feed(parser, waiting));
    }
    return {};
}

}  // namespace

std::vector<std::uint16_t> free_ports(std::size_t count) {
    // All stay bound until all are known, so that no two are the same.
    std::vector<std::unique_ptr<Socket>> sockets;
    std::vector<std::uint16_t> ports;
    for (std::size_t i = 0; i < count; ++i) {
        sockets.push_back(std::make_unique<Socket>());
        ports.push_back(sockets.back()->bind_free());
    }
    return ports;
}

bool is_listening(std::uint16_t port) {
    return Socket().connect_to(port);
}

Result<PlainAnswer> ask(const PlainRequest& request) {
    const Socket socket;
    socket.limit(request.patience);
    if (!socket.connect_to(request.port)) {
        return Error(ErrorKind::unreachable,
                     "nobody listens on port " + std::to_string(request.port));
    }
    TRY(send_all(socket.number(), written(request)));
    Parser parser;
    parser.eager(true);
    parser.body_limit(std::uint64_t{64} << 20U);
    TRY(read_into(parser, socket.number()));
    const auto& message = parser.get();
    PlainAnswer answer{static_cast<int>(message.result_int()), {}, message.body()};
    for (const auto& field : message) {
        answer.headers[core::in_lower_case(field.name_string())] = std::string(field.value());
    }
    return answer;
}

int http_status(std::uint16_t port, const std::string& target) {
    const auto answer =
        ask({.port = port, .target = target, .patience = std::chrono::milliseconds(1000)});
    return answer.has_value() ? answer.value().status : 0;
}

}  // namespace curfew::support
