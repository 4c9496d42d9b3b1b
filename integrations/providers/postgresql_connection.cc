#include "integrations/providers/postgresql_connection.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include <poll.h>
#include <sys/socket.h>

#include <libpq-fe.h>

#include "integrations/http/wiped_text.h"
#include "integrations/providers/postgresql_fault.h"

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using provider::Detail;
using std::string_view;

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using Rows = std::unique_ptr<PGresult, decltype(&PQclear)>;

constexpr const char* kSystemAuthorities = "/etc/ssl/certs/ca-certificates.crt";
// Given where libpq would otherwise look into the user's home.
constexpr const char* kNoFile = "/nonexistent/curfew";

// These two would be read from the environment whatever is given: libpq takes an empty option for
// one that is not given. A full `options` could make a pooler refuse the login.
Result<void> check_environment() {
    for (const char* const name : {"PGSERVICE", "PGOPTIONS"}) {
        const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
        if (value != nullptr && *value != '\0') {
            return Error(ErrorKind::unsupported,
                         std::string("the environment variable ") + name +
                             " would steer this login; unset it for curfew");
        }
    }
    return {};
}

const char* ssl_mode(Tls tls) {
    switch (tls) {
        case Tls::off:
            return "disable";
        case Tls::encrypted:
            return "require";
        case Tls::verified:
            return "verify-full";
    }
    return "verify-full";
}

// Every option there is, so that neither environment nor files add to them.
Connection start(const Door& door) {
    const Login& login = door.login;
    const std::string port = std::to_string(door.address.name.port);
    const std::string authorities =
        login.authorities_file.empty() ? kSystemAuthorities : login.authorities_file;
    const http::WipedText password(login.password.reveal());
    // Without a checked certificate the other side must prove that it knows the password, and gets
    // it in no form that it could use: SCRAM bound to this very TLS connection.
    const char* const binding = door.tls == Tls::encrypted ? "require" : "prefer";
    const auto options = std::to_array<std::pair<const char*, const char*>>(
        {{"host", login.server.host.c_str()},
         {"hostaddr", door.address.numeric.c_str()},
         {"port", port.c_str()},
         {"dbname", login.database.c_str()},
         {"user", login.user.c_str()},
         {"password", password.c_str()},
         {"passfile", "/dev/null"},
         {"channel_binding", door.tls == Tls::off ? "disable" : binding},
         {"connect_timeout", "15"},
         {"client_encoding", "UTF8"},
         {"application_name", "curfew"},
         {"fallback_application_name", "curfew"},
         {"keepalives", "1"},
         {"sslmode", ssl_mode(door.tls)},
         {"sslcompression", "0"},
         {"sslcert", kNoFile},
         {"sslkey", kNoFile},
         {"sslrootcert", door.tls == Tls::verified ? authorities.c_str() : kNoFile},
         {"sslcrl", kNoFile},
         {"sslcrldir", kNoFile},
         {"sslsni", "1"},
         {"ssl_min_protocol_version", "TLSv1.2"},
         {"ssl_max_protocol_version", "TLSv1.3"},
         {"gssencmode", "disable"},
         {"krbsrvname", "curfew-never-uses-kerberos"},
         {"replication", "false"},
         {"target_session_attrs", "any"}});
    std::array<const char*, options.size() + 1> names{};
    std::array<const char*, options.size() + 1> values{};
    for (std::size_t i = 0; i < options.size(); ++i) {
        names[i] = options[i].first;
        values[i] = options[i].second;
    }
    // Zero: `dbname` is a name, not one more connection string.
    return {PQconnectStartParams(names.data(), values.data(), 0), PQfinish};
}

// Whether a request for the password in clear text lies on the socket (protocol-message-formats:
// "R", length, method 3). libpq before 16 has no option against it. The look comes before libpq's
// own read, so a server that times its bytes to the microsecond gets by; over TLS nothing is seen,
// and nothing needs to be: there the certificate is checked or the channel is bound.
bool asks_for_clear_text(int socket) {
    std::array<unsigned char, 4096> bytes{};
    const ssize_t size = ::recv(socket, bytes.data(), bytes.size(), MSG_PEEK | MSG_DONTWAIT);
    std::size_t at = 0;
    while (size > 0 && at + 9 <= static_cast<std::size_t>(size)) {
        const auto number = [&](std::size_t from) {
            return (std::size_t{bytes[from]} << 24U) | (std::size_t{bytes[from + 1]} << 16U) |
                   (std::size_t{bytes[from + 2]} << 8U) | std::size_t{bytes[from + 3]};
        };
        if (bytes[at] == 'R' && number(at + 5) == 3) return true;
        at += 1 + std::max<std::size_t>(number(at + 1), 4);
    }
    return false;
}

