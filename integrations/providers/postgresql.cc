#include "integrations/providers/postgresql.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <poll.h>
#include <sys/socket.h>

#include <libpq-fe.h>

#include "integrations/http/wiped_text.h"

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using provider::Detail;
using provider::Step;
using std::string_view;

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using Rows = std::unique_ptr<PGresult, decltype(&PQclear)>;

constexpr const char* kSystemAuthorities = "/etc/ssl/certs/ca-certificates.crt";
// Given where libpq would otherwise look into the user's home.
constexpr const char* kNoFile = "/nonexistent/curfew";
constexpr int kCutRoundsMax = 30;
constexpr const char* kTagPrefix = "curfew:";

// A role's row and what counts beside it. No time of creation exists.
constexpr const char* kRoleQuery =
    "SELECT r.rolname, r.rolcanlogin,"
    " CASE WHEN r.rolvaliduntil IS NULL OR r.rolvaliduntil = 'infinity' THEN ''"
    "      ELSE (extract(epoch FROM r.rolvaliduntil) * 1000000)::bigint::text END,"
    " (extract(epoch FROM clock_timestamp()) * 1000000)::bigint::text,"
    " concat_ws(',', CASE WHEN r.rolsuper THEN 'superuser' END,"
    "  CASE WHEN r.rolcreaterole THEN 'createrole' END,"
    "  CASE WHEN r.rolcreatedb THEN 'createdb' END,"
    "  CASE WHEN r.rolreplication THEN 'replication' END,"
    "  CASE WHEN r.rolbypassrls THEN 'bypassrls' END,"
    "  (SELECT string_agg('role ' || g.rolname, ',') FROM (SELECT g.rolname FROM pg_auth_members m"
    "    JOIN pg_roles g ON g.oid = m.roleid WHERE m.member = r.oid ORDER BY 1 LIMIT 32) g)),"
    " (SELECT count(*) FROM pg_stat_activity a WHERE a.usesysid = r.oid"
    "    AND a.pid <> pg_backend_pid())"
    " FROM pg_roles r WHERE r.rolname = ";

// Sessions of a role that was dropped under them have an owner that no longer exists.
constexpr const char* kOrphansQuery =
    "SELECT count(*) FROM pg_stat_activity a WHERE a.usesysid IS NOT NULL"
    " AND NOT EXISTS (SELECT FROM pg_roles r WHERE r.oid = a.usesysid)";

enum Column { kName, kCanLogin, kValidUntil, kNow, kScopes, kSessions };

const DatabaseKind& postgresql_kind() {
    static const DatabaseKind kind = {.id = "postgresql",
                                      .name = "PostgreSQL",
                                      .port = 5432,
                                      .schemes = {"postgresql", "postgres", "postgis", "psql",
                                                  "cockroachdb", "redshift", "asyncpg", "psycopg2"},
                                      .default_user = "",
                                      .default_database = "postgres"};
    return kind;
}

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

struct Attempt {
    Connection connection{nullptr, PQfinish};
    LoginAnswer answer;  ///< what to say where the connection is null
};

