/// What an OAuth 2.0 server's answers mean. An answer that no rule fits is unclear, never dead.
///
/// Threads:  pure functions.
/// Units:    `exp`, `iat`, `client_secret_expires_at` are seconds since 1970.
/// Errors:   of a discovery document: corrupt (no JSON, no issuer), denied (it speaks for another
///           issuer). The rest has none beside its answers.
/// Source:   RFC 8414 3.3, RFC 7662 2.2, RFC 7009 2.2, RFC 6750 3.1, RFC 7591 3.2.1, RFC 7592 2.1.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "integrations/providers/oauth2_issuer.h"
#include "scanner/core/http.h"
#include "scanner/provider/provider.h"

namespace curfew::providers {

/// What a discovery document says, as far as it concerns us; empty where it does not.
struct Endpoints {
    std::string introspection;
    std::string revocation;
    std::string userinfo;
    std::vector<std::string> introspection_authentication;
    std::vector<std::string> revocation_authentication;
};

/// Errors as above; `response` has status 200.
[[nodiscard]] core::Result<Endpoints> endpoints_from(const core::HttpResponse& response,
                                                     std::string_view issuer);

/// How an answer came to be, without what it means. The host is left to the caller.
[[nodiscard]] provider::Evidence evidence_from(const core::HttpResponse& response,
                                               std::string mark);

/// What introspection says of a token. `refused` for one that is not active (dead, made up, another
/// server's: all the same); `expired` where the token's own claims say so as well;
/// `not_askable` where the server keeps no state of such tokens.
[[nodiscard]] provider::Inspection introspection_from(const core::HttpResponse& response,
                                                      const core::SecretString& token,
                                                      std::string_view own_client);

/// What introspecting a made-up token AS a client says of that client's secret.
[[nodiscard]] provider::Inspection client_authentication_from(const core::HttpResponse& response);

/// What a resource server (or the issuer's userinfo endpoint) says by taking an access token.
[[nodiscard]] provider::Inspection acceptance_from(const core::HttpResponse& response);

/// What a client's own record says of its secret: the full value stands there, or another.
[[nodiscard]] provider::Inspection registration_from(const core::HttpResponse& response,
                                                     const core::SecretString& secret,
                                                     std::string_view client_id);

/// What came of a revocation. `accepted` proves nothing: an unknown token and somebody else's get
/// the same.
[[nodiscard]] provider::Step revocation_from(const core::HttpResponse& response);

}  // namespace curfew::providers