LoginAnswer unanswered(const Error& error, bool is_unreached) {
    LoginAnswer answer;
    answer.reason = error.message();
    answer.is_unreached = is_unreached;
    return answer;
}

LoginAnswer failure_of(PGconn* connection, bool is_connected) {
    const string_view message = PQerrorMessage(connection);
    if (!is_connected) {
        return unanswered(Error(ErrorKind::unreachable, "nothing answers at this address"), true);
    }
    const LoginFault fault = login_fault_from(message);
    if (!fault.sql_state.empty()) {
        return answer_of(fault, PQconnectionUsedPassword(connection) != 0);
    }
    LoginAnswer answer;
    answer.mark = "no SQLSTATE";
    answer.reason = "the server does not speak PostgreSQL's protocol as it should";
    if (message.find("does not support SSL") != string_view::npos) {
        answer.reason = "the server offers no TLS, and no password is sent without";
    } else if (message.find("channel binding") != string_view::npos) {
        answer.reason =
            "its certificate is not checked, and the server does not prove that it knows the "
            "password (SCRAM with channel binding); the password was not sent";
    } else if (message.find("SSL") != string_view::npos ||
               message.find("certificate") != string_view::npos) {
        answer.reason = "the server's certificate or TLS was not accepted";
    }
    return answer;
}

// Whether the password may be given in clear text: to whom TLS has named, or to a server that the
// configuration itself names and that is this machine.
bool may_tell_in_clear(const Door& door) {
    return door.tls == Tls::verified || door.login.source == provider::HostSource::configuration;
}

Error error_of(const PGresult* result) {
    const char* const state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const std::string code = state == nullptr ? "no SQLSTATE" : state;
    if (code == "42501") return {ErrorKind::denied, "the administrator may not do this (42501)"};
    if (code == "42704") return {ErrorKind::not_found, "the server has no such role (42704)"};
    return {ErrorKind::internal, "the server refused a query (" + code + ")"};
}

Error cut() {
    return {ErrorKind::timed_out, "the connection was cut"};
}

bool is_fine(const PGresult* result) {
    const ExecStatusType status = PQresultStatus(result);
    return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

std::vector<PostgresqlRow> rows_of(const PGresult* result) {
    std::vector<PostgresqlRow> rows;
    for (int i = 0; i < PQntuples(result); ++i) {
        PostgresqlRow& row = rows.emplace_back();
        for (int column = 0; column < PQnfields(result); ++column) {
            row.emplace_back(PQgetvalue(result, i, column),
                             static_cast<std::size_t>(PQgetlength(result, i, column)));
        }
    }
    return rows;
}

}  // namespace

class PostgresqlConnection::Handle {
  public:
    explicit Handle(Connection connection) : connection_(std::move(connection)) {}

    [[nodiscard]] PGconn* get() const { return connection_.get(); }

    /// libpq's own steps, until the login is through or refused. Nothing: it is through.
    [[nodiscard]] std::optional<LoginAnswer> log_in(const Door& door, const Patience& patience) {
        PGconn* const connection = get();
        const bool watches = door.tls == Tls::off && !may_tell_in_clear(door);
        bool is_connected = false;
        PostgresPollingStatusType state = PGRES_POLLING_WRITING;
        while (state == PGRES_POLLING_READING || state == PGRES_POLLING_WRITING) {
            const int socket = PQsocket(connection);
            const short events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT;
            const auto ready = patience.wait(socket, events);
            if (!ready.has_value()) return unanswered(ready.error(), false);
            if (watches && asks_for_clear_text(socket)) return clear_text();
            state = PQconnectPoll(connection);
            is_connected |= PQstatus(connection) != CONNECTION_STARTED &&
                            PQstatus(connection) != CONNECTION_BAD;
        }
        if (state == PGRES_POLLING_OK) return std::nullopt;
        return failure_of(connection, is_connected);
    }

    [[nodiscard]] Result<void> flush(const Patience& patience) {
        while (true) {
            const int left = PQflush(get());
            if (left == 0) return {};
            if (left < 0) return cut();
            TRY_ASSIGN(const short ready, patience.wait(PQsocket(get()), POLLIN | POLLOUT));
            if ((ready & POLLIN) != 0 && PQconsumeInput(get()) == 0) return cut();
        }
    }

