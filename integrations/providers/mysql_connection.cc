#include "integrations/providers/mysql_connection.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <utility>

#include <errmsg.h>
#include <fcntl.h>
#include <mysql.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "integrations/http/wiped_text.h"

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

constexpr const char* kSystemAuthorities = "/etc/ssl/certs/ca-certificates.crt";
// Both prove the knowledge of the password without showing it.
constexpr const char* kProvingMethods = "mysql_native_password,client_ed25519";
// MySQL 8's own shows it to the other side in some turns.
constexpr const char* kAllMethods = "mysql_native_password,client_ed25519,caching_sha2_password";
constexpr std::size_t kStackBytes = 256U << 10U;
constexpr suseconds_t kBlockedMicroseconds = 100'000;

// Before any thread uses the library.
bool start_library() {
    static const bool is_started = mysql_library_init(0, nullptr, nullptr) == 0;
    return is_started;
}

Error cut() {
    return {ErrorKind::timed_out, "the connection was cut"};
}

Error error_of(unsigned number) {
    const std::string code = std::to_string(number);
    switch (number) {
        case CR_CONNECTION_ERROR:
        case CR_CONN_HOST_ERROR:
        case CR_IPSOCK_ERROR:
            return {ErrorKind::unreachable, "nothing answers at this address"};
        case CR_SERVER_GONE_ERROR:
        case CR_SERVER_LOST:
        case CR_SERVER_LOST_EXTENDED:
            return cut();
        case CR_SSL_CONNECTION_ERROR:
            return {ErrorKind::denied, "the server offers no TLS, or its certificate was refused"};
        case CR_AUTH_PLUGIN_CANNOT_LOAD:
        case CR_PLUGIN_NOT_ALLOWED:
        case CR_ERR_LOAD_PLUGIN:
            return {
                ErrorKind::denied,
                "the server wants the password by a method that would show it; it was not sent"};
        case 1044:
        case 1142:
        case 1143:
        case 1227:
        case 1290:
            return {ErrorKind::denied, "the administrator may not do this (" + code + ")"};
        case 1094:
        case 1396:
            return {ErrorKind::not_found, "the server has none such (" + code + ")"};
        default:
            return {ErrorKind::internal, "the server refused (" + code + ")"};
    }
}

// Whether the server's greeting, which lies on the socket, offers TLS ("Initial Handshake Packet":
// 4 bytes of header, version of the protocol, of the server with a NUL, 4 + 8 + 1 bytes, then the
// capabilities). Asked for TLS without a check of certificates, the library logs in without TLS
// where none is offered (Connector/C 3.3); so we look first. What is no whole greeting offers none.
bool offers_tls(int socket) {
    constexpr std::size_t kBeforeVersion = 5;
    constexpr std::size_t kBehindVersion = 1 + 4 + 8 + 1;
    constexpr unsigned kTlsBit = 0x08;  // CLIENT_SSL, 0x0800, in the second byte
    std::array<char, 512> bytes{};
    const ssize_t size = ::recv(socket, bytes.data(), bytes.size(), MSG_PEEK | MSG_DONTWAIT);
    if (size < static_cast<ssize_t>(kBeforeVersion)) return false;
    const std::string_view greeting(bytes.data(), static_cast<std::size_t>(size));
    const std::size_t version_end = greeting.find('\0', kBeforeVersion);
    if (version_end == std::string_view::npos) return false;
    const std::size_t at = version_end + kBehindVersion + 1;
    return at < greeting.size() && (static_cast<unsigned char>(greeting[at]) & kTlsBit) != 0;
}

void set(MYSQL* mysql, mysql_option option, const void* value) {
    mysql_optionsv(mysql, option, value);
}

}  // namespace

class MysqlConnection::Handle {
  public:
    Handle() { mysql_init(&mysql_); }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    Handle(Handle&&) = delete;
    Handle& operator=(Handle&&) = delete;
    ~Handle() {
        // A peer that does not read must not be able to hold up the farewell.
        if (is_broken_ && mysql_get_socket(&mysql_) >= 0) {
            ::shutdown(static_cast<int>(mysql_get_socket(&mysql_)), SHUT_RDWR);
        }
        mysql_close(&mysql_);
    }

    [[nodiscard]] MYSQL* get() { return &mysql_; }
    [[nodiscard]] unsigned number() { return mysql_errno(&mysql_); }

