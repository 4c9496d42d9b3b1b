/// What sort of character a byte is, by table: the shapes ask this for every byte they look at.
///
/// Threads:  pure functions.
/// Units:    bytes; everything above 0x7f is `other` (letters of other scripts, UTF-8 parts).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace curfew::match {

namespace character_bit {
inline constexpr std::uint8_t kLower = 1;
inline constexpr std::uint8_t kUpper = 2;
inline constexpr std::uint8_t kDigit = 4;
inline constexpr std::uint8_t kHex = 8;
inline constexpr std::uint8_t kBlank = 16;
inline constexpr std::uint8_t kLineEnd = 32;
inline constexpr std::uint8_t kNamePunctuation = 64;  // _ -
}  // namespace character_bit

inline constexpr std::array<std::uint8_t, 256> kCharacterBits = [] {
    std::array<std::uint8_t, 256> bits{};
    for (std::size_t letter = 'a'; letter <= 'z'; ++letter) bits[letter] = character_bit::kLower;
    for (std::size_t letter = 'A'; letter <= 'Z'; ++letter) bits[letter] = character_bit::kUpper;
    for (std::size_t letter = '0'; letter <= '9'; ++letter) bits[letter] = character_bit::kDigit;
    for (const char letter : std::string_view("0123456789abcdefABCDEF"))
        bits[static_cast<unsigned char>(letter)] |= character_bit::kHex;
    bits[' '] = bits['\t'] = character_bit::kBlank;
    bits['\n'] = bits['\r'] = bits[0] = character_bit::kLineEnd;
    bits['_'] = bits['-'] = character_bit::kNamePunctuation;
    return bits;
}();

[[nodiscard]] constexpr bool has_bits(char letter, unsigned bits) {
    return (kCharacterBits[static_cast<unsigned char>(letter)] & bits) != 0;
}
[[nodiscard]] constexpr bool is_lower(char letter) {
    return has_bits(letter, character_bit::kLower);
}
[[nodiscard]] constexpr bool is_upper(char letter) {
    return has_bits(letter, character_bit::kUpper);
}
[[nodiscard]] constexpr bool is_digit(char letter) {
    return has_bits(letter, character_bit::kDigit);
}
[[nodiscard]] constexpr bool is_hex(char letter) {
    return has_bits(letter, character_bit::kHex);
}
[[nodiscard]] constexpr bool is_blank(char letter) {
    return has_bits(letter, character_bit::kBlank);
}
[[nodiscard]] constexpr bool is_line_end(char letter) {
    return has_bits(letter, character_bit::kLineEnd);
}
[[nodiscard]] constexpr bool is_space(char letter) {
    return has_bits(letter, character_bit::kBlank | character_bit::kLineEnd);
}
[[nodiscard]] constexpr bool is_letter(char letter) {
    return has_bits(letter, character_bit::kLower | character_bit::kUpper);
}
[[nodiscard]] constexpr bool is_alphanumeric(char letter) {
    return has_bits(letter, character_bit::kLower | character_bit::kUpper | character_bit::kDigit);
}
/// Letters, digits, `_` and `-`: what names are made of in one language or another.
[[nodiscard]] constexpr bool is_name_character(char letter) {
    return is_alphanumeric(letter) || has_bits(letter, character_bit::kNamePunctuation);
}
[[nodiscard]] constexpr char to_lower(char letter) {
    return is_upper(letter) ? static_cast<char>(letter + ('a' - 'A')) : letter;
}

/// Whether both are the same but for ASCII case.
[[nodiscard]] constexpr bool equals_caseless(std::string_view left, std::string_view right) {
    if (left.size() != right.size()) return false;
    for (std::size_t i = 0; i < left.size(); ++i)
        if (to_lower(left[i]) != to_lower(right[i])) return false;
    return true;
}
[[nodiscard]] constexpr bool starts_with_caseless(std::string_view text, std::string_view head) {
    return text.size() >= head.size() && equals_caseless(text.substr(0, head.size()), head);
}
[[nodiscard]] constexpr bool ends_with_caseless(std::string_view text, std::string_view tail) {
    return text.size() >= tail.size() &&
           equals_caseless(text.substr(text.size() - tail.size()), tail);
}

/// Where `word` stands in `text` whatever the case; npos if it does not.
[[nodiscard]] constexpr std::size_t find_caseless(std::string_view text, std::string_view word) {
    if (word.empty() || text.size() < word.size()) return std::string_view::npos;
    for (std::size_t at = 0; at + word.size() <= text.size(); ++at) {
        if (to_lower(text[at]) != to_lower(word[0])) continue;
        if (equals_caseless(text.substr(at, word.size()), word)) return at;
    }
    return std::string_view::npos;
}
[[nodiscard]] constexpr bool contains_caseless(std::string_view text, std::string_view word) {
    return find_caseless(text, word) != std::string_view::npos;
}

}  // namespace curfew::match
