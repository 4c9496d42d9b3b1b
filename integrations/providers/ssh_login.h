/// Asks an SSH server whether it accepts a key or a certificate: a login without a session, so that
/// no command, not even a forced one, is run; it is ended the moment it succeeds.
///
/// OpenSSH's own client does it, with options of ours alone (`-F none`): no user's configuration,
/// no agent, no forwarding, no new host keys. The host is one the configuration names; it is
/// resolved once, and the numeric address is what ssh connects to. The private key reaches ssh as
/// its standard input (process/child.h). A certificate without its key is only offered: the server
/// says whether it would accept it before anything has to be signed.
///
/// Threads:  pure but for the child process; blocks.
/// Errors:   none beside the answer.
#pragma once

#include <string>

#include "integrations/providers/ssh_settings.h"
#include "scanner/core/clock.h"
#include "scanner/core/secret_string.h"
#include "scanner/provider/verdict.h"

namespace curfew::providers {

struct SshLoginAnswer {
    enum class State {
        accepted,
        partly,   ///< accepted, and the server wants more
        refused,  ///< "Permission denied": the server offers keys and does not take this one
        unclear,
    };
    State state = State::unclear;
    std::string reason{};
    provider::Evidence evidence{};
};

/// What is shown to the server: a private key, or a certificate's line.
struct SshCredentialFile {
    const core::SecretString* private_key = nullptr;
    std::string certificate{};
};

[[nodiscard]] SshLoginAnswer try_login(const SshSettings& settings, const SshLogin& login,
                                       const SshCredentialFile& credential,
                                       const core::Clock& clock);

/// The command line of such a login, for a person; `address` in place of the numeric one.
[[nodiscard]] std::string explain_login(const SshSettings& settings, const SshLogin& login);

}  // namespace curfew::providers