    /// Waits for what an unfinished call waits for, and says what came, in the library's words.
    [[nodiscard]] Result<int> wait(int status, const Patience& patience) {
        short events = 0;
        if ((status & MYSQL_WAIT_READ) != 0) events |= POLLIN;
        if ((status & MYSQL_WAIT_WRITE) != 0) events |= POLLOUT;
        if ((status & MYSQL_WAIT_EXCEPT) != 0) events |= POLLPRI;
        const auto came = patience.wait(static_cast<int>(mysql_get_socket(&mysql_)), events);
        if (!came.has_value()) {
            is_broken_ = true;
            return came.error();
        }
        int ready = 0;
        const short bits = came.value();
        if ((bits & (POLLIN | POLLERR | POLLHUP)) != 0) ready |= status & MYSQL_WAIT_READ;
        if ((bits & (POLLOUT | POLLERR | POLLHUP)) != 0) ready |= status & MYSQL_WAIT_WRITE;
        if ((bits & POLLPRI) != 0) ready |= status & MYSQL_WAIT_EXCEPT;
        return ready;
    }

    /// Runs a call that was begun to its end.
    template <typename GoOn>
    [[nodiscard]] Result<void> finish(int status, const Patience& patience, GoOn go_on) {
        while (status != 0) {
            TRY_ASSIGN(const int ready, wait(status, patience));
            status = go_on(ready);
        }
        return {};
    }

    void set_options(const Door& door) {
        const unsigned off = 0;
        const unsigned tcp = MYSQL_PROTOCOL_TCP;
        const my_bool yes = 1;
        const bool is_verified = door.tls == Tls::verified;
        const bool may_show =
            is_verified || door.login.source == provider::HostSource::configuration;
        set(&mysql_, MYSQL_OPT_LOCAL_INFILE, &off);
        set(&mysql_, MYSQL_OPT_PROTOCOL, &tcp);
        set(&mysql_, MYSQL_SET_CHARSET_NAME, "utf8mb4");
        set(&mysql_, MYSQL_PLUGIN_DIR, CURFEW_MARIADB_PLUGINS);
        set(&mysql_, MARIADB_OPT_RESTRICTED_AUTH, may_show ? kAllMethods : kProvingMethods);
        set(&mysql_, MYSQL_OPT_CONNECT_ATTR_RESET, nullptr);
        mysql_optionsv(&mysql_, MARIADB_OPT_IO_WAIT, &Handle::wait_in_handshake);
        set(&mysql_, MYSQL_OPT_NONBLOCK, &kStackBytes);
        if (door.tls == Tls::off) return;
        set(&mysql_, MYSQL_OPT_SSL_ENFORCE, &yes);
        set(&mysql_, MARIADB_OPT_TLS_VERSION, "TLSv1.2,TLSv1.3");
        if (!is_verified) return;
        const std::string& own = door.login.authorities_file;
        set(&mysql_, MYSQL_OPT_SSL_CA, own.empty() ? kSystemAuthorities : own.c_str());
        set(&mysql_, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &yes);
    }

    [[nodiscard]] Result<void> connect(const Door& door, const Patience& patience) {
        set_options(door);
        const http::WipedText password(door.login.password.reveal());
        MYSQL* connected = nullptr;
        const Shaking shaking(patience);
        ServerName server(door);
        int status =
            mysql_real_connect_start(&connected, &mysql_, server.text(), door.login.user.c_str(),
                                     password.c_str(), nullptr, door.address.name.port, nullptr, 0);
        while (status != 0) {
            const auto ready = wait(status, patience);
            if (!ready.has_value()) return ready.error();
            server.becomes_the_certificates();
            // The server speaks first; what it offers is looked at before the library reads it.
            const bool is_greeting = !has_greeting_;
            has_greeting_ = true;
            if (is_greeting) {
                const int socket = static_cast<int>(mysql_get_socket(&mysql_));
                TRY(patience.wait(socket, POLLIN));
            }
            keep_from_blocking();
            if (is_greeting && door.tls != Tls::off &&
                !offers_tls(static_cast<int>(mysql_get_socket(&mysql_)))) {
                is_broken_ = true;
                return Error(ErrorKind::denied,
                             "the server offers no TLS, and no login is sent without");
            }
            status = mysql_real_connect_cont(&connected, &mysql_, ready.value());
        }
        if (connected != nullptr) return {};
        is_broken_ = true;
        TRY(patience.check());
        return error_of(number());
    }

  private:
    // What the library is told to connect to, and later compares the certificate with (Connector/C
    // 3.3 has no option for a second name). It connects to the number, so that nobody looks the
    // name up again, and copies this text when the server's greeting was read; a connection over
    // TCP that does not block makes us wait before that, and there the name takes its place.
    class ServerName {
      public:
        explicit ServerName(const Door& door)
            : text_(std::max(door.address.numeric.size(), door.address.name.host.size()) + 1),
              name_(door.tls == Tls::verified ? door.address.name.host : door.address.numeric) {
            std::ranges::copy(door.address.numeric, text_.begin());
        }

        [[nodiscard]] const char* text() const { return text_.data(); }

