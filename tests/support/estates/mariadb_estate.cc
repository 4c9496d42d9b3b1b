// MariaDB: users with and without an end of their password, locked, never made; as connection URLs,
// in a script and in SQL.

#include "tests/support/estates/estate.h"
#include "tests/support/servers/database_login.h"
#include "tests/support/servers/mariadb.h"

namespace curfew::support {
namespace {

using core::Result;

constexpr int kMonth = 30 * 24 * 3600;

std::function<bool()> login_by_mariadb(const std::shared_ptr<MariaDb>& server,
                                       const DatabaseLogin& login) {
    return [server, login] {
        const auto outcome = server->mariadb(login, "select 1");
        return outcome.has_value() && outcome.value().exit_code == 0;
    };
}

Result<DatabaseLogin> make_user(const MariaDb& server, const std::string& name,
                                const std::string& options = "") {
    DatabaseLogin login{name, usual_password()};
    TRY(server.run("CREATE USER '" + name + "'@'%' IDENTIFIED BY '" + login.password + "' " +
                   options));
    return login;
}

std::string url_of(const MariaDb& server, const DatabaseLogin& login) {
    return "mysql://" + login.user + ":" + login.password +
           "@127.0.0.1:" + std::to_string(server.port()) + "/test";
}

/// When the server says that the password of this user has to be changed.
Result<std::string> end_of(const MariaDb& server, const std::string& user) {
    return server.run(
        "SELECT DATE_FORMAT(CONVERT_TZ(FROM_UNIXTIME(JSON_VALUE(Priv, '$.password_last_changed') + "
        "86400 * JSON_VALUE(Priv, '$.password_lifetime')), @@session.time_zone, '+00:00'), "
        "'%Y-%m-%dT%H:%i:%sZ') FROM mysql.global_priv WHERE User = '" +
        user + "'");
}

}  // namespace

Result<Estate> make_mariadb_estate(const TempDir& folder) {
    TRY_ASSIGN(MariaDb started, MariaDb::start());
    const auto server = std::make_shared<MariaDb>(std::move(started));
    const std::string port = std::to_string(server->port());
    Estate estate{.name = "MariaDB", .server = server};
    const std::string file = "services/shop/config.ini";
    std::string text = "[databases]\n";
    const auto plant = [&](const char* title, const DatabaseLogin& login, const Claim& claim) {
        estate.planted.push_back({.title = title,
                                  .path = file,
                                  .text = login.password,
                                  .signature = "connection-url",
                                  .claim = claim,
                                  .is_taken = login_by_mariadb(server, login)});
        text += login.user + " = " + url_of(*server, login) + "\n";
    };
    TRY_ASSIGN(const DatabaseLogin shop, make_user(*server, "shop"));
    TRY_ASSIGN(const DatabaseLogin report,
               make_user(*server, "report", "PASSWORD EXPIRE INTERVAL 30 DAY"));
    TRY_ASSIGN(const std::string end, end_of(*server, "report"));
    TRY_ASSIGN(const DatabaseLogin former, make_user(*server, "former", "ACCOUNT LOCK"));
    plant("a live user", shop, {"live", "live", "never"});
    plant("a live user whose password has an end", report, {"live", "live", end});
    plant("a locked user", former, {"dead", "disabled", std::string(kWhenAsked)});
    plant("a made-up user", {"nobody", usual_password()}, {"unknown", "refused", "never"});
    estate.files[file] = text;

    TRY_ASSIGN(const DatabaseLogin backup, make_user(*server, "backup"));
    plant("a password of a command", backup, {"live", "live", "never"});
    estate.planted.back().path = "tools/dump.sh";
    estate.planted.back().signature = "mysql-command-password";
    estate.files["tools/dump.sh"] = "#!/bin/sh\nset -eu\nmysqldump -h 127.0.0.1 -P " + port +
                                    " -u backup -p" + backup.password + " shop >shop.sql\n";

    TRY_ASSIGN(ServerProcess session, server->hold_session(backup));
    estate.planted.back().session = std::make_shared<ServerProcess>(std::move(session));

    TRY_ASSIGN(const DatabaseLogin other, make_user(*server, "untouched"));
    estate.foreign.push_back({"MariaDB's other user", login_by_mariadb(server, other)});
    estate.settings = "[provider.mysql]\nbase = \"mysql://127.0.0.1:" + port +
                      "\"\nadmin_user = \"" + server->administrator().user + "\"\n" +
                      admin_setting(folder, "mysql", server->administrator().password);
    return estate;
}

}  // namespace curfew::support
