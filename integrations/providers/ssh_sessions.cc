#include "integrations/providers/ssh_sessions.h"

#include <algorithm>
#include <utility>

#include "integrations/process/child.h"

namespace curfew::providers {

using core::Error;
using core::ErrorKind;
using core::Result;

std::vector<std::string> sessions_of(const SshPublicKey& key) {
    return {key.fingerprint()};
}

std::vector<std::string> sessions_of(const SshCertificate& certificate) {
    // By the key where the key is what goes on the list (revocation_of).
    if (certificate.serial == 0) return sessions_of(certificate.key);
    return {certificate.key.fingerprint(), std::to_string(certificate.serial),
            certificate.authority.fingerprint()};
}

SshSessions::SshSessions(std::string program, const core::Clock& clock)
    : program_(std::move(program)), clock_(clock) {}

Result<std::string> SshSessions::call(const std::string& verb,
                                      const std::vector<std::string>& subject) const {
    if (program_.empty()) return Error(ErrorKind::unsupported, "no session_command is configured");
    process::Command command;
    command.program = program_;
    command.arguments = subject;
    command.arguments.insert(command.arguments.begin(), verb);
    command.timeout = std::chrono::seconds(60);  // it may have to ask many machines
    TRY_ASSIGN(process::Outcome outcome, process::run(command, clock_));
    if (outcome.exit_code != 0) {
        return Error(ErrorKind::internal, "session_command " + verb + " ended with " +
                                              std::to_string(outcome.exit_code));
    }
    return std::move(outcome.output);
}

Result<std::size_t> SshSessions::count(const std::vector<std::string>& subject) const {
    TRY_ASSIGN(const std::string lines, call("list", subject));
    const auto ends = static_cast<std::size_t>(std::ranges::count(lines, '\n'));
    return ends + (lines.empty() || lines.ends_with('\n') ? 0U : 1U);
}

Result<void> SshSessions::end(const std::vector<std::string>& subject) const {
    TRY(call("end", subject));
    return {};
}

}  // namespace curfew::providers
