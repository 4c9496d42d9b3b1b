#include "scanner/match/borders.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace curfew::match {

namespace {

bool is_hex(char letter) {
    const bool is_digit = letter >= '0' && letter <= '9';
    const bool is_letter = (letter >= 'a' && letter <= 'f') || (letter >= 'A' && letter <= 'F');
    return is_digit || is_letter;
}

bool continues(char letter, bool with_base64) {
    return is_token_letter(letter) || (with_base64 && (letter == '+' || letter == '/'));
}

/// "\n", "\t" or "\r" as two characters, not preceded by another backslash.
bool ends_with_escape(std::string_view before) {
    if (before.size() < 2 || before[before.size() - 2] != '\\') return false;
    const char letter = before.back();
    if (letter != 'n' && letter != 't' && letter != 'r') return false;
    return before.size() < 3 || before[before.size() - 3] != '\\';
}

/// "%3D" and its like.
bool ends_with_percent_escape(std::string_view before) {
    if (before.size() < 3 || before[before.size() - 3] != '%') return false;
    return is_hex(before[before.size() - 2]) && is_hex(before.back());
}

/// A terminal's colour code: ESC [ digits and semicolons m.
bool ends_with_colour_code(std::string_view before) {
    if (before.empty() || before.back() != 'm') return false;
    constexpr std::size_t kCodeBytesMax = 16;
    for (std::size_t back = 2; back <= before.size() && back <= kCodeBytesMax; ++back) {
        const char letter = before[before.size() - back];
        if (letter == '[')
            return back < before.size() && before[before.size() - back - 1] == '\x1b';
        if (letter != ';' && (letter < '0' || letter > '9')) return false;
    }
    return false;
}

/// A set of letters and digits with a base64 sign in it: base64 text, not a lone "/" of a URL.
bool is_base64_set(const ByteSet& set) {
    return (set['/'] || set['+']) && set['A'] && set['z'] && set['0'] && !set['!'];
}

}  // namespace

bool is_token_letter(char letter) {
    const bool is_digit = letter >= '0' && letter <= '9';
    const bool is_letter = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
    return is_digit || is_letter || letter == '_' || letter == '-';
}

Borders borders_of(const ByteSet& first, const ByteSet& last) {
    return {.base64_before = is_base64_set(first), .base64_after = is_base64_set(last)};
}

bool has_clean_begin(std::string_view text, core::Span match, Borders borders) {
    if (match.begin == 0 || match.size() == 0) return true;
    if (!continues(text[match.begin], borders.base64_before)) return true;
    if (!continues(text[match.begin - 1], borders.base64_before)) return true;
    const std::string_view before = text.substr(0, match.begin);
    return ends_with_escape(before) || ends_with_percent_escape(before) ||
           ends_with_colour_code(before);
}

bool has_clean_borders(std::string_view text, core::Span match, Borders borders) {
    if (!has_clean_begin(text, match, borders)) return false;
    if (match.end >= text.size() || match.size() == 0) return true;
    if (!continues(text[match.end - 1], borders.base64_after)) return true;
    return !continues(text[match.end], borders.base64_after);
}

bool is_followed_by_another(std::string_view text, core::Span match,
                            std::span<const std::string> literals) {
    const std::string_view token = text.substr(match.begin, match.size());
    const std::string_view after = text.substr(match.end);
    return std::any_of(literals.begin(), literals.end(), [&](const std::string& literal) {
        return token.starts_with(literal) && after.starts_with(literal);
    });
}

}  // namespace curfew::match