LoginAnswer unanswered(const Error& error, bool is_unreached) {
    LoginAnswer answer;
    answer.status = 0;
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

Attempt connect(const Door& door, const Patience& patience) {
    Attempt attempt;
    if (const auto environment = check_environment(); !environment.has_value()) {
        attempt.answer = unanswered(environment.error(), false);
        attempt.answer.detail = Detail::not_asked;
        return attempt;
    }
    Connection connection = start(door);
    if (connection == nullptr || PQstatus(connection.get()) == CONNECTION_BAD) {
        attempt.answer = unanswered(Error(ErrorKind::internal, "libpq takes no connection"), false);
        return attempt;
    }
    PQsetErrorVerbosity(connection.get(), PQERRORS_VERBOSE);
    bool is_connected = false;
    PostgresPollingStatusType state = PGRES_POLLING_WRITING;
    while (state == PGRES_POLLING_READING || state == PGRES_POLLING_WRITING) {
        const int socket = PQsocket(connection.get());
        const short events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        const auto ready = patience.wait(socket, events);
        if (!ready.has_value()) {
            attempt.answer = unanswered(ready.error(), false);
            return attempt;
        }
        if (door.tls == Tls::off && !may_tell_in_clear(door) && asks_for_clear_text(socket)) {
            attempt.answer.mark = "clear text";
            attempt.answer.reason =
                "the server asks for the password in clear text; it was not sent";
            return attempt;
        }
        state = PQconnectPoll(connection.get());
        is_connected |= PQstatus(connection.get()) != CONNECTION_STARTED &&
                        PQstatus(connection.get()) != CONNECTION_BAD;
    }
    if (state != PGRES_POLLING_OK) {
        attempt.answer = failure_of(connection.get(), is_connected);
        return attempt;
    }
    attempt.connection = std::move(connection);
    return attempt;
}

Error error_of(const PGresult* result) {
    const char* const state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const std::string code = state == nullptr ? "no SQLSTATE" : state;
    if (code == "42501") return {ErrorKind::denied, "the administrator may not do this (42501)"};
    if (code == "42704") return {ErrorKind::not_found, "the server has no such role (42704)"};
    return {ErrorKind::internal, "the server refused a query (" + code + ")"};
}

Result<void> flush(PGconn* connection, const Patience& patience) {
    while (true) {
        const int left = PQflush(connection);
        if (left == 0) return {};
        if (left < 0) return Error(ErrorKind::timed_out, "the connection was cut");
        TRY_ASSIGN(const short ready, patience.wait(PQsocket(connection), POLLIN | POLLOUT));
        if ((ready & POLLIN) != 0 && PQconsumeInput(connection) == 0) {
            return Error(ErrorKind::timed_out, "the connection was cut");
        }
    }
}

// One statement; $1 and $2 are sent beside it, never inside. `timed_out` also stands for a
// connection that was cut: in both cases nobody knows what was done.
Result<Rows> run(PGconn* connection, const std::string& statement,
                 const std::vector<std::string>& parameters, const Patience& patience) {
    std::vector<const char*> values;
    values.reserve(parameters.size());
    for (const std::string& parameter : parameters) values.push_back(parameter.c_str());
    if (PQsendQueryParams(connection, statement.c_str(), static_cast<int>(values.size()), nullptr,
                          values.data(), nullptr, nullptr, 0) == 0) {
        return Error(ErrorKind::timed_out, "the connection was cut");
    }
    TRY(flush(connection, patience));
    Rows last(nullptr, PQclear);
    while (true) {
        while (PQisBusy(connection) != 0) {
            TRY(patience.wait(PQsocket(connection), POLLIN));
            if (PQconsumeInput(connection) == 0) {
                return Error(ErrorKind::timed_out, "the connection was cut");
            }
        }
        Rows next(PQgetResult(connection), PQclear);
        if (next == nullptr) break;
        last = std::move(next);
        const ExecStatusType status = PQresultStatus(last.get());
        if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) break;
    }
    const ExecStatusType status = last == nullptr ? PGRES_FATAL_ERROR : PQresultStatus(last.get());
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) return last;
    if (PQstatus(connection) == CONNECTION_BAD) {
        return Error(ErrorKind::timed_out, "the connection was cut");
    }
    return error_of(last.get());
}

std::string cell(const PGresult* rows, int column) {
    if (PQntuples(rows) < 1 || column >= PQnfields(rows)) return {};
    return {PQgetvalue(rows, 0, column), static_cast<std::size_t>(PQgetlength(rows, 0, column))};
}

