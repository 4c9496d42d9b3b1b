/// Requests to Vault and OpenBao, and what the configuration says of the server.
///
/// Settings of `[provider.vault]` beside `base` and `admin` (a token of ours):
///
/// | key | what |
/// | --- | --- |
/// | `namespace` | sent as X-Vault-Namespace |
/// | `approle_mount`, `approle_role` | where secret ids are looked up; "approle", no role |
/// | `pki_mount` | where certificates are; "pki" |
///
/// The least right our own token needs: `auth/token/lookup`, `lookup-accessor`, `revoke-accessor`,
/// `renew-accessor`: update; `sys/leases/lookup`, `revoke`, `renew`: update; to find issued tokens
/// again, `auth/token/accessors`: list and sudo.
///
/// Owns:     a site owns its token; a made request every byte of it.
/// Threads:  immutable; pure functions.
/// Errors:   unsupported: no address or no token of ours is configured; invalid_input: a value that
///           cannot stand in its place. An empty token is one: the server would answer for the
///           asker instead.
/// Source:   OpenBao API documentation; tried with OpenBao 2.7.2.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/http.h"
#include "scanner/core/result.h"
#include "scanner/core/secret_string.h"
#include "scanner/provider/access.h"
#include "scanner/provider/credential.h"

namespace curfew::providers {

enum class VaultKind { token, batch_token, secret_id, lease, certificate };

[[nodiscard]] VaultKind vault_kind_of(const rules::Signature& signature);

struct VaultSite {
    std::string base;  ///< without a slash at its end; empty: not configured
    std::string host;  ///< in lower case, without port
    std::string name_space;
    std::string approle_mount = "approle";
    std::string approle_role;
    std::string pki_mount = "pki";
    core::SecretString admin;

    [[nodiscard]] static VaultSite from(const provider::Access& access);
    [[nodiscard]] bool has_admin() const { return !admin.empty(); }
};

/// A member of a JSON body; `is_bare` ones (numbers, true, lists) stand as they are.
struct VaultField {
    std::string_view name;
    std::string_view value;
    bool is_bare = false;
};

struct VaultCall {
    std::string method = "POST";
    std::string path;  ///< behind /v1/
    std::vector<VaultField> fields{};
    std::string_view token{};  ///< empty: our own
};

[[nodiscard]] core::Result<core::HttpRequest> vault_request(const VaultSite& site,
                                                            const VaultCall& call);

/// `path` if it can stand behind /v1/ and leads nowhere else.
[[nodiscard]] core::Result<std::string> checked_path(std::string_view path);

/// How the credential is asked about, as method and path and by whom; the fields borrow from it.
[[nodiscard]] core::Result<VaultCall> vault_question(const VaultSite& site,
                                                     const provider::Credential& credential);

/// How it is ended. `id`: accessor of a token or secret id.
[[nodiscard]] core::Result<VaultCall> vault_ending(const VaultSite& site,
                                                   const provider::Credential& credential,
                                                   std::string_view id);

}  // namespace curfew::providers
