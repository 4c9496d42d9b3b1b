/// The provider of OpenSSH keys and user certificates (`engine = "ssh"`), told by `[provider.ssh]`
/// (ssh_settings.h) where the operator's revocation lists and hosts are.
///
/// Asking:   a certificate by its own window, its authority and the lists; and, where hosts are
///           configured, by what a server says of it. A key can only be told live by a server that
///           lets it in; the lists alone say `revoked` or nothing.
/// Ending:   the serial, or the key, goes on every configured list (ssh_revocation_list.h); open
///           sessions are ended by the operator's program where one is configured.
/// Proof:    every list refuses it, every configured server refuses it, and no session is left.
/// What
///           is not configured is not proven.
///
/// Owns:     its threads. Private keys live in wiped memory and reach OpenSSH's programs as their
///           standard input; no file and no argument ever holds one.
/// Threads:  as provider.h says. made_up() runs ssh-keygen and takes some milliseconds.
/// Source:   OpenSSH 9.2: ssh-keygen(1), sshd_config(5) RevokedKeys.
#pragma once

#include <memory>

#include "scanner/core/clock.h"
#include "scanner/provider/access.h"
#include "scanner/provider/provider.h"

namespace curfew::providers {

/// Both are borrowed and must outlive the provider.
[[nodiscard]] std::unique_ptr<provider::Provider> make_ssh_provider(const core::Clock& clock,
                                                                    const provider::Access& access);

}  // namespace curfew::providers
