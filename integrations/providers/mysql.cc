#include "integrations/providers/mysql.h"

#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include "integrations/providers/mysql_connection.h"

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using provider::Detail;
using provider::Step;

constexpr int kCutRoundsMax = 30;
constexpr std::int64_t kSecondsADay = 86'400;

/// 'user'@'host' in two pieces; without a host: any of that user.
struct AccountName {
    std::string user;
    std::optional<std::string> host;
};

// As CURRENT_USER() writes it. A host holds no `@`, a user may.
AccountName account_from(const std::string& text) {
    const std::size_t at = text.rfind('@');
    if (at == std::string::npos) return {.user = text, .host = std::nullopt};
    return {.user = text.substr(0, at), .host = text.substr(at + 1)};
}

std::optional<std::int64_t> number_from(const std::optional<std::string>& text) {
    std::int64_t number = 0;
    if (!text || text->empty()) return std::nullopt;
    const auto read = std::from_chars(text->data(), text->data() + text->size(), number);
    // "1732390000.123" counts whole seconds.
    const bool is_number = read.ptr == text->data() + text->size() || *read.ptr == '.';
    if (read.ec != std::errc() || !is_number) return std::nullopt;
    return number;
}

std::optional<core::Instant> instant_from(const std::optional<std::string>& seconds) {
    const auto number = number_from(seconds);
    if (!number) return std::nullopt;
    const auto at = core::instant_from_unix_seconds(*number);
    if (!at.has_value()) return std::nullopt;
    return at.value();
}

core::End end_from(const std::optional<core::Instant>& changed,
                   const std::optional<std::int64_t>& days) {
    if (!days) return core::Unknown{"the server's password lifetime cannot be read"};
    if (*days <= 0) return core::Never{core::Evidence::provider};
    if (!changed) return core::Unknown{"when the password was set cannot be read"};
    return core::Known{*changed + std::chrono::seconds(*days * kSecondsADay),
                       core::Evidence::provider};
}

Result<MysqlConnection> connect_admin(const Door& door, const Patience& patience) {
    MysqlConnection::Opened opened = MysqlConnection::open(door, patience);
    if (!opened.connection) {
        const Error& error = opened.refusal->error;
        const bool is_unreached = error.kind() == ErrorKind::unreachable;
        return Error(is_unreached ? ErrorKind::unreachable : ErrorKind::denied,
                     "the administrator could not log in: " + error.message());
    }
    // Literals are escaped for this mode: backslashes count, quotes are for strings.
    TRY(opened.connection->run("SET SESSION sql_mode = ''", patience));
    return std::move(*opened.connection);
}

// Host, locked, moment of the last change, lifetime in days, of all accounts of a user.
Result<std::vector<MysqlRow>> accounts_of(MysqlConnection& connection, const std::string& user,
                                          const Patience& patience) {
    // A user's trailing blanks are not stored; comparing as these columns do (binary, padded) finds
    // it all the same. Who found nothing would take it for gone.
    const std::string name = connection.quoted(user) + " COLLATE utf8mb4_bin";
    if (connection.is_mariadb()) {
        return connection.run(
            "SELECT Host, IFNULL(JSON_VALUE(Priv, '$.account_locked'), '0'),"
            " JSON_VALUE(Priv, '$.password_last_changed'),"
            " IF(IFNULL(JSON_VALUE(Priv, '$.password_lifetime'), -1) = -1,"
            "    @@global.default_password_lifetime, JSON_VALUE(Priv, '$.password_lifetime'))"
            " FROM mysql.global_priv WHERE User = " +
                name + " AND JSON_VALUE(Priv, '$.is_role') IS NULL",
            patience);
    }
    return connection.run(
        "SELECT Host, IF(account_locked = 'Y', '1', '0'), UNIX_TIMESTAMP(password_last_changed),"
        " IFNULL(password_lifetime, @@global.default_password_lifetime)"
        " FROM mysql.user WHERE User = " +
            name,
        patience);
}

// Whoever lacks the right PROCESS sees no sessions but their own, and would count none.
Result<void> check_sees_sessions(MysqlConnection& connection, const Patience& patience) {
    TRY_ASSIGN(const auto self, connection.run("SELECT CURRENT_USER()", patience));
    if (self.size() != 1 || !self[0][0]) return Error(ErrorKind::corrupt, "no CURRENT_USER()");
    const AccountName name = account_from(*self[0][0]);
    const std::string grantee = "'" + name.user + "'@'" + name.host.value_or("") + "'";
    TRY_ASSIGN(const auto rights,
               connection.run("SELECT 1 FROM information_schema.USER_PRIVILEGES WHERE"
                              " PRIVILEGE_TYPE = 'PROCESS' AND GRANTEE = " +
                                  connection.quoted(grantee),
                              patience));
    if (!rights.empty()) return {};
    return Error(ErrorKind::denied,
                 "the administrator may not see the sessions of others (PROCESS)");
}

