#include "integrations/providers/ssh_login.h"

#include <array>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <netdb.h>
#include <sys/socket.h>

#include "integrations/process/child.h"
#include "integrations/process/private_folder.h"

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using process::Command;
using process::Outcome;
using process::PrivateFolder;
using State = SshLoginAnswer::State;

/// What the client prints when it is in; the method is looked at behind it.
constexpr std::string_view kIn = "Authenticated to ";
constexpr std::string_view kPartly = "Authenticated using \"publickey\" with partial success.";
constexpr std::string_view kWouldAccept = "debug1: Server accepts key: ";
constexpr std::string_view kRefused = ": Permission denied (";

struct AddressFreer {
    void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};

/// The first address of a host the configuration names, as numbers.
Result<std::string> address_of(const std::string& host) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    const int problem = ::getaddrinfo(host.c_str(), nullptr, &hints, &list);
    const std::unique_ptr<addrinfo, AddressFreer> owned(list);
    std::array<char, NI_MAXHOST> text{};
    const bool is_known =
        problem == 0 && ::getnameinfo(list->ai_addr, list->ai_addrlen, text.data(), text.size(),
                                      nullptr, 0, NI_NUMERICHOST) == 0;
    if (!is_known) return Error(ErrorKind::unreachable, "the name has no address");
    return std::string(text.data());
}

/// As known_hosts writes it.
std::string host_key_name(const SshLogin& login) {
    constexpr std::uint16_t kUsual = 22;
    if (login.port == kUsual) return login.host;
    return "[" + login.host + "]:" + std::to_string(login.port);
}

std::vector<std::string> fixed_options(const SshSettings& settings, const SshLogin& login) {
    std::vector<std::string> arguments{"-F", "none", "-N", "-T", "-x", "-a"};
    const std::vector<std::string> options{
        "BatchMode=yes",
        "IdentitiesOnly=yes",
        "IdentityAgent=none",
        "AddKeysToAgent=no",
        "PreferredAuthentications=publickey",
        "PasswordAuthentication=no",
        "KbdInteractiveAuthentication=no",
        "GSSAPIAuthentication=no",
        "HostbasedAuthentication=no",
        "NumberOfPasswordPrompts=0",
        "StrictHostKeyChecking=yes",
        "UserKnownHostsFile=" + settings.known_hosts,
        "GlobalKnownHostsFile=none",
        "KnownHostsCommand=none",
        "HostKeyAlias=" + host_key_name(login),
        "CheckHostIP=no",
        "UpdateHostKeys=no",
        "VerifyHostKeyDNS=no",
        "CanonicalizeHostname=no",
        "ProxyCommand=none",
        "ControlMaster=no",
        "ControlPath=none",
        "ClearAllForwardings=yes",
        "PermitLocalCommand=no",
        "ForwardAgent=no",
        "ForwardX11=no",
        "EscapeChar=none",
        "ConnectTimeout=10",
        "ConnectionAttempts=1",
    };
    for (const std::string& option : options) {
        arguments.insert(arguments.end(), {"-o", option});
    }
    arguments.insert(arguments.end(), {"-p", std::to_string(login.port), "-l", login.user});
    return arguments;
}

SshLoginAnswer answered(State state, std::string reason, std::string mark) {
    SshLoginAnswer answer;
    answer.state = state;
    answer.reason = std::move(reason);
    answer.evidence.mark = std::move(mark);
    return answer;
}

SshLoginAnswer not_clear(std::string reason) {
    return answered(State::unclear, std::move(reason), {});
}

SshLoginAnswer accepted(const Outcome& outcome, const SshCredentialFile& credential) {
    if (credential.private_key == nullptr) {
        return answered(State::accepted, "the certificate would be accepted", "Server accepts key");
    }
    // A server that lets everybody in without a key says nothing about this one.
    if (outcome.errors.find("using \"publickey\"") == std::string::npos) {
        return not_clear("whoever comes is let in, without a key,");
    }
    return answered(State::accepted, "login accepted", "Authenticated");
}

SshLoginAnswer judge(const Outcome& outcome, const SshCredentialFile& credential) {
    if (outcome.was_stopped) return accepted(outcome, credential);
    if (process::has_line_beginning(outcome.errors, kPartly)) {
        return answered(State::partly, "key accepted, more wanted", "partial success");
    }
    const bool was_offered = outcome.errors.find(kRefused) != std::string::npos &&
                             outcome.errors.find("publickey") != std::string::npos;
    if (was_offered) {
        SshLoginAnswer answer =
            answered(State::refused, "login refused", "Permission denied (publickey)");
        answer.evidence.status = outcome.exit_code;
        return answer;
    }
    if (outcome.errors.find("Host key verification failed") != std::string::npos) {
        return not_clear("another host key than known_hosts says is shown");
    }
    return not_clear("no key was asked for");
}

Result<Command> login_command(const SshSettings& settings, const SshLogin& login,
                              const SshCredentialFile& credential, const PrivateFolder& folder) {
    constexpr auto kPatience = std::chrono::seconds(20);
    TRY_ASSIGN(const std::string address, address_of(login.host));
    Command command;
    // Ended by `timeout` even when we are killed and cannot.
    command.program = "/usr/bin/timeout";
    command.arguments = {"--signal=KILL", std::to_string(kPatience.count() + 1), settings.ssh};
    command.timeout = kPatience;
    std::vector<std::string> options = fixed_options(settings, login);
    command.arguments.insert(command.arguments.end(), options.begin(), options.end());
    if (credential.private_key != nullptr) {
        command.input = credential.private_key->duplicate();
        command.arguments.insert(command.arguments.end(),
                                 {"-o", "LogLevel=VERBOSE", "-o", "IdentityFile=/proc/self/fd/0"});
        command.stop_at = kIn;
    } else {
        TRY_ASSIGN(const std::string file, folder.write("offered.pub", credential.certificate));
        command.arguments.insert(
            command.arguments.end(),
            {"-o", "LogLevel=DEBUG1", "-o", "IdentityFile=none", "-o", "CertificateFile=" + file});
        command.stop_at = kWouldAccept;
    }
    command.arguments.insert(command.arguments.end(), {"--", address});
    return command;
}

Result<SshLoginAnswer> attempt(const SshSettings& settings, const SshLogin& login,
                               const SshCredentialFile& credential, const core::Clock& clock) {
    TRY_ASSIGN(const PrivateFolder folder, PrivateFolder::make());
    TRY_ASSIGN(const Command command, login_command(settings, login, credential, folder));
    TRY_ASSIGN(const Outcome outcome, process::run(command, clock));
    return judge(outcome, credential);
}

}  // namespace

SshLoginAnswer try_login(const SshSettings& settings, const SshLogin& login,
                         const SshCredentialFile& credential, const core::Clock& clock) {
    const core::Instant asked_at = clock.now();
    auto tried = attempt(settings, login, credential, clock);
    SshLoginAnswer answer =
        tried.has_value() ? std::move(tried).value() : not_clear(tried.error().message());
    answer.reason += " by " + host_key_name(login) + " for " + login.user;
    answer.evidence.host = login.host;
    answer.evidence.asked_at = asked_at;
    return answer;
}

std::string explain_login(const SshSettings& settings, const SshLogin& login) {
    std::string line = settings.ssh;
    for (const std::string& argument : fixed_options(settings, login)) line += " " + argument;
    return line + " -o IdentityFile=/proc/self/fd/0 -- " + login.host;
}

}  // namespace curfew::providers
