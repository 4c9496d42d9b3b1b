#include "integrations/providers/tls_stream.h"

#include <cerrno>
#include <string>
#include <utility>

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

constexpr const char* kSystemAuthorities = "/etc/ssl/certs/ca-certificates.crt";

Error unreachable() {
    return {ErrorKind::unreachable, "nothing answers at this address"};
}
Error cut() {
    return {ErrorKind::timed_out, "the connection was cut"};
}
Error no_tls() {
    return {ErrorKind::denied, "the server offers no TLS, or its certificate was refused"};
}

Result<int> connected_socket(const ServerAddress& address, const Patience& patience) {
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    const std::string port = std::to_string(address.name.port);
    if (::getaddrinfo(address.numeric.c_str(), port.c_str(), &hints, &list) != 0) {
        return Error(ErrorKind::invalid_input, "the address is no number");
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned(list, ::freeaddrinfo);
    const int socket =
        ::socket(list->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP);
    if (socket < 0) return Error(ErrorKind::exhausted, "no socket is left");
    const int status = ::connect(socket, list->ai_addr, list->ai_addrlen);
    int fault = status == 0 ? 0 : errno;
    if (fault == EINPROGRESS) {
        const auto ready = patience.wait(socket, POLLOUT);
        if (!ready.has_value()) {
            ::close(socket);
            return ready.error();
        }
        socklen_t size = sizeof fault;
        ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &fault, &size);
    }
    if (fault == 0) return socket;
    ::close(socket);
    return unreachable();
}

using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;

Result<Context> context_for(const Door& door) {
    Context context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    if (context == nullptr) return Error(ErrorKind::exhausted, "no memory for TLS");
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE);
    if (door.tls != Tls::verified) return context;
    const std::string& own = door.login.authorities_file;
    const char* const file = own.empty() ? kSystemAuthorities : own.c_str();
    if (SSL_CTX_load_verify_file(context.get(), file) != 1) {
        return Error(ErrorKind::not_found, "the file of certificate authorities cannot be read");
    }
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    return context;
}

bool is_number(const std::string& host) {
    return host.find(':') != std::string::npos ||
           host.find_first_not_of("0123456789.") == std::string::npos;
}

}  // namespace

class TlsStream::Session {
  public:
    explicit Session(int socket) : socket_(socket) {}
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    Session(Session&&) = delete;
    Session& operator=(Session&&) = delete;
    ~Session() {
        tls_.reset();
        ::close(socket_);
    }

    [[nodiscard]] Result<void> shake_hands(const Door& door, const Patience& patience) {
        TRY_ASSIGN(const Context context, context_for(door));
        tls_.reset(SSL_new(context.get()));
        if (tls_ == nullptr || SSL_set_fd(tls_.get(), socket_) != 1) {
            return Error(ErrorKind::exhausted, "no memory for TLS");
        }
        const std::string& host = door.address.name.host;
        const int is_set = is_number(host) ? X509_VERIFY_PARAM_set1_ip_asc(
                                                 SSL_get0_param(tls_.get()), host.c_str())
                                           : SSL_set1_host(tls_.get(), host.c_str());
        if (is_set != 1) return Error(ErrorKind::internal, "OpenSSL does not take the host");
        if (!is_number(host)) name_server(host);
        while (true) {
            ERR_clear_error();
            const int status = SSL_connect(tls_.get());
            if (status == 1) return {};
            const auto waited = wait_for_tls(status, patience);
            if (waited.has_value()) continue;
            // What ends a handshake is about TLS, except for who did not answer at all.
            if (waited.error().kind() == ErrorKind::timed_out && patience.check().has_value()) {
                return no_tls();
            }
            return waited.error();
        }
    }

    [[nodiscard]] Result<std::size_t> write(std::string_view bytes, const Patience& patience) {
        if (tls_ != nullptr) return write_tls(bytes, patience);
        while (true) {
            const ssize_t size = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (size >= 0) return static_cast<std::size_t>(size);
            if (errno != EAGAIN && errno != EINTR) return cut();
            TRY(patience.wait(socket_, POLLOUT));
        }
    }

    [[nodiscard]] Result<std::size_t> read(std::span<char> room, const Patience& patience) {
        if (tls_ != nullptr) return read_tls(room, patience);
        while (true) {
            TRY(patience.wait(socket_, POLLIN));
            const ssize_t size = ::recv(socket_, room.data(), room.size(), 0);
            if (size > 0) return static_cast<std::size_t>(size);
            if (size == 0 || (errno != EAGAIN && errno != EINTR)) return cut();
        }
    }

  private:
    // SSL_set_tlsext_host_name, whose macro casts as C does. It copies the name.
    void name_server(std::string host) {
        SSL_ctrl(tls_.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data());
    }

    [[nodiscard]] Result<std::size_t> write_tls(std::string_view bytes, const Patience& patience) {
        while (true) {
            ERR_clear_error();
            const int status = SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()));
            if (status > 0) return static_cast<std::size_t>(status);
            TRY(wait_for_tls(status, patience));
        }
    }

    [[nodiscard]] Result<std::size_t> read_tls(std::span<char> room, const Patience& patience) {
        while (true) {
            ERR_clear_error();
            const int status = SSL_read(tls_.get(), room.data(), static_cast<int>(room.size()));
            if (status > 0) return static_cast<std::size_t>(status);
            TRY(wait_for_tls(status, patience));
        }
    }

    [[nodiscard]] Result<void> wait_for_tls(int status, const Patience& patience) {
        switch (SSL_get_error(tls_.get(), status)) {
            case SSL_ERROR_WANT_READ:
                TRY(patience.wait(socket_, POLLIN));
                return {};
            case SSL_ERROR_WANT_WRITE:
                TRY(patience.wait(socket_, POLLOUT));
                return {};
            case SSL_ERROR_SSL:
                return no_tls();
            default:
                return cut();
        }
    }

    int socket_;
    std::unique_ptr<SSL, decltype(&SSL_free)> tls_{nullptr, SSL_free};
};

TlsStream::TlsStream(std::unique_ptr<Session> session) : session_(std::move(session)) {}
TlsStream::TlsStream(TlsStream&&) noexcept = default;
TlsStream& TlsStream::operator=(TlsStream&&) noexcept = default;
TlsStream::~TlsStream() = default;

Result<TlsStream> TlsStream::open(const Door& door, const Patience& patience) {
    TRY_ASSIGN(const int socket, connected_socket(door.address, patience));
    auto session = std::make_unique<Session>(socket);
    if (door.tls != Tls::off) TRY(session->shake_hands(door, patience));
    return TlsStream(std::move(session));
}

Result<void> TlsStream::send(std::string_view bytes, const Patience& patience) {
    while (!bytes.empty()) {
        TRY_ASSIGN(const std::size_t size, session_->write(bytes, patience));
        bytes.remove_prefix(size);
    }
    return {};
}

Result<std::size_t> TlsStream::receive(std::span<char> room, const Patience& patience) {
    return session_->read(room, patience);
}

}  // namespace curfew::providers