Result<std::vector<MysqlRow>> sessions_of(MysqlConnection& connection, const std::string& user,
                                          const Patience& patience) {
    return connection.run(
        "SELECT ID FROM information_schema.PROCESSLIST WHERE USER = " + connection.quoted(user) +
            " COLLATE utf8mb4_bin AND ID <> CONNECTION_ID()",
        patience);
}

// Each row that is not the account meant is a namesake.
void read_accounts(Account& seen, const AccountName& wanted, const std::vector<MysqlRow>& rows) {
    bool is_first = true;
    for (const MysqlRow& row : rows) {
        if (row.size() != 4 || (wanted.host && row[0] != wanted.host)) {
            ++seen.namesakes;
            continue;
        }
        const bool is_locked = row[1] == "1" || row[1] == "true";
        seen.is_disabled = is_locked && (is_first || seen.is_disabled);
        if (!is_first) ++seen.namesakes;
        is_first = false;
        seen.exists = true;
        const auto changed = instant_from(row[2]);
        if (changed) seen.issued_at = core::Known{*changed, core::Evidence::provider};
        seen.expires_at = end_from(changed, number_from(row[3]));
    }
    seen.mark = seen.is_disabled ? "account_locked=true" : "account_locked=false";
    if (!seen.exists) seen.mark = "no such account";
}

// KILLs the sessions of the user until none is left; how many go on.
Result<std::size_t> cut_sessions(MysqlConnection& connection, const std::string& user,
                                 const Patience& patience) {
    std::size_t left = 0;
    for (int round = 0; round < kCutRoundsMax; ++round) {
        TRY_ASSIGN(const auto sessions, sessions_of(connection, user, patience));
        left = sessions.size();
        if (left == 0) break;
        for (const MysqlRow& session : sessions) {
            const auto id = number_from(session[0]);
            if (!id) return Error(ErrorKind::corrupt, "a session's number cannot be read");
            const auto killed = connection.run("KILL CONNECTION " + std::to_string(*id), patience);
            const bool is_gone =
                killed.has_value() || killed.error().kind() == ErrorKind::not_found;
            if (!is_gone) return killed.error();
        }
        TRY(connection.run("DO SLEEP(0.05)", patience));
    }
    return left;
}

Step step_of(const Error& error) {
    Step step{.state = Step::State::unclear, .reason = error.message()};
    if (error.kind() == ErrorKind::denied) step.state = Step::State::refused;
    if (error.kind() == ErrorKind::not_found) step.state = Step::State::already_gone;
    step.evidence.mark = "ALTER USER";
    return step;
}

class MysqlServer final : public DatabaseServer {
  public:
    [[nodiscard]] const DatabaseKind& kind() const override { return mysql_kind(); }

    [[nodiscard]] provider::Facts facts() const override {
        provider::Facts facts;
        facts.locks_out = true;
        facts.asking_note =
            "a login; wrong ones can lock the account (FAILED_LOGIN_ATTEMPTS, max_password_errors) "
            "and block this host (max_connect_errors)";
        facts.note =
            "ALTER USER ... ACCOUNT LOCK, then KILL for its sessions; ACCOUNT UNLOCK takes it "
            "back. "
            "Needs CREATE USER, PROCESS, CONNECTION ADMIN (MySQL: CONNECTION_ADMIN) and SELECT on "
            "mysql.global_priv (MySQL: mysql.user).";
        return facts;
    }

    [[nodiscard]] std::string explain_ending(const std::string& account) const override {
        const AccountName name = account_from(account);
        return "ALTER USER '" + name.user + "'@'" + name.host.value_or("{host}") +
               "' ACCOUNT LOCK\nKILL CONNECTION for each session of '" + name.user + "'\n";
    }

    [[nodiscard]] LoginAnswer log_in(const Door& door, const Patience& patience) const override {
        MysqlConnection::Opened opened = MysqlConnection::open(door, patience);
        if (!opened.connection) return refused(*opened.refusal);
        LoginAnswer answer;
        answer.detail = Detail::live;
        answer.is_password_right = true;
        answer.mark = "login accepted";
        read_self(*opened.connection, door.login, patience, answer);
        return answer;
    }

    [[nodiscard]] Result<Account> look_up(const Door& admin, const std::string& account,
                                          const Patience& patience) const override {
        TRY_ASSIGN(MysqlConnection connection, connect_admin(admin, patience));
        TRY(check_sees_sessions(connection, patience));
        const AccountName wanted = account_from(account);
        TRY_ASSIGN(const auto rows, accounts_of(connection, wanted.user, patience));
        TRY_ASSIGN(const auto sessions, sessions_of(connection, wanted.user, patience));
        Account seen;
        read_accounts(seen, wanted, rows);
        seen.sessions = sessions.size();
        return seen;
    }

