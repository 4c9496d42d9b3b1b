/// The words that names of secrets are made of, and the words that say "not a secret".
///
/// Threads:  pure functions over sorted tables (name_words.cc).
/// Units:    all words are lower case.
#pragma once

#include <array>
#include <string_view>

namespace curfew::match {

/// Written together with another word: "dbpassword", "rootpwd".
inline constexpr auto kPasswordTails = std::to_array<std::string_view>(
    {"password", "passwd", "passwort", "passphrase", "pwd", "pass", "passw", "pswd"});

inline constexpr auto kStrongKeyTails = std::to_array<std::string_view>(
    {"apikey",      "secretkey",  "accesskey",     "authkey",    "privatekey", "privkey",
     "appkey",      "masterkey",  "encryptionkey", "signingkey", "accountkey", "servicekey",
     "sharedkey",   "storagekey", "licensekey",    "adminkey",   "hmackey",    "clientkey",
     "consumerkey", "writekey",   "serverkey"});

/// A whole word that means a password, in the languages that turn up in code.
[[nodiscard]] bool is_password_word(std::string_view word);
/// Ends like a secret and is none: "bypass", "compass".
[[nodiscard]] bool is_innocent_word(std::string_view word);
/// After the deciding word: "field", "hash", "type", "id".
[[nodiscard]] bool takes_secret_back(std::string_view word);
/// After the deciding word, changing nothing: "value", "prod", "string".
[[nodiscard]] bool is_neutral_after(std::string_view word);
/// Anywhere before: "csrf", "public", "next".
[[nodiscard]] bool is_innocent_before(std::string_view word);
/// Before "key": "api", "signing".
[[nodiscard]] bool makes_key_secret(std::string_view word);
/// Right before "key": "primary", "cache".
[[nodiscard]] bool makes_key_harmless(std::string_view word);

}  // namespace curfew::match
