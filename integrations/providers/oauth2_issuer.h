/// The OAuth 2.0 and OpenID Connect issuers the user's configuration names, and which of them a
/// credential belongs to.
///
/// `[provider.oauth2]` is the one that tokens without a mark belong to; further ones are
/// `[provider."oauth2:NAME"]`. Settings of each:
///
/// | key | what |
/// | --- | --- |
/// | `base` | the issuer: "https://id.example.com/realms/main" |
/// | `issuer` | the same as the server writes it, where that differs ("…/" at the end) |
/// | `client_id`, `admin` | our own client and its secret, by which it may introspect and revoke |
/// | `auth` | "basic", "post" (the client's secret in the body), "bearer" (`admin` is a token that
/// may introspect), "registration" (`admin` is the client's registration access token, RFC 7592);
/// empty: what the discovery document offers |
/// | `introspection_endpoint`, `revocation_endpoint` | for servers without a discovery document |
/// | `resource` | a URL that answers 2xx to a live access token (GET, Bearer): the proof for tokens
/// that are checked without asking the issuer |
/// | `jwt` | "introspected": every service asks the issuer about each JWT, so its word counts |
/// | `client_secrets` | "ask": a client's secret is asked by introspecting a made-up token as that
/// client; mints nothing, but some servers lock a client after wrong secrets |
/// | `registration_client_uri` | with auth = "registration": where the client's record is read |
///
/// Owns:     copies of what the configuration says, secrets included.
/// Threads:  immutable once made.
/// Errors:   unsupported: no issuer is configured, or several and none is meant; denied: the token
///           names an issuer which the configuration does not; invalid_input: an address that is no
///           URL.
/// Source:   RFC 8414 2 and 3.3, RFC 6749 2.3.1; design.md 8.3.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/result.h"
#include "scanner/core/secret_string.h"
#include "scanner/provider/access.h"
#include "scanner/provider/credential.h"

namespace curfew::providers {

enum class ClientAuthentication { offered, basic, post, bearer, registration };

struct Issuer {
    std::string name;  ///< exactly as the server writes it
    std::string base;  ///< where it is asked, without a slash at its end
    std::string host;  ///< in lower case, without port
    std::string client_id;
    core::SecretString client_secret;
    ClientAuthentication authentication = ClientAuthentication::offered;
    std::string introspection_endpoint;
    std::string revocation_endpoint;
    std::string resource;
    std::string registration_client_uri;
    bool is_default = false;
    bool introspects_every_jwt = false;
    bool asks_client_secrets = false;

    [[nodiscard]] bool has_client() const { return !client_secret.empty(); }
};

/// What an OAuth credential is; decides where it may be shown at all.
enum class OauthKind { access_token, refresh_token, client_secret };

[[nodiscard]] OauthKind kind_of(const rules::Signature& signature);

class Issuers {
  public:
    explicit Issuers(const provider::Access& access);

    /// Borrowed.
    [[nodiscard]] core::Result<const Issuer*> of(const provider::Credential& credential) const;

    /// Whether an endpoint may be asked that a server's own document names: same origin as the
    /// issuer, or a host the configuration names; never plain where the issuer is not. denied,
    /// invalid_input.
    [[nodiscard]] core::Result<void> allow(const Issuer& issuer, std::string_view endpoint) const;

  private:
    [[nodiscard]] core::Result<const Issuer*> default_issuer() const;
    [[nodiscard]] const Issuer* with_client(std::string_view client_id) const;

    std::vector<Issuer> issuers_;
    std::set<std::string> hosts_;
};

/// The host of a configured URL in lower case, without port; empty where it is no URL.
[[nodiscard]] std::string host_of(std::string_view url);

}  // namespace curfew::providers