    [[nodiscard]] Step disable(const Door& admin, const std::string& account,
                               const Patience& patience) const override {
        auto connected = connect_admin(admin, patience);
        if (!connected.has_value()) {
            return {.state = Step::State::not_sent, .reason = connected.error().message()};
        }
        MysqlConnection& connection = connected.value();
        const AccountName name = account_from(account);
        if (!name.host) {
            return {.state = Step::State::not_sent,
                    .reason = "which account of this user it is was never seen"};
        }
        const auto locked = connection.run("ALTER USER " + connection.quoted(name.user) + "@" +
                                               connection.quoted(*name.host) + " ACCOUNT LOCK",
                                           patience);
        if (!locked.has_value()) return step_of(locked.error());
        Step step{.state = Step::State::accepted, .reason = "the account is locked"};
        step.evidence.mark = "ALTER USER";
        const auto left = cut_sessions(connection, name.user, patience);
        if (!left.has_value()) {
            step.reason += "; its sessions could not be cut: " + left.error().message();
        } else if (left.value() > 0) {
            step.reason += "; " + std::to_string(left.value()) + " of its sessions go on";
        } else {
            step.reason += ", and its sessions are cut";
        }
        return step;
    }

  private:
    static LoginAnswer refused(const MysqlConnection::Refusal& refusal) {
        const bool is_servers = refusal.number >= 1000 &&
                                (refusal.number < 2000 || refusal.number >= 3000) &&
                                (refusal.number < 5000 || refusal.number >= 6000);
        if (is_servers) return answer_of_mysql_error(refusal.number);
        LoginAnswer answer;
        answer.reason = refusal.error.message();
        answer.is_unreached = refusal.error.kind() == ErrorKind::unreachable;
        if (refusal.error.kind() == ErrorKind::denied) answer.mark = std::to_string(refusal.number);
        return answer;
    }

    static void read_self(MysqlConnection& connection, const Login& login, const Patience& patience,
                          LoginAnswer& answer) {
        const auto rows = connection.run("SELECT CURRENT_USER(), UNIX_TIMESTAMP()", patience);
        if (!rows.has_value()) {
            // Until the password is changed, nothing else is allowed (1820).
            answer.detail = Detail::live_limited;
            answer.reason = "the login is accepted, a question was not: " + rows.error().message();
            return;
        }
        if (rows.value().size() != 1 || rows.value()[0].size() != 2 || !rows.value()[0][0]) return;
        answer.account = *rows.value()[0][0];
        answer.server_time = instant_from(rows.value()[0][1]);
        answer.is_mapped = account_from(answer.account).user != login.user;
        const auto rights = connection.run(
            "SELECT DISTINCT PRIVILEGE_TYPE FROM information_schema.USER_PRIVILEGES WHERE GRANTEE ="
            " CONCAT('''', SUBSTRING_INDEX(CURRENT_USER(), '@', 1), '''@''',"
            " SUBSTRING_INDEX(CURRENT_USER(), '@', -1), '''') ORDER BY 1 LIMIT 64",
            patience);
        if (!rights.has_value()) return;
        for (const MysqlRow& row : rights.value()) answer.scopes.push_back(row[0].value_or(""));
    }
};

}  // namespace

LoginAnswer answer_of_mysql_error(unsigned number) {
    LoginAnswer answer;
    answer.mark = std::to_string(number);
    switch (number) {
        case 1045:  // access denied
        case 1698:  // the same, for an account that takes no password
            answer.detail = Detail::refused;
            answer.reason = "login refused: wrong password, no such user, or not from this host";
            break;
        case 4151:  // MariaDB
        case 3118:  // MySQL
            answer.detail = Detail::disabled;
            answer.reason = "the account is locked";
            break;
        case 1044:  // no right to the database
        case 1049:  // no such database
        case 1203:  // too many connections of the user
        case 1226:  // the user's limit of something
        case 1862:  // the password has to be changed first
            answer.detail = Detail::live_limited;
            answer.is_password_right = true;
            answer.reason = "the password is right; the login was refused for another reason (" +
                            answer.mark + ")";
            break;
        case 1129:  // the host is blocked
        case 3955:  // MySQL: too many wrong passwords
        case 4150:  // MariaDB: the same
            // Not `throttled`, which would be asked again: each try makes it worse.
            answer.reason = "the server takes no logins for now (" + answer.mark + ")";
            break;
        default:
            answer.reason = "the server refused for a reason that says nothing of the login (" +
                            answer.mark + ")";
    }
    return answer;
}

const DatabaseKind& mysql_kind() {
    static const DatabaseKind kind = {
        .id = "mysql",
        .name = "MySQL or MariaDB",
        .port = 3306,
        .schemes = {"mysql", "mariadb", "mysql2", "pymysql", "mysqlx"},
        .default_user = "",
        .default_database = ""};
    return kind;
}

std::unique_ptr<provider::Provider> make_mysql_provider(const core::Clock& clock,
                                                        const provider::Access& access,
                                                        DatabaseProvider::Options options) {
    return std::make_unique<DatabaseProvider>(std::make_unique<MysqlServer>(), clock, access,
                                              std::move(options));
}

}  // namespace curfew::providers
