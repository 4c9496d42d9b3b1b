/// Words that people write where a secret would stand: "your-password-here", "changeme", "test123".
///
/// Threads:  pure functions.
/// Not here: the judgement of a whole value (placeholder.h).
#pragma once

#include <cstddef>
#include <string_view>

namespace curfew::match {

/// How far a value is made of stand-in words, when cut at separators, humps and between words that
/// were written together.
struct StandInWords {
    std::size_t letters = 0;          ///< of the value
    std::size_t letters_covered = 0;  ///< by words of the list
    std::size_t words = 0;            ///< how many of them
    bool has_placeholder = false;     ///< "your", "example", "changeme": nobody's password
    bool has_weak = false;  ///< "password", "admin", "test": somebody's, but not much of one

    [[nodiscard]] bool covers_all() const { return letters > 0 && letters_covered == letters; }
};

[[nodiscard]] StandInWords stand_in_words(std::string_view value);

/// Whether a word stands in `value` that no generator draws and no provider issues: "EXAMPLE",
/// "changeme", "your_", "placeholder". Needs no borders: five letters or more do not come by
/// chance.
[[nodiscard]] bool names_a_placeholder(std::string_view value);

}  // namespace curfew::match
