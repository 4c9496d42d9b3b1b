// What may be seen of a secret, and outside bytes made harmless for a terminal.

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "scanner/report/render.h"
#include "scanner/report/utf8.h"

namespace curfew::report {
namespace {

// design.md 5: with fewer hidden characters, what is shown would help to guess the rest.
constexpr std::size_t kHiddenMin = 20;
constexpr std::size_t kTailLength = 2;

bool is_visible_ascii(char letter) {
    return letter > ' ' && letter <= '~';
}

std::string hex_digits(char32_t value, std::size_t at_least) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string digits;
    for (; value != 0 || digits.size() < at_least; value >>= 4U)
        digits.insert(digits.begin(), kDigits[value & 0xFU]);
    return digits;
}

std::string escaped(const Letter& letter) {
    if (!letter.is_valid || letter.length == 1) return "\\x" + hex_digits(letter.point, 2);
    return "\\u{" + hex_digits(letter.point, 1) + "}";
}

}  // namespace

std::string masked(std::string_view secret, std::string_view public_prefix) {
    // The canonical bytes of a private key are no text: two of them would tell nobody anything.
    const bool is_text = std::ranges::none_of(secret, [](char letter) {
        const auto byte = static_cast<unsigned char>(letter);
        return byte == 0x7F || (byte < ' ' && letter != '\n' && letter != '\r' && letter != '\t');
    });
    if (!is_text) return "[" + std::to_string(secret.size()) + " bytes]";
    if (!secret.starts_with(public_prefix)) public_prefix = {};
    if (secret.size() < public_prefix.size() + kTailLength + kHiddenMin) {
        return "[" + std::to_string(secret.size()) +
               (secret.size() == 1 ? " character]" : " characters]");
    }
    const std::string_view tail = secret.substr(secret.size() - kTailLength);
    std::string shown(public_prefix);
    shown += "…";
    if (std::ranges::all_of(tail, is_visible_ascii)) shown += tail;
    return shown;
}

std::string printable(std::string_view bytes) {
    std::string shown;
    shown.reserve(bytes.size());
    while (!bytes.empty()) {
        const Letter letter = first_letter(bytes);
        if (letter.is_valid && !is_deceptive(letter.point)) {
            shown += bytes.substr(0, letter.length);
        } else {
            shown += escaped(letter);
        }
        bytes.remove_prefix(letter.length);
    }
    return shown;
}

}  // namespace curfew::report
