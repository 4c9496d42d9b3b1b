/// What the SSH provider does, one blocking call each (ssh.h says what is meant by it).
///
/// Threads:  any, at once; each runs child processes and waits for them.
/// Errors:   none beside the answers.
#pragma once

#include "integrations/providers/ssh_settings.h"
#include "scanner/core/clock.h"
#include "scanner/provider/credential.h"
#include "scanner/provider/provider.h"

namespace curfew::providers {

[[nodiscard]] provider::Inspection inspect_ssh(const SshSettings& settings,
                                               const provider::Credential& credential,
                                               const core::Clock& clock);

[[nodiscard]] provider::Binding bind_ssh(const SshSettings& settings,
                                         const provider::Credential& credential,
                                         const core::Clock& clock);

/// Does nothing unless `binding` names this very credential.
[[nodiscard]] provider::Step end_ssh(const SshSettings& settings,
                                     const provider::Credential& credential,
                                     const provider::Binding& binding, const core::Clock& clock);

[[nodiscard]] provider::Proof prove_ssh_dead(const SshSettings& settings,
                                             const provider::Credential& credential,
                                             const core::Clock& clock);

}  // namespace curfew::providers
