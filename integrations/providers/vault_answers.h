/// What Vault's and OpenBao's answers mean, kind by kind. An answer no rule fits is unclear.
///
/// A 403 is the trap: "permission denied" comes to a dead token that asks about itself, and to an
/// asker without right alike. It counts against a token only where that token asked.
///
/// Threads:  pure functions.
/// Units:    RFC 3339 and seconds since 1970; a null or year-1 end is never.
/// Source:   tried with OpenBao 2.7.2, each answer in tests/integrations/providers.
#pragma once

#include <string>

#include "integrations/providers/vault_request.h"
#include "scanner/core/http.h"
#include "scanner/provider/provider.h"

namespace curfew::providers {

/// `by_admin`: asked with our own token, not with the one in question.
[[nodiscard]] provider::Inspection vault_inspection_from(const core::HttpResponse& response,
                                                         const provider::Credential& credential,
                                                         bool by_admin);

[[nodiscard]] provider::Step vault_step_from(const core::HttpResponse& response, VaultKind kind);

/// An answer to `lookup-accessor` (token) or `secret-id-accessor/lookup`: whether that id is gone.
enum class VaultPresence { there, gone, unclear };
[[nodiscard]] VaultPresence vault_presence_from(const core::HttpResponse& response, VaultKind kind);

/// Whether the answer to our own `lookup-self` says that our own token is alive.
[[nodiscard]] bool is_own_token_alive(const core::HttpResponse& response);

}  // namespace curfew::providers