    [[nodiscard]] Result<void> await_result(const Patience& patience) {
        while (PQisBusy(get()) != 0) {
            TRY(patience.wait(PQsocket(get()), POLLIN));
            if (PQconsumeInput(get()) == 0) return cut();
        }
        return {};
    }

    /// The statement's last result; null where the connection gave none.
    [[nodiscard]] Result<Rows> result(const Patience& patience) {
        Rows last(nullptr, PQclear);
        while (true) {
            TRY(await_result(patience));
            Rows next(PQgetResult(get()), PQclear);
            if (next == nullptr) return last;
            last = std::move(next);
            // Neither rows nor done: an error, or a COPY that would never end by itself.
            if (!is_fine(last.get())) return last;
        }
    }

  private:
    static LoginAnswer clear_text() {
        LoginAnswer answer;
        answer.mark = "clear text";
        answer.reason = "the server asks for the password in clear text; it was not sent";
        return answer;
    }

    Connection connection_;
};

PostgresqlConnection::PostgresqlConnection(std::unique_ptr<Handle> handle)
    : handle_(std::move(handle)) {}
PostgresqlConnection::PostgresqlConnection(PostgresqlConnection&&) noexcept = default;
PostgresqlConnection& PostgresqlConnection::operator=(PostgresqlConnection&&) noexcept = default;
PostgresqlConnection::~PostgresqlConnection() = default;

PostgresqlConnection::Opened PostgresqlConnection::open(const Door& door,
                                                        const Patience& patience) {
    Opened opened;
    if (const auto environment = check_environment(); !environment.has_value()) {
        opened.answer = unanswered(environment.error(), false);
        opened.answer.detail = Detail::not_asked;
        return opened;
    }
    Connection connection = start(door);
    if (connection == nullptr || PQsocket(connection.get()) < 0) {
        // Refused at once, as loopback does.
        opened.answer =
            unanswered(Error(ErrorKind::unreachable, "nothing answers at this address"), true);
        return opened;
    }
    PQsetErrorVerbosity(connection.get(), PQERRORS_VERBOSE);
    auto handle = std::make_unique<Handle>(std::move(connection));
    if (auto refusal = handle->log_in(door, patience)) {
        opened.answer = std::move(*refusal);
        return opened;
    }
    opened.connection = PostgresqlConnection(std::move(handle));
    return opened;
}

bool PostgresqlConnection::was_asked_for_password() const {
    return PQconnectionUsedPassword(handle_->get()) != 0;
}

Result<std::vector<PostgresqlRow>> PostgresqlConnection::run(
    const std::string& statement, const std::vector<std::string>& parameters,
    const Patience& patience) {
    PGconn* const connection = handle_->get();
    std::vector<const char*> values;
    values.reserve(parameters.size());
    for (const std::string& parameter : parameters) values.push_back(parameter.c_str());
    if (PQsendQueryParams(connection, statement.c_str(), static_cast<int>(values.size()), nullptr,
                          values.data(), nullptr, nullptr, 0) == 0) {
        return cut();
    }
    TRY(handle_->flush(patience));
    TRY_ASSIGN(const Rows last, handle_->result(patience));
    if (last == nullptr || PQstatus(connection) == CONNECTION_BAD) return cut();
    if (!is_fine(last.get())) return error_of(last.get());
    return rows_of(last.get());
}

namespace {

// What libpq's escaping gives back, owned.
Result<std::string> text_from(char* made, const char* what) {
    const std::unique_ptr<char, decltype(&PQfreemem)> text(made, PQfreemem);
    if (text == nullptr) {
        return Error(ErrorKind::invalid_input, std::string("the ") + what + " is no UTF-8");
    }
    return std::string(text.get());
}

}  // namespace

Result<std::string> PostgresqlConnection::quoted_name(const std::string& name) {
    return text_from(PQescapeIdentifier(handle_->get(), name.data(), name.size()), "role's name");
}

Result<std::string> PostgresqlConnection::quoted_text(const std::string& text) {
    return text_from(PQescapeLiteral(handle_->get(), text.data(), text.size()), "text");
}

Result<std::string> PostgresqlConnection::verifier_of(const core::SecretString& password,
                                                      const std::string& role) {
    const http::WipedText plain(password.reveal());
    return text_from(
        PQencryptPasswordConn(handle_->get(), plain.c_str(), role.c_str(), "scram-sha-256"),
        "password");
}

}  // namespace curfew::providers
