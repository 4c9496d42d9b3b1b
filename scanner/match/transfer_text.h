/// Undoes the encodings a secret is written in: base64 and base64url, percent, backslash escapes.
///
/// Threads:  pure functions.
/// Errors:   nothing when the text is not of that encoding; strict about alphabets, lenient about
///           missing padding.
/// Not here: blobs made from blobs (scanner/decode); this is for a value of a few hundred bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace curfew::match {

/// Base64 or base64url with or without padding; blanks and line ends between the characters are
/// stepped over.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

/// `%41` becomes `A`; a `%` without two hexadecimal digits stays.
[[nodiscard]] std::string from_percent(std::string_view text);

/// `\n`, `\"`, `\\`, `\u0041` and the like; anything else stays.
[[nodiscard]] std::string from_backslashes(std::string_view text);

/// Whether `text` consists of printable ASCII and is not empty.
[[nodiscard]] bool is_printable(std::string_view text);

}  // namespace curfew::match
