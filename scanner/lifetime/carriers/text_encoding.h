/// Text encodings as carriers use them: strict, and bounded by the size of what is given.
///
/// Threads:  pure functions.
/// Source:   RFC 4648 (base64, base64url), RFC 3986 2.1 (percent).
/// Not here: decoders of whole blobs (scanner/decode).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace curfew::lifetime {

enum class Alphabet { standard, url, either };

/// Padding may be there in full or not at all; unused bits must be zero; nothing else is skipped.
[[nodiscard]] std::optional<std::string> base64_decoded(std::string_view text, Alphabet alphabet);

/// The same, after white space and the escapes \n, \r and \t of JSON and .env files are taken out.
[[nodiscard]] std::optional<std::string> wrapped_base64_decoded(std::string_view text);

/// `%41` becomes `A`; a `%` without two hexadecimal digits stays as it is.
[[nodiscard]] std::string percent_decoded(std::string_view text);

/// A name for people: control characters out, at most 200 bytes, cut between characters.
[[nodiscard]] std::string clean_text(std::string_view text);

[[nodiscard]] constexpr bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}
[[nodiscard]] constexpr bool is_upper(char letter) {
    return letter >= 'A' && letter <= 'Z';
}
[[nodiscard]] constexpr bool is_lower(char letter) {
    return letter >= 'a' && letter <= 'z';
}
[[nodiscard]] constexpr bool is_base62(char letter) {
    return is_digit(letter) || is_upper(letter) || is_lower(letter);
}
[[nodiscard]] constexpr bool is_base64url(char letter) {
    return is_base62(letter) || letter == '-' || letter == '_';
}
[[nodiscard]] bool all_of(std::string_view text, bool (*is_wanted)(char));

/// White space off both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// A number in digits `0-9A-Z…` of the given base; nothing when a letter is foreign or it is too
/// large for 63 bits.
[[nodiscard]] std::optional<std::int64_t> number_in(std::string_view text, std::string_view digits);

}  // namespace curfew::lifetime
