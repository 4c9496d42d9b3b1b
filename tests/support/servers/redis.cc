#include "tests/support/servers/redis.h"

#include "tests/support/servers/loopback.h"
#include "tests/support/servers/server_tools.h"

namespace curfew::support {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

ServerPlan plan_for(const std::string& program, const TempDir& folder, std::uint16_t port) {
    const std::string settings = "bind 127.0.0.1\nport " + std::to_string(port) +
                                 "\nsave \"\"\nappendonly no\ndaemonize no\ndir " + folder.path() +
                                 "\naclfile " + folder.at("users.acl") + "\n";
    ServerPlan plan;
    plan.child.program = program;
    plan.child.arguments = {folder.write("redis.conf", settings)};
    plan.child.folder = folder.path();
    plan.child.output = folder.at("log");
    plan.is_ready = [log = folder.at("log")] {
        return read_file(log).find("Ready to accept connections") != std::string::npos;
    };
    return plan;
}

}  // namespace

Result<Redis> Redis::start() {
    TRY_ASSIGN(const std::string program, system_program("redis-server"));
    auto folder = std::make_unique<TempDir>();
    DatabaseLogin administrator{"default", made_password()};
    folder->write("users.acl", "user default on >" + administrator.password + " ~* &* +@all\n");
    std::uint16_t port = 0;
    TRY_ASSIGN(ServerProcess server,
               start_with_ports(1, [&](const std::vector<std::uint16_t>& ports) {
                   port = ports[0];
                   return plan_for(program, *folder, port);
               }));
    return Redis(std::move(folder), std::move(server), port, std::move(administrator));
}

Result<ClientCall> Redis::client(const DatabaseLogin& login) const {
    ClientCall call;
    TRY_ASSIGN(call.program, system_program("redis-cli"));
    call.arguments = {"-h",     "127.0.0.1", "-p", std::to_string(port_),
                      "--user", login.user,  "-e", "--no-auth-warning"};
    call.environment = {"REDISCLI_AUTH=" + login.password};
    return call;
}

Result<ClientOutcome> Redis::redis_cli(const DatabaseLogin& login,
                                       const std::vector<std::string>& command) const {
    TRY_ASSIGN(ClientCall call, client(login));
    call.arguments.insert(call.arguments.end(), command.begin(), command.end());
    return run_client(call);
}

Result<std::string> Redis::run(const std::vector<std::string>& command) const {
    TRY_ASSIGN(ClientOutcome outcome, redis_cli(administrator_, command));
    if (outcome.exit_code != 0) {
        return Error(ErrorKind::denied, outcome.output + outcome.errors);
    }
    while (outcome.output.ends_with('\n')) outcome.output.pop_back();
    return outcome.output;
}

Result<ServerProcess> Redis::hold_session(const DatabaseLogin& login) const {
    TRY_ASSIGN(const ClientCall call, client(login));
    ServerPlan plan;
    plan.child.program = call.program;
    plan.child.arguments = call.arguments;
    plan.child.arguments.insert(plan.child.arguments.end(), {"SUBSCRIBE", "task:held"});
    plan.child.environment = call.environment;
    plan.child.folder = folder_->path();
    plan.child.output = folder_->at("session-" + login.user);
    plan.is_ready = [log = plan.child.output] {
        return read_file(log).find("task:held") != std::string::npos;
    };
    return ServerProcess::start(std::move(plan));
}

}  // namespace curfew::support
