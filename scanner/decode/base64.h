/// Letters of base 64 to bytes, both alphabets; strict.
///
/// Threads:  pure functions.
/// Source:   RFC 4648, 4 and 5.
/// Not here: finding it in text (base64_text.h).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace curfew::decode {

/// Marks what is no letter of either alphabet.
inline constexpr std::uint8_t kNoLetter = 0xFF;

[[nodiscard]] constexpr std::array<std::uint8_t, 256> make_base64_values() {
    constexpr std::string_view kLetters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::array<std::uint8_t, 256> values{};
    values.fill(kNoLetter);
    for (std::size_t at = 0; at < kLetters.size(); ++at)
        values.at(static_cast<unsigned char>(kLetters[at])) = static_cast<std::uint8_t>(at);
    values.at('-') = values.at('+');
    values.at('_') = values.at('/');
    return values;
}

/// The value of each letter; '-' is '+', '_' is '/'.
inline constexpr std::array<std::uint8_t, 256> kBase64Values = make_base64_values();

[[nodiscard]] inline bool is_base64_letter(char letter) {
    return kBase64Values[static_cast<unsigned char>(letter)] != kNoLetter;
}

/// The 24 bits of four letters.
[[nodiscard]] inline std::uint32_t base64_bits(const char* letters) {
    const auto value = [letters](std::size_t at) {
        return std::uint32_t{kBase64Values[static_cast<unsigned char>(letters[at])]};
    };
    return value(0) << 18U | value(1) << 12U | value(2) << 6U | value(3);
}

/// Which letter of a run holds the first bits of its byte number `byte`.
[[nodiscard]] constexpr std::size_t base64_letter_of(std::size_t byte) {
    return byte / 3 * 4 + byte % 3;
}

/// How many whole bytes `letters` letters hold.
[[nodiscard]] constexpr std::size_t base64_bytes_in(std::size_t letters) {
    return letters / 4 * 3 + (letters % 4 > 1 ? letters % 4 - 1 : 0);
}

/// Appends the bytes of `letters`, which are all letters; a rest of fewer than two is left out.
void append_base64(std::string_view letters, std::string& bytes);

/// Whether a run of so many letters can end so: not one letter over, and no bits left set.
[[nodiscard]] bool is_clean_end(std::size_t letters, char last);

}  // namespace curfew::decode
