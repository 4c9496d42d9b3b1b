/// Tokens and client secrets of OAuth 2.0 and OpenID Connect servers that the user's configuration
/// names: discovery, introspection, revocation, and what proves them dead.
///
/// | question | how |
/// | --- | --- |
/// | access, refresh token | introspection by our own client; a refresh token is never used |
/// | access token without introspection | the configured `resource`, else the issuer's userinfo |
/// | client secret | the client's own record (auth = "registration"), or `client_secrets = "ask"` |
///
/// What proves nothing: 200 to a revocation. What proves a token dead: it was called active, and no
/// longer is; a JWT that services check by themselves only when `resource` refuses it, when every
/// service introspects (`jwt = "introspected"`), or when its own end is past. Otherwise the answer
/// says that it lives until that end (`expiry_only`).
///
/// A refresh token is the right to mint access tokens: end it first.
///
/// Owns:     copies of the configured issuers and their secrets; discovery documents for an hour.
///           The client is borrowed until it is gone, for questions under way outlive the provider.
/// Threads:  as provider.h says; handlers run on the client's thread.
/// Errors:   as provider.h says.
/// Source:   RFC 8414, RFC 7662, RFC 7009, RFC 7592, RFC 6750.
/// Not here: settings (oauth2_issuer.h), what answers mean (oauth2_answers.h).
#pragma once

#include <memory>

#include "scanner/core/clock.h"
#include "scanner/core/http.h"
#include "scanner/provider/provider.h"

namespace curfew::providers {

struct OauthOptions {
    core::Duration timeout = std::chrono::seconds(20);  ///< of one request
};

[[nodiscard]] std::unique_ptr<provider::Provider> make_oauth2_provider(
    core::HttpClient& client, const core::Clock& clock, const provider::Access& access,
    OauthOptions options = {});

}  // namespace curfew::providers
