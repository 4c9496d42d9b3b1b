/// Does a text read like something a person wrote, or like something a generator drew?
///
/// Two explanations compete for the same characters: "drawn evenly from the smallest usual
/// alphabet" and "a name, word or path as they stand in source code", the latter by how often one
/// character follows another there. The difference of their costs, in bits, is the answer: above
/// zero it is more likely drawn. Unlike plain entropy it tells `applicationContextProvider` (3.6
/// bits a character) from `kq7vhz0bwm4n2xjd1ty9c8ra3e` (4.7) even when both are long.
///
/// Measured: 99 % of drawn strings of 16 characters have 0.5 or more bits a character (hex, base36,
/// base62, base64), 95 % of identifiers, words and paths of that length have less than 0.1.
///
/// Threads:  pure functions.
/// Units:    bits, base 2.
#pragma once

#include <cstddef>
#include <string_view>

namespace curfew::match {

/// What a value is made of, counted once.
struct Texture {
    std::size_t size = 0;
    std::size_t lower = 0;
    std::size_t upper = 0;
    std::size_t digits = 0;
    std::size_t others = 0;  ///< everything else, blanks included
    std::size_t blanks = 0;
    std::size_t beyond_ascii = 0;  ///< bytes of other scripts
    std::size_t distinct = 0;      ///< different bytes
    std::size_t longest_run = 0;   ///< of one byte
    double drawn_bits = 0.0;       ///< how much likelier drawn than written; negative: written

    [[nodiscard]] std::size_t letters() const { return lower + upper; }
    [[nodiscard]] double drawn_bits_per_character() const {
        return size == 0 ? 0.0 : drawn_bits / static_cast<double>(size);
    }
    /// Clearly drawn by a generator: rarely true of anything written, rarely false of 16 or more
    /// drawn characters.
    [[nodiscard]] bool is_drawn() const {
        return drawn_bits >= 8.0 && drawn_bits_per_character() >= 0.45 && beyond_ascii == 0;
    }
};

[[nodiscard]] Texture texture_of(std::string_view value);

}  // namespace curfew::match
