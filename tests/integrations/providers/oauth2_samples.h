/// Credentials and configurations for the tests of OAuth 2.0; every token is made up here.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "scanner/provider/access.h"
#include "scanner/provider/credential.h"
#include "scanner/rules/maker.h"
#include "tests/signatures/catalogue.h"

namespace curfew::providers {

inline provider::Credential credential_of(std::string_view signature, std::string_view secret) {
    return {signatures::catalogue().find(signature), core::SecretString(secret), {}};
}

inline provider::Credential client_secret_of(std::string_view client, std::string_view secret) {
    provider::Credential credential = credential_of("oauth2-client-secret", secret);
    credential.parts.push_back({"client_id", core::SecretString(client)});
    return credential;
}

/// `[provider.oauth2]` for one issuer; more settings by hand.
inline provider::Access access_to(const std::string& issuer, std::string_view client = "task",
                                  std::string_view secret = "task-secret") {
    provider::Access access;
    provider::ProviderAccess& own = access.providers["oauth2"];
    own.base = issuer;
    own.admin = core::SecretString(secret);
    own.settings["client_id"] = client;
    return access;
}

/// A JWT with these claims and a signature nobody made.
inline std::string jwt_with(std::string_view claims) {
    return rules::base64_of(R"({"alg":"RS256","typ":"at+jwt"})", true) + "." +
           rules::base64_of(claims, true) + "." + rules::base64_of("made up signature", true);
}

}  // namespace curfew::providers
