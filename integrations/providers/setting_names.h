/// The names of all settings that some provider reads from `[provider.ID]`, beside `base` and
/// `admin`; any other name there is a mistake. A test compares the list with what the sources read.
///
/// Which provider reads which, and what each means: README.md of this folder.
#pragma once

#include <array>
#include <string_view>

namespace curfew::providers {

/// Sorted.
inline constexpr std::array<std::string_view, 33> kSettingNames{
    "acl_save",
    "acme_account",
    "acme_directory",
    "admin_id",
    "admin_user",
    "approle_mount",
    "approle_role",
    "auth",
    "authorities",
    "authorities_file",
    "client_id",
    "client_secrets",
    "crl",
    "ending",
    "introspection_endpoint",
    "issuer",
    "issuers",
    "jwt",
    "known_hosts",
    "logins",
    "namespace",
    "ocsp",
    "partition",
    "pki_mount",
    "region",
    "registration_client_uri",
    "resource",
    "revocation_endpoint",
    "revoked_keys",
    "session_command",
    "ssh",
    "ssh_keygen",
    "tls",
};

}  // namespace curfew::providers
