/// How evenly the bytes of a text are spread: Shannon entropy, against what its alphabet allows.
///
/// Threads:  pure functions.
/// Units:    bits per character.
/// Not here: what entropy means for a value (placeholder.h, filters.h).
#pragma once

#include <cstddef>
#include <string_view>

namespace curfew::match {

/// Shannon entropy of the bytes of `text`; 0 for an empty one.
[[nodiscard]] double shannon_entropy(std::string_view text);

/// What a random text of `length` characters out of `alphabet_size` reaches on average. A short
/// text cannot reach log2(alphabet): 16 random base62 characters reach 3.7 bits, not 5.95.
[[nodiscard]] double expected_entropy(std::size_t length, std::size_t alphabet_size);

/// The smallest of the usual alphabets that holds every byte of `text`: 10 (digits), 16 (hex), 26,
/// 36, 52, 62, 64 (base64 or base64url), 95 (printable), 256.
[[nodiscard]] std::size_t alphabet_size_of(std::string_view text);

}  // namespace curfew::match