std::optional<std::int64_t> number_from(const std::string& text) {
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || read.ptr != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<core::Instant> instant_from(const std::string& microseconds) {
    const auto number = number_from(microseconds);
    if (!number) return std::nullopt;
    return core::Instant(core::Duration(*number));
}

core::End end_from(const std::string& valid_until) {
    if (valid_until.empty()) return core::Never{core::Evidence::provider};
    const auto at = instant_from(valid_until);
    if (at) return core::Known{*at, core::Evidence::provider};
    return core::Unknown{"the server's VALID UNTIL cannot be read"};
}

std::vector<std::string> words_of(const std::string& list) {
    std::vector<std::string> words;
    std::size_t at = 0;
    while (at < list.size()) {
        const std::size_t end = std::min(list.find(',', at), list.size());
        words.push_back(list.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

// Schemas that others may write to must not stand in for the catalogue's own functions.
Result<void> settle_in(PGconn* connection, const Patience& patience) {
    TRY(run(connection, "SELECT pg_catalog.set_config('search_path', 'pg_catalog', false)", {},
            patience));
    return {};
}

void read_own_role(PGconn* connection, const Patience& patience, LoginAnswer& answer) {
    if (!settle_in(connection, patience).has_value()) return;
    const auto rows = run(connection, std::string(kRoleQuery) + "session_user", {}, patience);
    if (!rows.has_value() || PQntuples(rows.value().get()) != 1) return;
    const PGresult* const row = rows.value().get();
    answer.account = cell(row, kName);
    answer.expires_at = end_from(cell(row, kValidUntil));
    answer.server_time = instant_from(cell(row, kNow));
    answer.scopes = words_of(cell(row, kScopes));
}

Result<Connection> connect_admin(const Door& door, const Patience& patience) {
    Attempt attempt = connect(door, patience);
    if (attempt.connection == nullptr) {
        const bool is_unreached = attempt.answer.is_unreached;
        return Error(is_unreached ? ErrorKind::unreachable : ErrorKind::denied,
                     "the administrator could not log in: " + attempt.answer.reason);
    }
    TRY(settle_in(attempt.connection.get(), patience));
    return std::move(attempt.connection);
}

Result<std::string> quoted(PGconn* connection, const std::string& name) {
    const std::unique_ptr<char, decltype(&PQfreemem)> text(
        PQescapeIdentifier(connection, name.data(), name.size()), PQfreemem);
    if (text == nullptr) return Error(ErrorKind::invalid_input, "the role's name is no UTF-8");
    return std::string(text.get());
}

Step step_of(const Error& error, bool was_sent) {
    Step step;
    step.reason = error.message();
    switch (error.kind()) {
        case ErrorKind::denied:
            step.state = Step::State::refused;
            break;
        case ErrorKind::not_found:
            step.state = Step::State::already_gone;
            break;
        default:
            step.state = was_sent ? Step::State::unclear : Step::State::not_sent;
    }
    step.evidence.mark = "ALTER ROLE";
    return step;
}

// Signals every session of the role, then waits until none is left.
Result<std::string> cut_sessions(PGconn* connection, const std::string& role,
                                 const Patience& patience) {
    TRY(run(connection,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE usename = $1 AND pid <> pg_backend_pid()",
            {role}, patience));
    std::string left;
    for (int round = 0; round < kCutRoundsMax; ++round) {
        TRY_ASSIGN(const Rows rows, run(connection,
                                        "SELECT count(*) FROM pg_stat_activity"
                                        " WHERE usename = $1 AND pid <> pg_backend_pid()",
                                        {role}, patience));
        left = cell(rows.get(), 0);
        if (left == "0") break;
        TRY(run(connection, "SELECT pg_sleep(0.05)", {}, patience));
    }
    return left;
}

class PostgresqlServer final : public DatabaseServer {
  public:
    [[nodiscard]] const DatabaseKind& kind() const override { return postgresql_kind(); }

    [[nodiscard]] provider::Facts facts() const override {
        provider::Facts facts;
        facts.asking_note =
            "a login; a wrong one stands in the server's log, and auth_delay may slow it down";
        facts.note =
            "ALTER ROLE ... NOLOGIN, then pg_terminate_backend for its sessions; ALTER ROLE ... "
            "LOGIN takes it back. Needs a role with CREATEROLE that may signal its backends "
            "(member of pg_signal_backend or of the role), a superuser for superusers. A pool in "
            "front may keep sessions of its own.";
        facts.found_by = "tag";
        return facts;
    }

    [[nodiscard]] std::string explain_ending(const std::string& account) const override {
        return "ALTER ROLE \"" + account + "\" NOLOGIN\n" +
               "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '" +
               account + "'\n";
    }

    [[nodiscard]] LoginAnswer log_in(const Door& door, const Patience& patience) const override {
        Attempt attempt = connect(door, patience);
        if (attempt.connection == nullptr) return std::move(attempt.answer);
        LoginAnswer& answer = attempt.answer;
        if (PQconnectionUsedPassword(attempt.connection.get()) == 0) {
            answer.mark = "no password asked";
            answer.reason =
                "the server lets this user in without a password (trust, peer, a certificate): "
                "the login says nothing about it";
            return std::move(answer);
        }
        answer.detail = Detail::live;
        answer.is_password_right = true;
        answer.mark = "login accepted";
        answer.expires_at = core::Unknown{"the role's row could not be read"};
        read_own_role(attempt.connection.get(), patience, answer);
        answer.is_mapped = !answer.account.empty() && answer.account != door.login.user;
        return std::move(answer);
    }

    [[nodiscard]] Result<Account> look_up(const Door& admin, const std::string& account,
                                          const Patience& patience) const override {
        TRY_ASSIGN(const Connection connection, connect_admin(admin, patience));
        TRY_ASSIGN(const Rows rows,
                   run(connection.get(), std::string(kRoleQuery) + "$1", {account}, patience));
        Account seen;
        seen.exists = PQntuples(rows.get()) == 1;
        if (!seen.exists) {
            seen.mark = "pg_roles: no such role";
            TRY_ASSIGN(const Rows orphans, run(connection.get(), kOrphansQuery, {}, patience));
            seen.sessions =
                static_cast<std::size_t>(number_from(cell(orphans.get(), 0)).value_or(1));
            return seen;
        }
        seen.is_disabled = cell(rows.get(), kCanLogin) == "f";
        seen.expires_at = end_from(cell(rows.get(), kValidUntil));
        const auto end = core::instant_of(seen.expires_at);
        const auto now = instant_from(cell(rows.get(), kNow));
        seen.is_expired = end && now && *end <= *now;
        seen.scopes = words_of(cell(rows.get(), kScopes));
        const auto sessions = number_from(cell(rows.get(), kSessions));
        if (!sessions) return Error(ErrorKind::corrupt, "the server's sessions cannot be counted");
        seen.sessions = static_cast<std::size_t>(*sessions);
        seen.mark = seen.is_disabled ? "pg_roles: rolcanlogin=false" : "pg_roles: rolvaliduntil";
        return seen;
    }

    [[nodiscard]] Step disable(const Door& admin, const std::string& account,
                               const Patience& patience) const override {
        auto connected = connect_admin(admin, patience);
        if (!connected.has_value()) {
            return {.state = Step::State::not_sent, .reason = connected.error().message()};
        }
        PGconn* const connection = connected.value().get();
        const auto role = quoted(connection, account);
        if (!role.has_value()) return step_of(role.error(), false);
        const auto locked =
            run(connection, "ALTER ROLE " + role.value() + " NOLOGIN", {}, patience);
        if (!locked.has_value()) return step_of(locked.error(), true);
        const auto left = cut_sessions(connection, account, patience);
        Step step{.state = Step::State::accepted, .reason = "the role may not log in any more"};
        step.evidence.status = 1;
        step.evidence.mark = "ALTER ROLE";
        if (!left.has_value()) {
            step.reason += "; its sessions could not be cut: " + left.error().message();
        } else if (left.value() != "0") {
            step.reason += "; " + left.value() + " of its sessions go on";
        } else {
            step.reason += ", and its sessions are cut";
        }
        return step;
    }
};

bool is_after_password(string_view function) {
    return function == "InitializeSessionUserId" || function == "CheckMyDatabase" ||
           function == "InitPostgres";
}

}  // namespace

LoginFault login_fault_from(string_view message) {
    LoginFault fault;
    for (std::size_t at = message.find(":  "); at != string_view::npos;
         at = message.find(":  ", at + 1)) {
        const string_view code = message.substr(at + 3, 5);
        const bool is_code =
            code.size() == 5 && std::ranges::all_of(code, [](char letter) {
                return (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9');
            });
        if (!is_code || message.substr(at + 8, 2) != ": ") continue;
        fault.sql_state = code;
        break;
    }
    constexpr string_view kLocation = "\nLOCATION:  ";
    const std::size_t location = message.rfind(kLocation);
    if (location != string_view::npos && !fault.sql_state.empty()) {
        const string_view rest = message.substr(location + kLocation.size());
        fault.function = rest.substr(0, rest.find(','));
    }
    return fault;
}

LoginAnswer answer_of(const LoginFault& fault, bool asked_for_password) {
    const string_view state = fault.sql_state;
    const bool is_proven = asked_for_password && is_after_password(fault.function);
    LoginAnswer answer;
    answer.mark = std::string(state);
    if (state == "28P01") {
        answer.detail = Detail::refused;
        answer.reason = "login refused: wrong or expired password, or no such role";
    } else if (state == "28000" && is_proven) {
        answer.detail = Detail::disabled;
        answer.is_password_right = true;
        answer.reason = "the password is right, and the role may not log in";
    } else if (is_proven) {
        // 53300 at the role's own limit, 3D000 and 42501 at the database: all come after the
        // password was found right. The login would work at another moment or place.
        answer.detail = Detail::live_limited;
        answer.is_password_right = true;
        answer.reason =
            "the password is right; the login was refused for another reason (" + answer.mark + ")";
    } else if (state == "28000") {
        answer.reason = "the server takes no login from here (28000)";
    } else if (state == "53300") {
        answer.reason = "the server has no connection free (53300)";
    } else {
        answer.reason =
            "the server refused for a reason that says nothing of the login (" + answer.mark + ")";
    }
    return answer;
}

std::unique_ptr<provider::Provider> make_postgresql_provider(const core::Clock& clock,
                                                             const provider::Access& access,
                                                             DatabaseProvider::Options options) {
    return std::make_unique<DatabaseProvider>(std::make_unique<PostgresqlServer>(), clock, access,
                                              std::move(options));
}

}  // namespace curfew::providers
