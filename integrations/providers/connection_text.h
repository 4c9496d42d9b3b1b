/// A whole connection string taken apart:
/// "postgres://user:password@host:5432/orders?sslmode=require", "host=db7 user=svc password='...'",
/// "Server=db7;User Id=svc;Password=...".
///
/// Only its pieces are used, never the string: what a client library would read from it beside them
/// (files, services, options) does not reach it.
///
/// Owns:     the password, wiped.
/// Threads:  pure functions.
/// Errors:   invalid_input, without the text: broken percent-encoding.
/// Source:   RFC 3986; PostgreSQL manual, "Connection Strings"; the redis and rediss URI schemes
///           (IANA); Microsoft, "Connection String Syntax".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scanner/core/result.h"
#include "scanner/core/secret_string.h"

namespace curfew::providers {

/// What a connection string asks for.
enum class TlsWish {
    unsaid,
    off,
    demanded,   ///< TLS, nothing said of certificates ("rediss://")
    encrypted,  ///< TLS, certificates not checked ("sslmode=require")
    verified,
};

/// The wish in the words of libpq, Connector/J, go-sql-driver and others; nothing for other words.
[[nodiscard]] std::optional<TlsWish> tls_wish_from(std::string_view word);

struct ConnectionText {
    std::string scheme;  ///< lower case, without driver: "postgresql" of "postgresql+psycopg2"
    std::optional<std::string> user;
    std::optional<core::SecretString> password;
    std::string host;  ///< as written, perhaps with a port
    std::string port;
    std::string database;
    TlsWish tls = TlsWish::unsaid;
};

/// Nothing where it is no connection string but, for example, the password alone.
[[nodiscard]] core::Result<std::optional<ConnectionText>> connection_text_from(
    std::string_view text);

/// "%41" to "A"; invalid_input for a `%` without two hexadecimal digits.
[[nodiscard]] core::Result<std::string> from_percent(std::string_view text);

}  // namespace curfew::providers
