#include "tests/support/servers/ssh_server.h"

#include <array>
#include <filesystem>
#include <system_error>
#include <utility>

#include <pwd.h>
#include <unistd.h>

#include "scanner/core/check.h"
#include "tests/support/servers/loopback.h"
#include "tests/support/servers/server_tools.h"

namespace curfew::support {
namespace {

using core::check;
using core::Result;

/// ssh-keygen has to work here; nothing can be tested without it.
void keygen(const std::vector<std::string>& arguments) {
    const auto program = system_program("ssh-keygen");
    check(program.has_value());
    const auto outcome = run_client({.program = program.value(), .arguments = arguments});
    check(outcome.has_value() && outcome.value().exit_code == 0);
}

std::string config_for(const std::string& folder, std::uint16_t port) {
    return "Port " + std::to_string(port) + "\nListenAddress 127.0.0.1\nHostKey " + folder +
           "/host\nPidFile " + folder + "/pid\nTrustedUserCAKeys " + folder + "/ca.pub" +
           "\nRevokedKeys " + folder + "/krl\nAuthorizedKeysFile " + folder +
           "/authorized_keys\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n"
           "UsePAM no\nStrictModes no\nLogLevel VERBOSE\nUseDNS no\n";
}

ServerPlan plan_for(const std::string& program, const std::string& folder, std::uint16_t port) {
    write_file(folder + "/sshd_config", config_for(folder, port));
    ServerPlan plan;
    plan.child = {.program = program,
                  .arguments = {"-D", "-e", "-f", folder + "/sshd_config"},
                  .folder = folder,
                  .output = folder + "/log"};
    plan.is_ready = [port] { return is_listening(port); };
    return plan;
}

}  // namespace

std::string own_user_name() {
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 4096> text{};
    check(::getpwuid_r(::geteuid(), &entry, text.data(), text.size(), &found) == 0 && found);
    return entry.pw_name;
}

SshServer::SshServer(ServerProcess process, std::string folder, std::uint16_t port)
    : process_(std::move(process)), folder_(std::move(folder)), port_(port) {}

Result<SshServer> SshServer::start(const TempDir& folder) {
    TRY_ASSIGN(const std::string program, system_program("sshd"));
    std::error_code ignored;
    if (::geteuid() == 0) std::filesystem::create_directory("/run/sshd", ignored);  // it insists
    for (const char* name : {"ca", "host"}) {
        keygen({"-q", "-t", "ed25519", "-N", "", "-C", "", "-f", folder.at(name)});
    }
    keygen({"-k", "-f", folder.at("krl")});
    folder.write("authorized_keys", "");
    std::uint16_t port = 0;
    TRY_ASSIGN(ServerProcess process,
               start_with_ports(1, [&](const std::vector<std::uint16_t>& ports) {
                   port = ports.front();
                   return plan_for(program, folder.path(), port);
               }));
    folder.write("known_hosts",
                 "[127.0.0.1]:" + std::to_string(port) + " " + read_file(folder.at("host.pub")));
    return SshServer(std::move(process), folder.path(), port);
}

std::string SshServer::login() const {
    return own_user_name() + "@127.0.0.1:" + std::to_string(port_);
}

std::string SshServer::log() const {
    return read_file(path("log"));
}

void SshServer::make_key(const std::string& name, const std::string& passphrase) const {
    keygen({"-q", "-t", "ed25519", "-N", passphrase, "-C", "", "-f", path(name)});
}

void SshServer::sign(const std::string& name, const std::vector<std::string>& more,
                     const std::string& key_id) const {
    std::vector<std::string> arguments{"-q", "-s", path("ca"), "-I", key_id, "-n", own_user_name()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    arguments.push_back(path(name + ".pub"));
    keygen(arguments);
}

void SshServer::authorize(const std::string& name) const {
    write_file(path("authorized_keys"),
               read_file(path("authorized_keys")) + read_file(path(name + ".pub")));
}

std::vector<std::string> SshServer::client_arguments(const std::string& name) const {
    return {"-F",       "none",
            "-i",       path(name),
            "-o",       "BatchMode=yes",
            "-o",       "IdentitiesOnly=yes",
            "-o",       "StrictHostKeyChecking=yes",
            "-o",       "UserKnownHostsFile=" + path("known_hosts"),
            "-p",       std::to_string(port_),
            "127.0.0.1"};
}

int SshServer::login_by_client(const std::string& name) const {
    std::vector<std::string> arguments = client_arguments(name);
    arguments.emplace_back("true");
    const auto outcome = run_client({.program = "/usr/bin/ssh", .arguments = arguments});
    return outcome.has_value() ? outcome.value().exit_code : -1;
}

int SshServer::asked_by_keygen(const std::string& public_file) const {
    const auto outcome = run_client({.program = "/usr/bin/ssh-keygen",
                                     .arguments = {"-Q", "-f", path("krl"), path(public_file)}});
    return outcome.has_value() ? outcome.value().exit_code : -1;
}

Result<ServerProcess> SshServer::open_session(const std::string& name) const {
    const std::string mark = path("session-of-" + name);
    std::vector<std::string> arguments = client_arguments(name);
    arguments.push_back("touch " + mark + "; exec sleep 600");
    ServerPlan plan;
    plan.child = {.program = "/usr/bin/ssh",
                  .arguments = std::move(arguments),
                  .folder = folder_,
                  .output = path("session.log")};
    plan.is_ready = [mark] { return std::filesystem::exists(mark); };
    return ServerProcess::start(std::move(plan));
}

}  // namespace curfew::support
