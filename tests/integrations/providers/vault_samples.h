/// Credentials and configurations for the tests of Vault; every token is made up here.
#pragma once

#include <string>
#include <string_view>

#include "scanner/provider/access.h"
#include "scanner/provider/credential.h"
#include "tests/signatures/catalogue.h"

namespace curfew::providers {

/// `[provider.vault]`; no admin: everything is asked with the token in question.
inline provider::Access vault_access(const std::string& base, std::string_view admin) {
    provider::Access access;
    access.providers["vault"].base = base;
    access.providers["vault"].admin = core::SecretString(admin);
    return access;
}

inline provider::Credential vault_token(std::string_view token,
                                        std::string_view signature = "vault-token-old") {
    return {signatures::catalogue().find(signature), core::SecretString(token), {}};
}

inline provider::Credential vault_secret_id(std::string_view secret, std::string_view role) {
    provider::Credential credential = vault_token(secret, "vault-approle-secret");
    credential.parts.push_back({"role_name", core::SecretString(role)});
    return credential;
}

}  // namespace curfew::providers
