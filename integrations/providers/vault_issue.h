/// Makes credentials at Vault or OpenBao, renews them, and finds tokens again by their tag.
///
/// Owns:     IssuedSignatures are borrowed by what was issued.
/// Threads:  calls from any thread; handlers run on the client's thread.
/// Units:    at most kVaultListedMax accessors are looked through; more is `exhausted`, since half
///           a listing proves nothing.
/// Errors:   invalid_input: a role that is none; denied: our token may not; unreachable, timed_out;
///           corrupt: an answer without what was ordered; not_found: no such role or lease.
/// Source:   OpenBao API documentation; tried with OpenBao 2.7.2.
#pragma once

#include <cstddef>
#include <string>

#include "integrations/providers/vault_conversation.h"
#include "scanner/provider/provider.h"

namespace curfew::providers {

inline constexpr std::size_t kVaultListedMax = 10'000;

/// What is only ever issued has no pattern to be found by: the engine has its signatures.
struct IssuedSignatures {
    IssuedSignatures();

    rules::Signature token;
    rules::Signature secret_id;
    rules::Signature lease;
    rules::Signature certificate;
};

/// `issued` is borrowed by the credential.
void issue_from_vault(const VaultConversationPointer& conversation, const IssuedSignatures& issued,
                      const provider::IssueOrder& order, provider::IssuedHandler handler);

/// By accessor or lease id. A shorter life than what is left shortens it, unless it is periodic.
void renew_in_vault(const VaultConversationPointer& conversation,
                    const provider::Credential& credential, core::Duration life,
                    provider::EndHandler handler);

void find_in_vault(const VaultConversationPointer& conversation, std::string tag,
                   provider::FoundHandler handler);

}  // namespace curfew::providers
