/// What the makers of the template language make: letters of an alphabet, UUIDs, JWTs, keys, words.
///
/// What is made never looks like a placeholder: no runs, no sequences, no telling words.
///
/// Threads:  pure functions of the dice.
/// Errors:   invalid_input for an unknown maker, a missing length, an unknown option.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scanner/core/result.h"
#include "scanner/rules/dice.h"
#include "scanner/rules/template_text.h"

namespace curfew::rules {

[[nodiscard]] bool is_maker_name(std::string_view name);

/// The letters a maker draws from; nothing for a maker that has a structure of its own.
[[nodiscard]] std::optional<std::string_view> alphabet_of(std::string_view maker);

[[nodiscard]] core::Result<std::string> make_text(const Piece& maker, Dice& dice);

/// Base 64 with padding; `is_url` takes '-' and '_' and leaves the padding out.
[[nodiscard]] std::string base64_of(std::string_view bytes, bool is_url);

/// A private key in its container: "rsa", "ec", "openssh", "pkcs8", "encrypted", "rsa-encrypted",
/// "openssh-encrypted", "pgp", "putty". Nothing for another word.
[[nodiscard]] std::optional<std::string> make_private_key(std::string_view container, Dice& dice);

}  // namespace curfew::rules
