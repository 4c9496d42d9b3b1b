#include "scanner/match/transfer_text.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/match/characters.h"

namespace curfew::match {
namespace {

using std::string_view;

constexpr int kNoDigit = -1;

int base64_digit(char letter) {
    if (is_upper(letter)) return letter - 'A';
    if (is_lower(letter)) return letter - 'a' + 26;
    if (is_digit(letter)) return letter - '0' + 52;
    if (letter == '+' || letter == '-') return 62;
    return letter == '/' || letter == '_' ? 63 : kNoDigit;
}

int hex_digit(char letter) {
    if (is_digit(letter)) return letter - '0';
    return is_hex(letter) ? to_lower(letter) - 'a' + 10 : kNoDigit;
}

std::optional<char> hex_pair(string_view text, std::size_t at) {
    if (at + 2 > text.size()) return std::nullopt;
    const int high = hex_digit(text[at]);
    const int low = hex_digit(text[at + 1]);
    if (high == kNoDigit || low == kNoDigit) return std::nullopt;
    return static_cast<char>(high * 16 + low);
}

// `\u00XX`: what stands there for one byte. Others stay as they are.
std::optional<char> unicode_byte(string_view text, std::size_t at) {
    if (text.substr(at, 3) != "u00") return std::nullopt;
    return hex_pair(text, at + 3);
}

char simple_escape(char letter) {
    switch (letter) {
        case 'n':
            return '\n';
        case 'r':
            return '\r';
        case 't':
            return '\t';
        default:
            return letter;
    }
}

bool is_simple_escape(char letter) {
    return string_view("nrt\"'\\/`$").find(letter) != string_view::npos;
}

}  // namespace

std::optional<std::string> from_base64(string_view text) {
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3 + 3);
    std::uint32_t held = 0;
    unsigned bits = 0;
    std::size_t padding = 0;
    for (const char letter : text) {
        if (is_space(letter)) continue;
        if (letter == '=') {
            ++padding;
            continue;
        }
        const int digit = base64_digit(letter);
        if (digit == kNoDigit || padding > 0) return std::nullopt;
        held = (held << 6U) | static_cast<std::uint32_t>(digit);
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        bytes.push_back(static_cast<char>((held >> bits) & 0xFFU));
    }
    if (padding > 2 || bits == 6) return std::nullopt;
    return bytes;
}

std::string from_percent(string_view text) {
    std::string bytes;
    bytes.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto pair = text[i] == '%' ? hex_pair(text, i + 1) : std::nullopt;
        bytes.push_back(pair.value_or(text[i]));
        if (pair) i += 2;
    }
    return bytes;
}

std::string from_backslashes(string_view text) {
    std::string bytes;
    bytes.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            bytes.push_back(text[i]);
            continue;
        }
        if (const auto byte = unicode_byte(text, i + 1)) {
            bytes.push_back(*byte);
            i += 5;
        } else if (is_simple_escape(text[i + 1])) {
            bytes.push_back(simple_escape(text[++i]));
        } else {
            bytes.push_back(text[i]);
        }
    }
    return bytes;
}

bool is_printable(string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char letter) {
        return static_cast<unsigned char>(letter) >= 0x20 &&
               static_cast<unsigned char>(letter) < 0x7F;
    });
}

}  // namespace curfew::match
