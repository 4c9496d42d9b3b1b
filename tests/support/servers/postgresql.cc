#include "tests/support/servers/postgresql.h"

#include <vector>

#include "tests/support/servers/database_login.h"
#include "tests/support/servers/server_tools.h"

namespace curfew::support {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

constexpr const char* kUser = "nobody";

Result<void> make_cluster(const TempDir& folder, const std::string& password) {
    ClientCall call;
    TRY_ASSIGN(call.program, system_program("initdb"));
    const std::string file = folder.write("password", password + "\n");
    hand_over(folder.path(), kUser);
    call.arguments = {"-D", folder.at("data"),  "-A", "scram-sha-256", "-U",         "postgres",
                      "-N", "--pwfile=" + file, "-E", "UTF8",          "--no-locale"};
    call.run_as = kUser;
    TRY_ASSIGN(const ClientOutcome outcome, run_client(call));
    if (outcome.exit_code == 0) return {};
    return Error(ErrorKind::internal, "initdb failed: " + outcome.errors);
}

bool is_ready(const std::string& asks, std::uint16_t port) {
    const auto outcome = run_client(
        {.program = asks, .arguments = {"-q", "-h", "127.0.0.1", "-p", std::to_string(port)}});
    return outcome.has_value() && outcome.value().exit_code == 0;
}

ServerPlan plan_for(const std::string& program, const TempDir& folder, std::uint16_t port) {
    ServerPlan plan;
    plan.child.program = program;
    plan.child.arguments = {"-D", folder.at("data"), "-p", std::to_string(port), "-h", "127.0.0.1"};
    // Nothing here has to survive a loss of power.
    for (const char* setting : {"fsync=off", "synchronous_commit=off", "full_page_writes=off",
                                "max_connections=50", "shared_buffers=16MB"}) {
        plan.child.arguments.insert(plan.child.arguments.end(), {"-c", setting});
    }
    plan.child.arguments.insert(plan.child.arguments.end(), {"-k", folder.path()});
    plan.child.folder = folder.path();
    plan.child.output = folder.at("log");
    plan.child.run_as = kUser;
    plan.child.death_signal = SIGQUIT;  // immediate; SIGKILL would leave its shared memory behind
    plan.stop_signal = SIGINT;          // fast: SIGTERM waits for every session
    return plan;
}

}  // namespace

Result<PostgreSql> PostgreSql::start() {
    TRY_ASSIGN(const std::string program, system_program("postgres"));
    TRY_ASSIGN(const std::string asks, system_program("pg_isready"));
    auto folder = std::make_unique<TempDir>();
    DatabaseLogin administrator{"postgres", made_password()};
    TRY(make_cluster(*folder, administrator.password));
    std::uint16_t port = 0;
    TRY_ASSIGN(ServerProcess server,
               start_with_ports(1, [&](const std::vector<std::uint16_t>& ports) {
                   port = ports[0];
                   ServerPlan plan = plan_for(program, *folder, port);
                   plan.is_ready = [asks, port = ports[0]] { return is_ready(asks, port); };
                   return plan;
               }));
    return PostgreSql(std::move(folder), std::move(server), port, std::move(administrator));
}

Result<ClientCall> PostgreSql::client(const DatabaseLogin& login, const std::string& sql) const {
    ClientCall call;
    TRY_ASSIGN(call.program, system_program("psql"));
    call.arguments = {"-X",
                      "-A",
                      "-t",
                      "-q",
                      "-w",
                      "-v",
                      "ON_ERROR_STOP=1",
                      "-h",
                      "127.0.0.1",
                      "-p",
                      std::to_string(port_),
                      "-U",
                      login.user,
                      "-d",
                      "postgres"};
    call.environment = {"PGPASSWORD=" + login.password};
    call.input = sql;
    return call;
}

Result<ClientOutcome> PostgreSql::psql(const DatabaseLogin& login, const std::string& sql) const {
    TRY_ASSIGN(const ClientCall call, client(login, sql));
    return run_client(call);
}

Result<std::string> PostgreSql::run(const std::string& sql) const {
    TRY_ASSIGN(ClientOutcome outcome, psql(administrator_, sql));
    if (outcome.exit_code != 0) return Error(ErrorKind::denied, outcome.errors);
    if (outcome.output.ends_with('\n')) outcome.output.pop_back();
    return outcome.output;
}

Result<ServerProcess> PostgreSql::hold_session(const DatabaseLogin& login) const {
    TRY_ASSIGN(const ClientCall call, client(login, {}));
    ServerPlan plan;
    plan.child.program = call.program;
    plan.child.arguments = call.arguments;
    plan.child.arguments.insert(plan.child.arguments.end(), {"-c", "select pg_sleep(600)"});
    plan.child.environment = call.environment;
    plan.child.folder = folder_->path();
    plan.child.output = folder_->at("session-" + login.user);
    plan.is_ready = [this, user = login.user] {
        const auto count = run(
            "select count(*) from pg_stat_activity where wait_event = 'PgSleep' and usename = '" +
            user + "'");
        return count.has_value() && count.value() != "0";
    };
    return ServerProcess::start(std::move(plan));
}

}  // namespace curfew::support
