/// Who logs in where, with which password: put together from a credential and its parts, or from
/// the administrator's settings. What a client library is told comes from here alone.
///
/// Owns:     the password, wiped.
/// Threads:  pure functions.
/// Errors:   invalid_input (a part is missing, is too long, holds NUL), denied (a host beside the
///           secret that the configuration does not name; plain text off this machine), unsupported
///           (no host beside it and none configured; a connection string of another kind).
/// Source:   design.md 8.3.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "integrations/providers/connection_text.h"
#include "integrations/providers/server_address.h"
#include "scanner/core/result.h"
#include "scanner/core/secret_string.h"
#include "scanner/provider/access.h"
#include "scanner/provider/credential.h"

namespace curfew::providers {

/// What the kinds of databases differ in before anybody connects.
struct DatabaseKind {
    std::string_view id;    ///< "postgresql": engine, and `[provider.ID]` of the configuration
    std::string_view name;  ///< "PostgreSQL"
    std::uint16_t port = 0;
    std::vector<std::string_view> schemes;
    std::string_view default_user;      ///< empty: a login needs a user
    std::string_view default_database;  ///< "postgres": exists on every server
};

struct Login {
    std::string user;
    bool has_user = false;  ///< false: `user` is the kind's default
    core::SecretString password;
    std::string database;
    ServerName server;
    provider::HostSource source = provider::HostSource::beside;
    TlsWish tls = TlsWish::unsaid;
    std::string authorities_file;  ///< empty: the system's
    bool may_be_plain = false;     ///< the configuration says `tls = "off"`

    [[nodiscard]] Login duplicate() const;
};

/// The host stands beside the secret (part `host`, or inside it), or is the configured `base`.
[[nodiscard]] core::Result<Login> login_of(const DatabaseKind& kind,
                                           const provider::Credential& credential,
                                           const provider::Access& access);

/// `base`, `admin_user` and the administrator's password.
[[nodiscard]] core::Result<Login> admin_login(const DatabaseKind& kind,
                                              const provider::Access& access);

/// How a connection is protected.
enum class Tls { off, encrypted, verified };

/// "with TLS, its certificate checked", for a person.
[[nodiscard]] std::string_view name_of(Tls tls);

/// To another machine: TLS with a checked certificate. The connection string may ask for less
/// ("sslmode=require": TLS without the check, and then no password is sent in a form that the other
/// side could use), but not for plain text: who wrote the string may have trusted a network that
/// the scanner does not stand in. Only the configuration's `tls = "off"` allows that.
/// To this machine: plain text, unless the string asks for more.
[[nodiscard]] core::Result<Tls> tls_for(const Login& login, http::AddressScope scope);

/// The negative control: somebody else, with another password, at the same door. (A locked account
/// and one without a password would answer for themselves, whatever the password.)
[[nodiscard]] provider::Credential made_up_login(const DatabaseKind& kind, const Login& login,
                                                 const provider::Credential& credential);

/// Names as a person reads them: control characters and what is no ASCII become `?`.
[[nodiscard]] std::string shown(std::string_view name);

}  // namespace curfew::providers
