#include "tests/support/servers/byte_proxy.h"

#include <array>
#include <atomic>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace curfew::support {
namespace {

namespace asio = boost::asio;
using asio::use_awaitable;
using asio::ip::tcp;

/// Both sides of one connection.
struct Pair {
    tcp::socket client;
    tcp::socket server;

    void close() {
        boost::system::error_code ignored;
        client.close(ignored);
        server.close(ignored);
    }
};

}  // namespace

class ByteProxy::Server {
  public:
    explicit Server(std::uint16_t server_port)
        : server_port_(server_port),
          acceptor_(context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
          port_(acceptor_.local_endpoint().port()) {
        asio::co_spawn(context_, accept(), asio::detached);
        thread_ = std::thread([this] { context_.run(); });
    }

    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    Server(Server&&) = delete;
    Server& operator=(Server&&) = delete;

    ~Server() {
        context_.stop();
        thread_.join();
    }

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::size_t connections() const { return connections_; }
    void lose_answers(bool is_lost) { is_lost_ = is_lost; }

    void cut(bool is_cut) {
        is_cut_ = is_cut;
        if (!is_cut) return;
        asio::post(context_, [this] {
            for (const std::weak_ptr<Pair>& open : pairs_) {
                if (const auto pair = open.lock()) pair->close();
            }
            pairs_.clear();
        });
    }

  private:
    asio::awaitable<void> accept() {
        while (true) {
            tcp::socket client = co_await acceptor_.async_accept(use_awaitable);
            ++connections_;
            if (is_cut_) continue;  // the socket closes here
            asio::co_spawn(context_, open(std::move(client)), [](std::exception_ptr) {});
        }
    }

    asio::awaitable<void> open(tcp::socket client) {
        tcp::socket server(context_);
        co_await server.async_connect({asio::ip::address_v4::loopback(), server_port_},
                                      use_awaitable);
        const auto pair = std::make_shared<Pair>(Pair{std::move(client), std::move(server)});
        pairs_.push_back(pair);
        // When one side ends, so does the other.
        const auto ended = [pair](std::exception_ptr) { pair->close(); };
        asio::co_spawn(context_, carry(pair, pair->client, pair->server, false), ended);
        asio::co_spawn(context_, carry(pair, pair->server, pair->client, true), ended);
    }

    asio::awaitable<void> carry(std::shared_ptr<Pair> /*kept*/, tcp::socket& from, tcp::socket& to,
                                bool is_answer) {
        std::array<char, 16384> piece{};
        while (true) {
            const std::size_t got =
                co_await from.async_read_some(asio::buffer(piece), use_awaitable);
            if (is_answer && is_lost_) continue;
            co_await asio::async_write(to, asio::buffer(piece.data(), got), use_awaitable);
        }
    }

    asio::io_context context_{1};
    std::uint16_t server_port_;
    tcp::acceptor acceptor_;
    std::uint16_t port_;
    std::atomic<std::size_t> connections_{0};
    std::atomic<bool> is_lost_{false};
    std::atomic<bool> is_cut_{false};
    std::vector<std::weak_ptr<Pair>> pairs_;  ///< touched by the thread alone
    std::thread thread_;
};

ByteProxy::ByteProxy(std::uint16_t server_port) : server_(std::make_unique<Server>(server_port)) {}
ByteProxy::~ByteProxy() = default;

std::uint16_t ByteProxy::port() const {
    return server_->port();
}

void ByteProxy::lose_answers(bool is_lost) {
    server_->lose_answers(is_lost);
}

void ByteProxy::cut(bool is_cut) {
    server_->cut(is_cut);
}

std::size_t ByteProxy::connections() const {
    return server_->connections();
}

}  // namespace curfew::support