        void becomes_the_certificates() {
            std::ranges::fill(text_, '\0');
            std::ranges::copy(name_, text_.begin());
        }

      private:
        std::vector<char> text_;
        const std::string& name_;
    };

    // The library shakes hands on a socket that blocks, where no deadline reaches it; on one that
    // does not, it comes to the hook below. It may set the socket back before the handshake, when
    // the greeting was there before anybody waited for it; then a short time limit leads to the
    // hook.
    void keep_from_blocking() {
        const int socket = static_cast<int>(mysql_get_socket(&mysql_));
        const int flags = ::fcntl(socket, F_GETFL);
        ::fcntl(socket, F_SETFL, flags | O_NONBLOCK);
        const timeval limit{.tv_sec = 0, .tv_usec = kBlockedMicroseconds};
        ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    }

    // Who waits in this thread: the library's hook for that takes no word of ours along.
    class Shaking {
      public:
        explicit Shaking(const Patience& patience) : patience_(patience) { current = this; }
        Shaking(const Shaking&) = delete;
        Shaking& operator=(const Shaking&) = delete;
        Shaking(Shaking&&) = delete;
        Shaking& operator=(Shaking&&) = delete;
        ~Shaking() { current = nullptr; }

        [[nodiscard]] int wait(int socket, bool is_read) const {
            return patience_.wait(socket, is_read ? POLLIN : POLLOUT).has_value() ? 1 : 0;
        }

        static thread_local const Shaking* current;

      private:
        const Patience& patience_;
    };

    // The TLS handshake is no part of the non-blocking calls; it waits here.
    static int wait_in_handshake(my_socket socket, my_bool is_read, int /*timeout*/) {
        return Shaking::current == nullptr
                   ? 0
                   : Shaking::current->wait(static_cast<int>(socket), is_read != 0);
    }

    MYSQL mysql_{};
    bool is_broken_ = false;
    bool has_greeting_ = false;
};

thread_local const MysqlConnection::Handle::Shaking* MysqlConnection::Handle::Shaking::current =
    nullptr;

MysqlConnection::MysqlConnection(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
MysqlConnection::MysqlConnection(MysqlConnection&&) noexcept = default;
MysqlConnection& MysqlConnection::operator=(MysqlConnection&&) noexcept = default;
MysqlConnection::~MysqlConnection() = default;

MysqlConnection::Opened MysqlConnection::open(const Door& door, const Patience& patience) {
    Opened opened;
    if (!start_library()) {
        opened.refusal = {Error(ErrorKind::unsupported, "libmariadb could not be started"), 0};
        return opened;
    }
    auto handle = std::make_unique<Handle>();
    const auto connected = handle->connect(door, patience);
    if (connected.has_value()) opened.connection = MysqlConnection(std::move(handle));
    else opened.refusal = {connected.error(), handle->number()};
    return opened;
}

Result<std::vector<MysqlRow>> MysqlConnection::run(const std::string& statement,
                                                   const Patience& patience) {
    MYSQL* const mysql = handle_->get();
    int failed = 0;
    TRY(handle_->finish(mysql_real_query_start(&failed, mysql, statement.data(), statement.size()),
                        patience,
                        [&](int ready) { return mysql_real_query_cont(&failed, mysql, ready); }));
    if (failed != 0) return error_of(handle_->number());
    MYSQL_RES* stored = nullptr;
    TRY(handle_->finish(mysql_store_result_start(&stored, mysql), patience,
                        [&](int ready) { return mysql_store_result_cont(&stored, mysql, ready); }));
    const std::unique_ptr<MYSQL_RES, decltype(&mysql_free_result)> result(stored,
                                                                          mysql_free_result);
    if (handle_->number() != 0) return error_of(handle_->number());
    std::vector<MysqlRow> rows;
    if (result == nullptr) return rows;
    const unsigned columns = mysql_num_fields(result.get());
    while (MYSQL_ROW row = mysql_fetch_row(result.get())) {
        const unsigned long* const sizes = mysql_fetch_lengths(result.get());
        MysqlRow& cells = rows.emplace_back();
        for (unsigned i = 0; i < columns; ++i) {
            if (row[i] == nullptr) cells.emplace_back(std::nullopt);
            else cells.emplace_back(std::string(row[i], sizes[i]));
        }
    }
    return rows;
}

std::string MysqlConnection::quoted(std::string_view text) {
    std::string escaped(2 * text.size() + 1, '\0');
    const unsigned long size =
        mysql_real_escape_string(handle_->get(), escaped.data(), text.data(), text.size());
    escaped.resize(size);
    return "'" + escaped + "'";
}

bool MysqlConnection::is_mariadb() const {
    return mariadb_connection(handle_->get()) != 0;
}

}  // namespace curfew::providers
