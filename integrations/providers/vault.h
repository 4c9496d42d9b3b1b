/// Tokens, AppRole secret ids, leases and certificates of Vault and OpenBao: asked, ended, proven
/// dead, made, renewed and found again.
///
/// Code and not data, because the proof of a token's death is a second question by its accessor
/// with a token of ours, and a third whether that token of ours is itself alive.
///
/// | kind | asked | ended | proven |
/// | --- | --- | --- | --- |
/// | token | by our token (spends no use), else by itself (spends one) | by accessor, else by
/// itself | its accessor is unknown while our own token is alive | | batch token | the same |
/// never: expiry_only | - | | secret id | lookup in its role | by accessor | its accessor is
/// unknown; tokens got with it live on | | lease | lookup | at once (sync) | never by the lease: a
/// forced ending forgets a living password. Log in there | | certificate | the authority's record |
/// by serial number | record and list of the revoked |
///
/// issue(): `role` is "token/POLICY[,POLICY…]", "database/creds/ROLE" or another path with
/// "/creds/", "pki/issue/ROLE" (the tag is the common name), "approle/ROLE". What comes back has
/// the parts that its kind is asked by: "accessor"; "username", "lease_id"; "serial_number",
/// "certificate"; "role_name", "secret_id_accessor". Only tokens are found again by their tag
/// (metadata, under kVaultTag).
///
/// Owns:     a copy of what the configuration says; the signatures of what it issues, which
///           credentials borrow. Client and clock are borrowed until the client is gone.
/// Threads:  as provider.h says; handlers run on the client's thread.
/// Errors:   as provider.h says.
/// Source:   OpenBao API documentation; tried with OpenBao 2.7.2.
/// Not here: settings and least rights (vault_request.h), what answers mean (vault_answers.h).
#pragma once

#include <memory>
#include <string_view>

#include "scanner/core/clock.h"
#include "scanner/core/http.h"
#include "scanner/provider/provider.h"

namespace curfew::providers {

/// The metadata of issued tokens that holds the order's tag.
inline constexpr std::string_view kVaultTag = "curfew_tag";

[[nodiscard]] std::unique_ptr<provider::Provider> make_vault_provider(
    core::HttpClient& client, const core::Clock& clock, const provider::Access& access);

}  // namespace curfew::providers
