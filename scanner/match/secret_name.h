/// Does a name say that its value is a secret: `db_password`, `clientSecret`, `X-Api-Key`,
/// `STRIPE_KEY`; and not `password_field`, `tokenType`, `primary_key`, `publicKey`?
///
/// A name is cut into words at `_ - . : $ /`, at blanks, humps and digits. The last word that may
/// name a secret decides; what follows it may take it back ("password_hash"), what stands before it
/// makes a key a secret one ("api key") or another one ("cache key").
///
/// Threads:  pure functions.
/// Cost:     linear in the name, which is at most kNameBytesMax.
#pragma once

#include <cstddef>
#include <string_view>

#include "scanner/core/bytes.h"

namespace curfew::match {

/// Longer runs of name characters are data, not names.
inline constexpr std::size_t kNameBytesMax = 80;

enum class NameSort {
    none,
    password,  ///< chosen by a person or for a service
    secret,    ///< "client secret", "secret"
    token,
    strong_key,  ///< a key that its name calls secret: "api key", "private key"
    other_key,   ///< "acme key": whose and what for is open
    bare_key,    ///< "key" alone
    credential,  ///< "auth", "credentials"
};

struct SecretName {
    NameSort sort = NameSort::none;
    double weight = 0.0;  ///< how surely the value is a secret, given that it looks like one
    core::Span deciding;  ///< the word that decided, in the name
};

/// `name` holds name characters, dots and single blanks.
[[nodiscard]] SecretName secret_name(std::string_view name);

}  // namespace curfew::match
