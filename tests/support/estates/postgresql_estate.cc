// PostgreSQL: roles with and without an end, locked, run out, never made; as connection URLs, in a
// settings file and in a password file.

#include "tests/support/estates/estate.h"
#include "tests/support/servers/database_login.h"
#include "tests/support/servers/postgresql.h"

namespace curfew::support {
namespace {

using core::Result;

constexpr int kMonth = 30 * 24 * 3600;

std::function<bool()> login_by_psql(const std::shared_ptr<PostgreSql>& server,
                                    const DatabaseLogin& login) {
    return [server, login] {
        const auto outcome = server->psql(login, "select 1");
        return outcome.has_value() && outcome.value().exit_code == 0;
    };
}

Result<DatabaseLogin> make_role(const PostgreSql& server, const std::string& name,
                                const std::string& options = "LOGIN") {
    DatabaseLogin login{name, usual_password()};
    TRY(server.run("CREATE ROLE " + name + " " + options + " PASSWORD '" + login.password + "'"));
    return login;
}

std::string url_of(const PostgreSql& server, const DatabaseLogin& login) {
    return "postgresql://" + login.user + ":" + login.password +
           "@127.0.0.1:" + std::to_string(server.port()) + "/postgres";
}

/// Roles as `make_role` wants them, and what is said of each.
struct Role {
    const char* title;
    std::string name;
    std::string options;
    Claim claim;
};

std::vector<Role> roles() {
    const std::string end = seconds_from_now(kMonth);
    const std::string past = seconds_from_now(-kMonth);
    return {
        {"a live role with an end",
         "orders",
         "LOGIN VALID UNTIL '" + end + "'",
         {"live", "live", end}},
        {"a live role without one", "billing", "LOGIN", {"live", "live", "never"}},
        {"a role that has run out",
         "interim",
         "LOGIN VALID UNTIL '" + past + "'",
         {"dead", "expired", past}},
        {"a locked role", "former", "NOLOGIN", {"dead", "disabled", std::string(kWhenAsked)}},
    };
}

}  // namespace

Result<Estate> make_postgresql_estate(const TempDir& folder) {
    TRY_ASSIGN(PostgreSql started, PostgreSql::start());
    const auto server = std::make_shared<PostgreSql>(std::move(started));
    const std::string port = std::to_string(server->port());
    Estate estate{.name = "PostgreSQL", .server = server};
    const std::string file = "services/orders/.env";
    std::string text = "# where the orders are\n";
    const auto plant = [&](const std::string& path, const DatabaseLogin& login, const Role& role) {
        estate.planted.push_back({.title = role.title,
                                  .path = path,
                                  .text = login.password,
                                  .signature = "connection-url",
                                  .claim = role.claim,
                                  .is_taken = login_by_psql(server, login)});
    };
    for (const Role& role : roles()) {
        TRY_ASSIGN(const DatabaseLogin login, make_role(*server, role.name, role.options));
        text += "DATABASE_URL_" + role.name + "=" + url_of(*server, login) + "\n";
        plant(file, login, role);
    }
    const DatabaseLogin nobody{"nobody_ever", usual_password()};
    text += "DATABASE_URL_OLD=" + url_of(*server, nobody) + "\n";
    plant(file, nobody, {"a made-up role", "", "", {"unknown", "refused", "never"}});
    estate.files[file] = text;

    TRY_ASSIGN(const DatabaseLogin batch, make_role(*server, "nightly"));
    plant("home/.pgpass", batch, {"a line of a password file", "", "", {"live", "live", "never"}});
    estate.planted.back().signature = "postgresql-pgpass";
    estate.files["home/.pgpass"] =
        "# ~/.pgpass\n127.0.0.1:" + port + ":postgres:nightly:" + batch.password + "\n";

    TRY_ASSIGN(ServerProcess session, server->hold_session(batch));
    estate.planted.back().session = std::make_shared<ServerProcess>(std::move(session));

    TRY_ASSIGN(const DatabaseLogin other, make_role(*server, "untouched"));
    estate.foreign.push_back({"PostgreSQL's other role", login_by_psql(server, other)});
    estate.settings = "[provider.postgresql]\nbase = \"postgresql://127.0.0.1:" + port +
                      "\"\nadmin_user = \"postgres\"\n" +
                      admin_setting(folder, "postgresql", server->administrator().password);
    return estate;
}

}  // namespace curfew::support
