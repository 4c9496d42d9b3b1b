#include "integrations/providers/postgresql.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "integrations/providers/postgresql_connection.h"
#include "scanner/core/digest.h"

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using provider::Detail;
using provider::Found;
using provider::Issued;
using provider::Step;

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

constexpr const char* kNowQuery =
    "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint::text";

// Comments on roles are readable by everybody, and written by who may alter the role.
constexpr const char* kTagQuery =
    "SELECT r.rolname, CASE WHEN r.rolvaliduntil IS NULL OR r.rolvaliduntil = 'infinity' THEN ''"
    "  ELSE (extract(epoch FROM r.rolvaliduntil) * 1000000)::bigint::text END"
    " FROM pg_roles r JOIN pg_shdescription d ON d.objoid = r.oid"
    "  AND d.classoid = 'pg_authid'::regclass WHERE d.description = $1 ORDER BY 1";

// The columns of kRoleQuery.
constexpr std::size_t kName = 0;
constexpr std::size_t kCanLogin = 1;
constexpr std::size_t kValidUntil = 2;
constexpr std::size_t kNow = 3;
constexpr std::size_t kScopes = 4;
constexpr std::size_t kSessions = 5;
constexpr std::size_t kColumns = 6;

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
Result<void> settle_in(PostgresqlConnection& connection, const Patience& patience) {
    TRY(connection.run("SELECT pg_catalog.set_config('search_path', 'pg_catalog', false)", {},
                       patience));
    return {};
}

Result<PostgresqlConnection> connect_admin(const Door& door, const Patience& patience) {
    PostgresqlConnection::Opened opened = PostgresqlConnection::open(door, patience);
    if (!opened.connection) {
        const bool is_unreached = opened.answer.is_unreached;
        return Error(is_unreached ? ErrorKind::unreachable : ErrorKind::denied,
                     "the administrator could not log in: " + opened.answer.reason);
    }
    TRY(settle_in(*opened.connection, patience));
    return std::move(*opened.connection);
}

void read_own_role(PostgresqlConnection& connection, const Patience& patience,
                   LoginAnswer& answer) {
    if (!settle_in(connection, patience).has_value()) return;
    const auto rows = connection.run(std::string(kRoleQuery) + "session_user", {}, patience);
    if (!rows.has_value() || rows.value().size() != 1) return;
    const PostgresqlRow& row = rows.value().front();
    if (row.size() != kColumns) return;
    answer.account = row[kName];
    answer.expires_at = end_from(row[kValidUntil]);
    answer.server_time = instant_from(row[kNow]);
    answer.scopes = words_of(row[kScopes]);
}

// The one number that a query answers with.
Result<std::size_t> count(PostgresqlConnection& connection, const std::string& query,
                          const std::vector<std::string>& parameters, const Patience& patience) {
    TRY_ASSIGN(const auto rows, connection.run(query, parameters, patience));
    const auto number =
        rows.size() == 1 && rows[0].size() == 1 ? number_from(rows[0][0]) : std::nullopt;
    if (!number || *number < 0) {
        return Error(ErrorKind::corrupt, "the server's sessions cannot be counted");
    }
    return static_cast<std::size_t>(*number);
}

