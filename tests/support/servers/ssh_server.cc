#include "tests/support/servers/ssh_server.h"

#include <array>
#include <filesystem>
#include <system_error>

#include <pwd.h>
#include <unistd.h>

#include "tests/support/servers/server_tools.h"

namespace curfew::support {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

Result<std::string> own_name() {
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 4096> text{};
    if (::getpwuid_r(::geteuid(), &entry, text.data(), text.size(), &found) != 0 || !found) {
        return Error(ErrorKind::not_found, "this user has no name, so nobody can log in as it");
    }
    return std::string(entry.pw_name);
}

Result<void> keygen_or_fail(std::vector<std::string> arguments) {
    TRY_ASSIGN(const ClientOutcome outcome, SshServer::keygen(std::move(arguments)));
    if (outcome.exit_code == 0) return {};
    return Error(ErrorKind::internal, "ssh-keygen failed: " + outcome.errors);
}

Result<void> make_new_key(const std::string& path) {
    return keygen_or_fail({"-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path});
}

/// All paths are absolute: the server executes itself again from "/".
std::string settings(const TempDir& folder, std::uint16_t port) {
    return "Port " + std::to_string(port) + "\nListenAddress 127.0.0.1\nHostKey " +
           folder.at("host") + "\nPidFile " + folder.at("pid") + "\nTrustedUserCAKeys " +
           folder.at("authority.pub") + "\nRevokedKeys " + folder.at("revoked") +
           "\nAuthorizedKeysFile " + folder.at("authorized") +
           "\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nUsePAM no\n"
           "StrictModes no\nLogLevel VERBOSE\n";
}

ServerPlan plan_for(const std::string& program, const TempDir& folder, std::uint16_t port) {
    ServerPlan plan;
    plan.child.program = program;
    plan.child.arguments = {"-D", "-f", folder.write("settings", settings(folder, port)), "-E",
                            folder.at("log")};
    plan.child.folder = folder.path();
    plan.child.output = folder.at("log");
    // Its own words: on a port that somebody else took, a connection would be no sign.
    plan.is_ready = [log = folder.at("log")] {
        return read_file(log).find("Server listening on") != std::string::npos;
    };
    return plan;
}

}  // namespace

Result<SshServer> SshServer::start() {
    TRY_ASSIGN(const std::string program, system_program("sshd"));
    TRY_ASSIGN(std::string user, own_name());
    auto folder = std::make_unique<TempDir>();
    TRY(make_new_key(folder->at("authority")));
    TRY(make_new_key(folder->at("host")));
    TRY(keygen_or_fail({"-q", "-k", "-f", folder->at("revoked")}));
    folder->write("authorized", "");
    if (::geteuid() == 0) {
        // Its package's start script makes this; without it root's server does not start.
        std::error_code refused;
        std::filesystem::create_directories("/run/sshd", refused);
    }
    std::uint16_t port = 0;
    TRY_ASSIGN(ServerProcess server,
               start_with_ports(1, [&](const std::vector<std::uint16_t>& ports) {
                   port = ports[0];
                   return plan_for(program, *folder, port);
               }));
    return SshServer(std::move(folder), std::move(server), port, std::move(user));
}

Result<ClientOutcome> SshServer::keygen(std::vector<std::string> arguments) {
    TRY_ASSIGN(const std::string program, system_program("ssh-keygen"));
    return run_client({.program = program, .arguments = std::move(arguments)});
}

Result<std::string> SshServer::make_key(const std::string& name) const {
    std::string path = folder_->at("key-" + name);
    TRY(make_new_key(path));
    return path;
}

Result<void> SshServer::certify(const std::string& key, std::uint64_t serial,
                                const std::string& validity) const {
    return keygen_or_fail({"-q", "-s", authority(), "-I", "task-" + std::to_string(serial), "-n",
                           user_, "-V", validity, "-z", std::to_string(serial), key + ".pub"});
}

void SshServer::authorize(const std::string& key) const {
    const std::string path = folder_->at("authorized");
    write_file(path, read_file(path) + read_file(key + ".pub"));
}

std::vector<std::string> SshServer::client_arguments(const std::string& key,
                                                     const std::string& command) const {
    std::vector<std::string> arguments = {"-F", "none", "-i", key, "-p", std::to_string(port_),
                                          "-l", user_};
    for (const char* option :
         {"IdentitiesOnly=yes", "IdentityAgent=none", "BatchMode=yes", "ConnectTimeout=10",
          "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR"}) {
        arguments.insert(arguments.end(), {"-o", option});
    }
    arguments.insert(arguments.end(), {"127.0.0.1", command});
    return arguments;
}

Result<ClientOutcome> SshServer::login(const std::string& key) const {
    TRY_ASSIGN(const std::string program, system_program("ssh"));
    return run_client({.program = program, .arguments = client_arguments(key, "true")});
}

Result<ServerProcess> SshServer::hold_session(const std::string& key) const {
    ServerPlan plan;
    TRY_ASSIGN(plan.child.program, system_program("ssh"));
    plan.child.arguments = client_arguments(key, "echo held; exec sleep 600");
    plan.child.folder = folder_->path();
    plan.child.output = key + "-session";
    plan.is_ready = [log = plan.child.output] { return read_file(log) == "held\n"; };
    return ServerProcess::start(std::move(plan));
}

}  // namespace curfew::support
