#include "tests/support/scripted_http.h"

#include <mutex>
#include <stdexcept>
#include <thread>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "tests/support/http_seen_of.h"
#include "tests/support/made_certificate.h"

namespace curfew::support {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::use_awaitable;
using asio::ip::tcp;

std::string head_of(const HttpScripted& answer, std::size_t promised) {
    std::string head = "HTTP/1.1 " + std::to_string(answer.status) + " Scripted\r\n";
    for (const auto& [name, value] : answer.headers) head += name + ": " + value + "\r\n";
    return head + "Content-Length: " + std::to_string(promised) + "\r\n\r\n";
}

template <typename Stream>
asio::awaitable<void> write_text(Stream& stream, const std::string& text) {
    co_await asio::async_write(stream, asio::buffer(text), use_awaitable);
}

asio::awaitable<void> pause(std::chrono::milliseconds span) {
    asio::steady_timer timer(co_await asio::this_coro::executor, span);
    co_await timer.async_wait(use_awaitable);
}

// Whether the connection goes on afterwards.
template <typename Stream>
asio::awaitable<bool> write_answer(Stream& stream, const HttpScripted& answer, bool with_body) {
    constexpr std::size_t kMorePromised = 1'000;
    const std::string piece(1U << 16U, 'x');
    const std::string body = with_body ? answer.body : std::string();
    switch (answer.manner) {
        case HttpManner::whole:
            co_await write_text(stream, head_of(answer, answer.body.size()) + body);
            co_return true;
        case HttpManner::truncated:
            co_await write_text(stream, head_of(answer, body.size() + kMorePromised) + body);
            co_return false;
        case HttpManner::hangs:
            co_await pause(std::chrono::hours(1));
            co_return false;
        case HttpManner::closes:
            co_return false;
        case HttpManner::drips:
            co_await write_text(stream, head_of(answer, kMorePromised));
            while (true) {
                co_await pause(std::chrono::milliseconds(50));
                co_await write_text(stream, " ");
            }
        case HttpManner::endless:
            co_await write_text(stream, head_of(answer, std::size_t{1} << 40U));
            while (true) co_await write_text(stream, piece);
        case HttpManner::is_no_http:
            co_await write_text(stream, "220 mail ready\r\n");
            co_return false;
        case HttpManner::endless_header:
            co_await write_text(stream, "HTTP/1.1 200 Scripted\r\n");
            while (true) co_await write_text(stream, "X-Long: " + std::string(4'000, 'y') + "\r\n");
    }
    co_return false;
}

}  // namespace

class ScriptedHttp::Server {
  public:
    Server(HttpScript script, bool with_tls)
        : script_(std::move(script)),
          acceptor_(context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
          port_(acceptor_.local_endpoint().port()) {
        if (with_tls) use_certificate();
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
    [[nodiscard]] bool has_tls() const { return !certificate_.empty(); }
    [[nodiscard]] const std::string& certificate() const { return certificate_; }

    [[nodiscard]] std::vector<HttpSeen> requests() const {
        const std::lock_guard lock(mutex_);
        return requests_;
    }

  private:
    void use_certificate() {
        const MadeCertificate made = make_certificate({"localhost", "provider.test"});
        certificate_ = made.certificate;
        tls_.use_certificate_chain(asio::buffer(made.certificate));
        tls_.use_private_key(asio::buffer(made.key), asio::ssl::context::pem);
    }

    asio::awaitable<void> accept() {
        while (true) {
            tcp::socket socket = co_await acceptor_.async_accept(use_awaitable);
            // A client that goes away ends its own conversation and nothing else.
            const auto ended = [](std::exception_ptr) {};
            if (has_tls()) {
                asio::co_spawn(context_, talk_tls(std::move(socket)), ended);
            } else {
                asio::co_spawn(context_, talk(std::move(socket)), ended);
            }
        }
    }

    asio::awaitable<void> talk_tls(tcp::socket socket) {
        asio::ssl::stream<tcp::socket> stream(std::move(socket), tls_);
        co_await stream.async_handshake(asio::ssl::stream_base::server, use_awaitable);
        co_await converse(stream);
    }

    asio::awaitable<void> talk(tcp::socket socket) { co_await converse(socket); }

    template <typename Stream>
    asio::awaitable<void> converse(Stream& stream) {
        boost::beast::flat_buffer buffer;
        bool goes_on = true;
        while (goes_on) {
            http::request<http::string_body> request;
            co_await http::async_read(stream, buffer, request, use_awaitable);
            const HttpSeen seen = seen_of(request);
            {
                const std::lock_guard lock(mutex_);
                requests_.push_back(seen);
            }
            const HttpScripted answer = script_(seen);
            if (answer.delay.count() > 0) co_await pause(answer.delay);
            goes_on = co_await write_answer(stream, answer, seen.method != "HEAD");
        }
    }

    HttpScript script_;
    asio::io_context context_{1};
    tcp::acceptor acceptor_;
    std::uint16_t port_;
    asio::ssl::context tls_{asio::ssl::context::tls_server};
    std::string certificate_;
    mutable std::mutex mutex_;
    std::vector<HttpSeen> requests_;
    std::thread thread_;
};

ScriptedHttp::ScriptedHttp(HttpScript script, bool with_tls)
    : server_(std::make_unique<Server>(std::move(script), with_tls)) {}
ScriptedHttp::~ScriptedHttp() = default;

std::uint16_t ScriptedHttp::port() const {
    return server_->port();
}

std::string ScriptedHttp::base() const {
    const std::string port = std::to_string(server_->port());
    return server_->has_tls() ? "https://localhost:" + port : "http://127.0.0.1:" + port;
}

std::string ScriptedHttp::certificate() const {
    return server_->certificate();
}
std::vector<HttpSeen> ScriptedHttp::requests() const {
    return server_->requests();
}

}  // namespace curfew::support
