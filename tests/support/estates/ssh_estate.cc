// OpenSSH: certificates and keys that log in, have run out, are on the revocation list, and that no
// authority of ours has signed.

#include <utility>

#include <sys/stat.h>

#include "scanner/core/check.h"
#include "tests/support/estates/estate.h"
#include "tests/support/servers/child_process.h"
#include "tests/support/servers/server_tools.h"
#include "tests/support/servers/ssh_server.h"

namespace curfew::support {
namespace {

using core::Result;

/// The folder goes after the server that works in it.
struct Machine {
    TempDir folder;
    SshServer server;

    Machine() : server(started(folder)) {}
    static SshServer started(const TempDir& folder) {
        auto server = SshServer::start(folder);
        core::check(server.has_value());
        return std::move(server).value();
    }
};

void keygen(const std::vector<std::string>& arguments) {
    const auto program = system_program("ssh-keygen");
    core::check(program.has_value());
    const auto outcome = run_client({.program = program.value(), .arguments = arguments});
    core::check(outcome.has_value() && outcome.value().exit_code == 0);
}

/// "20310506070809Z", as ssh-keygen reads times, from "2031-05-06T07:08:09Z".
std::string as_keygen(std::string text) {
    std::erase_if(text,
                  [](char letter) { return letter == '-' || letter == ':' || letter == 'T'; });
    return text;
}

void revoke(const SshServer& server, const std::string& public_file) {
    keygen({"-k", "-u", "-f", server.path("krl"), server.path(public_file)});
}

/// A certificate whose key and serial are its own.
std::string certificate(const SshServer& server, const std::string& name, const std::string& begin,
                        const std::string& end) {
    static int serial = 100;
    server.make_key(name);
    server.sign(name,
                {"-z", std::to_string(++serial), "-V", as_keygen(begin) + ":" + as_keygen(end)},
                name);
    return read_file(server.path(name + "-cert.pub"));
}

class Planter {
  public:
    Planter(Estate& estate, std::shared_ptr<Machine> machine)
        : estate_(estate), machine_(std::move(machine)) {}

    void certificate(const char* title, const std::string& name, const std::string& text,
                     const Claim& claim) {
        plant(title, name, "ssh/" + name + "-cert.pub", "openssh-certificate", claim);
        estate_.files["ssh/" + name + "-cert.pub"] = text;
    }
    void key(const char* title, const std::string& name, const Claim& claim) {
        plant(title, name, "ssh/" + name, "openssh-private-key", claim);
        estate_.files["ssh/" + name] = read_file(machine_->server.path(name));
    }
    std::function<bool()> login(const std::string& name) {
        return [machine = machine_, name] { return machine->server.login_by_client(name) == 0; };
    }

  private:
    void plant(const char* title, const std::string& name, const std::string& path,
               const char* signature, const Claim& claim) {
        estate_.planted.push_back({.title = title,
                                   .path = path,
                                   .text = {},
                                   .signature = signature,
                                   .claim = claim,
                                   .is_taken = login(name)});
    }

    Estate& estate_;
    std::shared_ptr<Machine> machine_;
};

/// What an operator gives Curfew to see and end sessions, over this server's own log.
std::string session_command(const TempDir& folder, const SshServer& server) {
    const std::string path =
        folder.write("ssh-sessions", "#!/bin/sh\nCURFEW_SSHD_LOG='" + server.path("log") +
                                         "' exec sh " CURFEW_ROOT
                                         "/integrations/providers/ssh_sessions.sh \"$@\"\n");
    core::check(::chmod(path.c_str(), S_IRWXU) == 0);
    return path;
}

void plant_certificates(Planter& planter, const SshServer& server) {
    const std::string hour_ago = seconds_from_now(-3600);
    const std::string minute_ago = seconds_from_now(-60);
    const std::string end = seconds_from_now(3600);
    planter.certificate("a live certificate", "task", certificate(server, "task", hour_ago, end),
                        {"live", "live", end});
    planter.certificate("a certificate that has run out", "old",
                        certificate(server, "old", hour_ago, minute_ago),
                        {"dead", "expired", minute_ago});
    const std::string revoked = certificate(server, "former", hour_ago, end);
    revoke(server, "former-cert.pub");
    planter.certificate("a revoked certificate", "former", revoked,
                        {"dead", "revoked", std::string(kWhenAsked)});
    for (const char* name : {"impostor", "forged"}) server.make_key(name);
    keygen({"-q", "-s", server.path("impostor"), "-I", "forged", "-n", own_user_name(), "-V",
            as_keygen(hour_ago) + ":" + as_keygen(end), server.path("forged.pub")});
    planter.certificate("a certificate of nobody's", "forged",
                        read_file(server.path("forged-cert.pub")), {"unknown", "refused", end});
}

}  // namespace

Result<Estate> make_ssh_estate(const TempDir& folder) {
    const auto machine = std::make_shared<Machine>();
    const SshServer& server = machine->server;
    Estate estate{.name = "OpenSSH", .server = machine};
    Planter planter(estate, machine);
    plant_certificates(planter, server);
    for (const char* name : {"deploy", "retired", "stranger", "untouched"}) server.make_key(name);
    for (const char* name : {"deploy", "retired", "untouched"}) server.authorize(name);
    revoke(server, "retired.pub");
    planter.key("a live key", "deploy", {"live", "live", "never"});
    TRY_ASSIGN(ServerProcess session, server.open_session("deploy"));
    estate.planted.back().session = std::make_shared<ServerProcess>(std::move(session));
    planter.key("a revoked key", "retired", {"dead", "revoked", std::string(kWhenAsked)});
    planter.key("a made-up key", "stranger", {"unknown", "refused", "never"});
    static_cast<void>(certificate(server, "other", seconds_from_now(-60), seconds_from_now(3600)));
    estate.foreign.push_back({"SSH's other key", planter.login("untouched")});
    estate.foreign.push_back({"SSH's other certificate", planter.login("other")});
    estate.settings = "[provider.ssh]\nrevoked_keys = \"" + server.path("krl") +
                      "\"\nauthorities = \"" + server.path("ca.pub") + "\"\nlogins = \"" +
                      server.login() + "\"\nknown_hosts = \"" + server.path("known_hosts") +
                      "\"\nsession_command = \"" + session_command(folder, server) + "\"\n";
    return estate;
}

}  // namespace curfew::support
