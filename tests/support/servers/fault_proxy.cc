#include "tests/support/servers/fault_proxy.h"

#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "tests/support/http_seen_of.h"

namespace curfew::support {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::use_awaitable;
using asio::ip::tcp;
using Request = http::request<http::string_body>;
using Response = http::response<http::string_body>;

asio::awaitable<void> pause(std::chrono::milliseconds span) {
    asio::steady_timer timer(co_await asio::this_coro::executor, span);
    co_await timer.async_wait(use_awaitable);
}

/// The server's own answer, over a connection of its own.
asio::awaitable<Response> forward(Request request, std::uint16_t port) {
    tcp::socket socket(co_await asio::this_coro::executor);
    co_await socket.async_connect({asio::ip::address_v4::loopback(), port}, use_awaitable);
    request.keep_alive(false);
    co_await http::async_write(socket, request, use_awaitable);
    boost::beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(boost::none);
    parser.skip(request.method() == http::verb::head);
    co_await http::async_read(socket, buffer, parser, use_awaitable);
    co_return parser.release();
}

Response refusal_of(const Request& request, const FaultStep& step) {
    const bool is_throttled = step.fault == Fault::throttled;
    Response answer(is_throttled ? http::status::too_many_requests
                                 : http::int_to_status(static_cast<unsigned>(step.status)),
                    request.version());
    if (is_throttled) answer.set(http::field::retry_after, step.retry_after);
    answer.set(http::field::content_type, "application/json");
    answer.body() = R"({"error":"made by the proxy"})";
    return answer;
}

bool reaches_server(Fault fault) {
    return fault == Fault::none || fault == Fault::delayed || fault == Fault::answer_lost ||
           fault == Fault::answer_cut;
}

}  // namespace

class FaultProxy::Server {
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
    [[nodiscard]] std::size_t forwarded() const { return forwarded_; }

    void set_rule(FaultRule rule) {
        const std::lock_guard lock(mutex_);
        rule_ = std::move(rule);
    }

    [[nodiscard]] std::vector<HttpSeen> requests() const {
        const std::lock_guard lock(mutex_);
        return requests_;
    }

  private:
    asio::awaitable<void> accept() {
        while (true) {
            tcp::socket socket = co_await acceptor_.async_accept(use_awaitable);
            // A client that goes away, or a server that is not there, ends this conversation alone.
            asio::co_spawn(context_, converse(std::move(socket)), [](std::exception_ptr) {});
        }
    }

    FaultStep step_for(const HttpSeen& seen) {
        FaultRule rule;
        {
            const std::lock_guard lock(mutex_);
            requests_.push_back(seen);
            rule = rule_;
        }
        return rule ? rule(seen) : FaultStep{};
    }

    asio::awaitable<void> converse(tcp::socket socket) {
        boost::beast::flat_buffer buffer;
        bool goes_on = true;
        while (goes_on) {
            http::request_parser<http::string_body> parser;
            parser.body_limit(boost::none);
            co_await http::async_read(socket, buffer, parser, use_awaitable);
            const Request request = parser.release();
            goes_on = co_await answer(socket, request, step_for(seen_of(request)));
        }
    }

    /// Whether the connection goes on afterwards.
    asio::awaitable<bool> answer(tcp::socket& socket, const Request& request, FaultStep step) {
        if (step.fault == Fault::cut) co_return false;
        if (step.fault == Fault::hangs) co_await pause(std::chrono::hours(1));
        if (!reaches_server(step.fault)) {
            co_return co_await write(socket, request, refusal_of(request, step));
        }
        Response real = co_await forward(request, server_port_);
        ++forwarded_;
        if (step.fault == Fault::answer_lost) co_return false;
        if (step.fault == Fault::delayed) co_await pause(step.delay);
        if (step.fault == Fault::answer_cut) {
            co_await write_half(socket, std::move(real));
            co_return false;
        }
        co_return co_await write(socket, request, std::move(real));
    }

    static asio::awaitable<bool> write(tcp::socket& socket, const Request& request,
                                       Response response) {
        response.keep_alive(request.keep_alive());
        if (request.method() != http::verb::head) response.prepare_payload();
        co_await http::async_write(socket, response, use_awaitable);
        co_return request.keep_alive();
    }

    static asio::awaitable<void> write_half(tcp::socket& socket, Response response) {
        response.prepare_payload();
        http::response_serializer<http::string_body> serializer(response);
        co_await http::async_write_header(socket, serializer, use_awaitable);
        const std::string half = response.body().substr(0, response.body().size() / 2);
        co_await asio::async_write(socket, asio::buffer(half), use_awaitable);
    }

    asio::io_context context_{1};
    std::uint16_t server_port_;
    tcp::acceptor acceptor_;
    std::uint16_t port_;
    std::atomic<std::size_t> forwarded_{0};
    mutable std::mutex mutex_;  ///< guards the two below
    FaultRule rule_;
    std::vector<HttpSeen> requests_;
    std::thread thread_;
};

FaultProxy::FaultProxy(std::uint16_t server_port)
    : server_(std::make_unique<Server>(server_port)) {}
FaultProxy::~FaultProxy() = default;

std::uint16_t FaultProxy::port() const {
    return server_->port();
}

std::string FaultProxy::base() const {
    return "http://127.0.0.1:" + std::to_string(server_->port());
}

void FaultProxy::set_rule(FaultRule rule) {
    server_->set_rule(std::move(rule));
}

void FaultProxy::fail_once(const std::string& part, FaultStep step) {
    server_->set_rule([part, step = std::move(step),
                       is_due = std::make_shared<std::atomic<bool>>(true)](const HttpSeen& seen) {
        const bool fits = seen.target.find(part) != std::string::npos;
        return fits && is_due->exchange(false) ? step : FaultStep{};
    });
}

std::vector<HttpSeen> FaultProxy::requests() const {
    return server_->requests();
}

std::size_t FaultProxy::forwarded() const {
    return server_->forwarded();
}

}  // namespace curfew::support