Result<Account> account_from(const PostgresqlRow& row) {
    Account seen;
    const auto sessions = row.size() == kColumns ? number_from(row[kSessions]) : std::nullopt;
    if (!sessions) return Error(ErrorKind::corrupt, "the role's row cannot be read");
    seen.exists = true;
    seen.is_disabled = row[kCanLogin] == "f";
    seen.expires_at = end_from(row[kValidUntil]);
    const auto end = core::instant_of(seen.expires_at);
    const auto now = instant_from(row[kNow]);
    seen.is_expired = end && now && *end <= *now;
    seen.scopes = words_of(row[kScopes]);
    seen.sessions = static_cast<std::size_t>(*sessions);
    seen.mark = seen.is_disabled ? "pg_roles: rolcanlogin=false" : "pg_roles: rolvaliduntil";
    return seen;
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

// Signals every session of the role, then waits until none is left; how many go on.
Result<std::size_t> cut_sessions(PostgresqlConnection& connection, const std::string& role,
                                 const Patience& patience) {
    constexpr const char* kOthers =
        " FROM pg_stat_activity WHERE usename = $1 AND pid <> pg_backend_pid()";
    TRY(connection.run(std::string("SELECT pg_terminate_backend(pid)") + kOthers, {role},
                       patience));
    std::size_t left = 0;
    for (int round = 0; round < kCutRoundsMax; ++round) {
        TRY_ASSIGN(left,
                   count(connection, std::string("SELECT count(*)") + kOthers, {role}, patience));
        if (left == 0) break;
        TRY(connection.run("SELECT pg_sleep(0.05)", {}, patience));
    }
    return left;
}

// Letters for names and passwords that nobody has used before.
std::string fresh_letters(std::size_t size) {
    constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz234567";
    std::string letters;
    while (letters.size() < size) {
        for (const unsigned char byte : core::random_digest()) {
            letters += kLetters[byte % kLetters.size()];
        }
    }
    letters.resize(size);
    return letters;
}

struct NewRole {
    std::string name;
    core::SecretString password;
    std::string end;  ///< RFC 3339
};

// The statements that make it, in one transaction: with its tag, or not at all.
Result<std::vector<std::string>> making(PostgresqlConnection& connection, const NewRole& role,
                                        const provider::IssueOrder& order) {
    TRY_ASSIGN(const std::string name, connection.quoted_name(role.name));
    TRY_ASSIGN(const std::string group, connection.quoted_name(order.role));
    TRY_ASSIGN(const std::string tag, connection.quoted_text(kTagPrefix + order.tag));
    TRY_ASSIGN(const std::string verifier, connection.verifier_of(role.password, role.name));
    TRY_ASSIGN(const std::string quoted_verifier, connection.quoted_text(verifier));
    return std::vector<std::string>{"BEGIN",
                                    "CREATE ROLE " + name + " LOGIN PASSWORD " + quoted_verifier +
                                        " VALID UNTIL '" + role.end + "' IN ROLE " + group,
                                    "COMMENT ON ROLE " + name + " IS " + tag, "COMMIT"};
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
        PostgresqlConnection::Opened opened = PostgresqlConnection::open(door, patience);
        if (!opened.connection) return std::move(opened.answer);
        LoginAnswer answer;
        if (!opened.connection->was_asked_for_password()) {
            answer.mark = "no password asked";
            answer.reason =
                "the server lets this user in without a password (trust, peer, a certificate): "
                "the login says nothing about it";
            return answer;
        }
        answer.detail = Detail::live;
        answer.is_password_right = true;
        answer.mark = "login accepted";
        answer.expires_at = core::Unknown{"the role's row could not be read"};
        read_own_role(*opened.connection, patience, answer);
        answer.is_mapped = !answer.account.empty() && answer.account != door.login.user;
        return answer;
    }

    [[nodiscard]] Result<Account> look_up(const Door& admin, const std::string& account,
                                          const Patience& patience) const override {
        TRY_ASSIGN(PostgresqlConnection connection, connect_admin(admin, patience));
        TRY_ASSIGN(const auto rows,
                   connection.run(std::string(kRoleQuery) + "$1", {account}, patience));
        if (rows.size() == 1) return account_from(rows.front());
        Account gone;
        gone.mark = "pg_roles: no such role";
        TRY_ASSIGN(gone.sessions, count(connection, kOrphansQuery, {}, patience));
        return gone;
    }

    [[nodiscard]] Step disable(const Door& admin, const std::string& account,
                               const Patience& patience) const override {
        auto connected = connect_admin(admin, patience);
        if (!connected.has_value()) {
            return {.state = Step::State::not_sent, .reason = connected.error().message()};
        }
        PostgresqlConnection& connection = connected.value();
        const auto role = connection.quoted_name(account);
        if (!role.has_value()) return step_of(role.error(), false);
        const auto locked = connection.run("ALTER ROLE " + role.value() + " NOLOGIN", {}, patience);
        if (!locked.has_value()) return step_of(locked.error(), true);
        const auto left = cut_sessions(connection, account, patience);
        Step step{.state = Step::State::accepted, .reason = "the role may not log in any more"};
        step.evidence.mark = "ALTER ROLE";
        if (!left.has_value()) {
            step.reason += "; its sessions could not be cut: " + left.error().message();
        } else if (left.value() > 0) {
            step.reason += "; " + std::to_string(left.value()) + " of its sessions go on";
        } else {
            step.reason += ", and its sessions are cut";
        }
        return step;
    }

    /// A role of its own in the group `order.role`, with the tag as its comment. The password is
    /// made here and never sent: the server gets what it keeps of it.
    [[nodiscard]] Result<Issued> issue(const Door& admin, const provider::IssueOrder& order,
                                       const Patience& patience) const override {
        if (order.life <= core::Duration::zero() || order.tag.empty() || order.role.empty()) {
            return Error(ErrorKind::invalid_input, "a role needs a group, a tag and a life");
        }
        TRY_ASSIGN(PostgresqlConnection connection, connect_admin(admin, patience));
        TRY_ASSIGN(const auto clock, connection.run(kNowQuery, {}, patience));
        const auto now = clock.size() == 1 ? instant_from(clock[0][0]) : std::nullopt;
        if (!now) return Error(ErrorKind::corrupt, "the server's time cannot be read");
        const core::Instant end = std::chrono::floor<std::chrono::seconds>(*now + order.life);
        std::string password = fresh_letters(40);
        NewRole role{.name = "curfew_" + fresh_letters(20),
                     .password = core::SecretString(std::string_view(password)),
                     .end = core::to_text(end)};
        core::wipe_memory(password.data(), password.size());
        TRY_ASSIGN(const auto statements, making(connection, role, order));
        for (const std::string& statement : statements) {
            TRY(connection.run(statement, {}, patience));
        }
        Issued issued;
        issued.id = role.name;
        issued.expires_at = core::Known{end, core::Evidence::provider};
        issued.credential.secret = std::move(role.password);
        for (const auto& [name, value] : {std::pair<std::string, std::string>{"user", role.name},
                                          {"host", admin.address.name.host},
                                          {"port", std::to_string(admin.address.name.port)},
                                          {"database", admin.login.database}}) {
            issued.credential.parts.push_back({name, core::SecretString(std::string_view(value))});
        }
        return issued;
    }

    [[nodiscard]] Result<std::vector<Found>> find_by_tag(const Door& admin, const std::string& tag,
                                                         const Patience& patience) const override {
        TRY_ASSIGN(PostgresqlConnection connection, connect_admin(admin, patience));
        TRY_ASSIGN(const auto rows, connection.run(kTagQuery, {kTagPrefix + tag}, patience));
        std::vector<Found> found;
        for (const PostgresqlRow& row : rows) {
            if (row.size() != 2) return Error(ErrorKind::corrupt, "a role's row cannot be read");
            Found& role = found.emplace_back();
            role.id = row[0];
            role.owner = row[0];
            role.expires_at = end_from(row[1]);
        }
        return found;
    }
};

}  // namespace

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

std::unique_ptr<provider::Provider> make_postgresql_provider(const core::Clock& clock,
                                                             const provider::Access& access,
                                                             DatabaseProvider::Options options) {
    return std::make_unique<DatabaseProvider>(std::make_unique<PostgresqlServer>(), clock, access,
                                              std::move(options));
}

}  // namespace curfew::providers
