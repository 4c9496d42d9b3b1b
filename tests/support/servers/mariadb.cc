#include "tests/support/servers/mariadb.h"

#include <vector>

#include "tests/support/servers/server_tools.h"

namespace curfew::support {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

constexpr const char* kUser = "nobody";

Result<void> make_tables(const TempDir& folder) {
    ClientCall call;
    TRY_ASSIGN(call.program, system_program("mariadb-install-db"));
    call.arguments = {"--no-defaults",
                      "--datadir=" + folder.at("data"),
                      "--auth-root-authentication-method=normal",
                      "--skip-test-db",
                      "--skip-name-resolve",
                      "--innodb-log-file-size=4M"};
    call.run_as = kUser;
    TRY_ASSIGN(const ClientOutcome outcome, run_client(call));
    if (outcome.exit_code == 0) return {};
    return Error(ErrorKind::internal,
                 "mariadb-install-db failed: " + outcome.output + outcome.errors);
}

ServerPlan plan_for(const std::string& program, const TempDir& folder, std::uint16_t port) {
    ServerPlan plan;
    plan.child.program = program;
    plan.child.arguments = {"--no-defaults", "--datadir=" + folder.at("data"),
                            "--socket=" + folder.at("socket"), "--pid-file=" + folder.at("pid"),
                            "--port=" + std::to_string(port), "--bind-address=127.0.0.1",
                            "--skip-name-resolve", "--init-file=" + folder.at("first.sql"),
                            // Nothing here has to survive a loss of power.
                            "--innodb-flush-log-at-trx-commit=0", "--innodb-log-file-size=4M",
                            "--innodb-buffer-pool-size=8M"};
    plan.child.folder = folder.path();
    plan.child.output = folder.at("log");
    plan.child.run_as = kUser;
    plan.is_ready = [log = folder.at("log")] {
        return read_file(log).find("ready for connections") != std::string::npos;
    };
    return plan;
}

/// Nobody without a name, and an administrator who comes over TCP.
std::string first_statements(const DatabaseLogin& administrator) {
    return "DELETE FROM mysql.global_priv WHERE User IN ('', 'root');\n"
           "FLUSH PRIVILEGES;\n"
           "CREATE USER IF NOT EXISTS '" +
           administrator.user + "'@'%' IDENTIFIED BY '" + administrator.password +
           "';\n"
           "GRANT ALL PRIVILEGES ON *.* TO '" +
           administrator.user + "'@'%' WITH GRANT OPTION;\n";
}

}  // namespace

Result<MariaDb> MariaDb::start(const std::vector<std::string>& options) {
    TRY_ASSIGN(const std::string program, system_program("mariadbd"));
    auto folder = std::make_unique<TempDir>();
    DatabaseLogin administrator{"admin", made_password()};
    folder->write("first.sql", first_statements(administrator));
    hand_over(folder->path(), kUser);
    TRY(make_tables(*folder));
    std::uint16_t port = 0;
    TRY_ASSIGN(
        ServerProcess server, start_with_ports(1, [&](const std::vector<std::uint16_t>& ports) {
            port = ports[0];
            ServerPlan plan = plan_for(program, *folder, port);
            plan.child.arguments.insert(plan.child.arguments.end(), options.begin(), options.end());
            return plan;
        }));
    return MariaDb(std::move(folder), std::move(server), port, std::move(administrator));
}

Result<ClientCall> MariaDb::client(const DatabaseLogin& login) const {
    ClientCall call;
    TRY_ASSIGN(call.program, system_program("mariadb"));
    call.arguments = {"--no-defaults",       "--batch",          "--skip-column-names",
                      "--protocol=tcp",      "--host=127.0.0.1", "--port=" + std::to_string(port_),
                      "--user=" + login.user};
    call.environment = {"MYSQL_PWD=" + login.password};
    return call;
}

Result<ClientOutcome> MariaDb::mariadb(const DatabaseLogin& login, const std::string& sql) const {
    TRY_ASSIGN(ClientCall call, client(login));
    call.input = sql;
    return run_client(call);
}

Result<std::string> MariaDb::run(const std::string& sql) const {
    TRY_ASSIGN(ClientOutcome outcome, mariadb(administrator_, sql));
    if (outcome.exit_code != 0) return Error(ErrorKind::denied, outcome.errors);
    if (outcome.output.ends_with('\n')) outcome.output.pop_back();
    return outcome.output;
}

Result<ServerProcess> MariaDb::hold_session(const DatabaseLogin& login) const {
    TRY_ASSIGN(const ClientCall call, client(login));
    ServerPlan plan;
    plan.child.program = call.program;
    plan.child.arguments = call.arguments;
    plan.child.arguments.emplace_back("--execute=select sleep(600)");
    plan.child.environment = call.environment;
    plan.child.folder = folder_->path();
    plan.child.output = folder_->at("session-" + login.user);
    plan.is_ready = [this, user = login.user] {
        const auto count =
            run("select count(*) from information_schema.processlist where user = '" + user + "'");
        return count.has_value() && count.value() != "0";
    };
    return ServerProcess::start(std::move(plan));
}

}  // namespace curfew::support
