/// Numbers that only look random: the same seed gives the same ones on every machine.
///
/// Threads:  one thread at a time.
/// Source:   splitmix64 (Steele, Lea, Flood 2014).
/// Not here: randomness that must not be guessed (core/digest.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace curfew::rules {

class Dice {
  public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}

    [[nodiscard]] std::uint64_t next() {
        state_ += 0x9E3779B97F4A7C15ULL;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBULL;
        return mixed ^ (mixed >> 31U);
    }

    /// From [0, bound); the tiny unevenness of a modulus does not matter for examples.
    [[nodiscard]] std::size_t below(std::size_t bound) { return next() % bound; }

    [[nodiscard]] std::string bytes(std::size_t count) {
        std::string made(count, '\0');
        for (char& byte : made) byte = static_cast<char>(next() >> 56U);
        return made;
    }

    [[nodiscard]] std::string letters(std::string_view alphabet, std::size_t count) {
        std::string made(count, '\0');
        for (char& letter : made) letter = alphabet[below(alphabet.size())];
        return made;
    }

  private:
    std::uint64_t state_;
};

}  // namespace curfew::rules
