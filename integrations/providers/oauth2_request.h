/// The requests of an OAuth 2.0 conversation.
///
/// Owns:     a made request owns every byte of it; what was written on the way is wiped.
/// Threads:  pure functions.
/// Errors:   unsupported: none of the ways in which the server knows clients is ours;
///           invalid_input: a token that cannot stand in a header.
/// Source:   RFC 6749 2.3.1 and appendix B (client authentication, form encoding), RFC 7662 2.1,
///           RFC 7009 2.1, RFC 6750 2.1.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "integrations/providers/oauth2_issuer.h"
#include "scanner/core/http.h"

namespace curfew::providers {

/// Who asks: our own client, or the one whose secret is in question.
struct OauthClient {
    std::string_view id;
    std::string_view secret;
    ClientAuthentication authentication = ClientAuthentication::offered;
};

/// A question or an ending: the token in a form, the client beside it. `offered`: the ways the
/// discovery document names; empty: Basic.
[[nodiscard]] core::Result<core::HttpRequest> token_request(
    std::string_view endpoint, const OauthClient& client, std::string_view token,
    std::string_view hint, const std::vector<std::string>& offered);

/// GET with a Bearer header.
[[nodiscard]] core::Result<core::HttpRequest> bearer_request(std::string_view url,
                                                             std::string_view token);

/// GET of a public document.
[[nodiscard]] core::HttpRequest document_request(std::string_view url);

/// Where RFC 8414 puts an issuer's document, and where OpenID Connect does; in the order they are
/// asked.
[[nodiscard]] std::vector<std::string> discovery_urls(std::string_view base);

}  // namespace curfew::providers
