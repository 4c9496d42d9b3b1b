#include "scanner/decode/escape_text.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

#include "scanner/core/bytes.h"
#include "scanner/decode/utf8.h"

namespace curfew::decode {
namespace {

// How far before its first backslash a string may begin. Longer stretches without a quote or a line
// break are no strings, and looking further back again and again would cost.
constexpr std::size_t kStringBackMax = 64U << 10U;

// The longest escape is a pair of surrogates.
constexpr std::size_t kPairLength = 12;

struct Escape {
    std::size_t length = 0;  ///< 0: none that is known
    char32_t letter = 0;
};

std::optional<std::uint32_t> four_digits(std::string_view text) {
    if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') return std::nullopt;
    std::uint32_t value = 0;
    for (const char digit : text.substr(2, 4)) {
        const int nibble = hex_digit(digit);
        if (nibble < 0) return std::nullopt;
        value = value << 4U | static_cast<std::uint32_t>(nibble);
    }
    return value;
}

// A pair of surrogates is one letter; a single one is none.
Escape unicode_escape(std::string_view text) {
    const auto high = four_digits(text);
    if (!high.has_value()) return {};
    if (*high < 0xD800 || *high > 0xDFFF) return {6, *high};
    const auto low = *high < 0xDC00 ? four_digits(text.substr(6)) : std::nullopt;
    if (!low.has_value() || *low < 0xDC00 || *low > 0xDFFF) return {};
    return {kPairLength, 0x10000 + ((*high - 0xD800) << 10U) + (*low - 0xDC00)};
}

Escape escape_at(std::string_view text) {
    if (text.size() < 2) return {};
    switch (text[1]) {
        case '"':
        case '\\':
        case '/':
            return {2, static_cast<char32_t>(text[1])};
        case 'b':
            return {2, U'\b'};
        case 'f':
            return {2, U'\f'};
        case 'n':
            return {2, U'\n'};
        case 'r':
            return {2, U'\r'};
        case 't':
            return {2, U'\t'};
        case 'u':
            return unicode_escape(text);
        default:
            return {};
    }
}

bool is_word(char letter) {
    return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
           (letter >= 'A' && letter <= 'Z') || letter == '_' || letter == '-' || letter == '+' ||
           letter == '/';
}

// What one look at a string gathers.
struct StringLook {
    std::size_t end = 0;  // of its content: the closing quote, the line's end or the text's
    bool has_sure = false;
    bool has_quote = false;
    bool has_end_of_word = false;
    bool has_assignment = false;  // an '=' or ':'

    [[nodiscard]] bool is_worth_it(std::size_t size) const {
        return size >= kEscapedStringMin &&
               (has_sure || (has_assignment && (has_quote || has_end_of_word)));
    }
};

void look_at_escape(std::string_view text, std::size_t at, std::size_t length, StringLook& look) {
    switch (text[at + 1]) {
        case 'u':
        case '/':
            look.has_sure = true;
            break;
        case '"':
            look.has_quote = true;
            break;
        case 'n':
        case 'r':
        case 't': {
            const bool is_before_word = at + length < text.size() && is_word(text[at + length]);
            look.has_sure = look.has_sure || is_before_word;
            look.has_end_of_word = look.has_end_of_word || (at > 0 && is_word(text[at - 1]));
            break;
        }
        default:
            break;
    }
}

StringLook look_at(std::string_view text, std::size_t begin) {
    StringLook look;
    std::size_t at = begin;
    while (at < text.size() && text[at] != '"' && text[at] != '\n') {
        if (text[at] == '\\') {
            const std::size_t length = escape_at(text.substr(at)).length;
            if (length > 0) look_at_escape(text, at, length, look);
            at += std::max<std::size_t>(length, 1);
            if (length == 0 && at < text.size() && text[at] != '\n') ++at;  // what it stands before
            continue;
        }
        look.has_assignment = look.has_assignment || text[at] == '=' || text[at] == ':';
        ++at;
    }
    look.end = std::min(at, text.size());
    return look;
}

void write(std::string_view text, core::Span string, RegionWriter& writer) {
    writer.open(string, "json_string");
    std::size_t plain = string.begin;
    std::size_t at = text.find('\\', plain);
    while (at < string.end) {
        const Escape escape = escape_at(text.substr(at, string.end - at));
        if (escape.length == 0) {
            at = text.find('\\', std::min(at + 2, string.end));
            continue;
        }
        writer.copy({plain, at});
        char bytes[4];
        writer.put(to_utf8(escape.letter, bytes), at);
        plain = at + escape.length;
        at = text.find('\\', plain);
    }
    writer.copy({plain, string.end});
    writer.close();
}

// Where the string around a backslash begins: after a quote, or where the line does.
std::size_t begin_of_string(std::string_view text, std::size_t backslash, std::size_t done) {
    const std::size_t first =
        std::max(done, backslash > kStringBackMax ? backslash - kStringBackMax : 0);
    std::size_t begin = backslash;
    while (begin > first && text[begin - 1] != '"' && text[begin - 1] != '\n') --begin;
    return begin;
}

bool is_quoted(std::string_view text, std::size_t begin) {
    return begin > 0 && text[begin - 1] == '"';
}

}  // namespace

void decode_escapes_in(const core::Blob& blob, RegionWriter& writer) {
    const std::string_view text = core::as_text(blob.bytes);
    SeenBytes seen(blob);
    std::size_t done = 0;
    std::size_t at = text.find('\\');
    while (at != std::string_view::npos && !writer.is_spent()) {
        const std::size_t begin = begin_of_string(text, at, done);
        // Outside of quotes only \u means anything.
        if (!is_quoted(text, begin) && text.substr(at, 2) != "\\u") {
            done = std::min(at + 2, text.size());
            at = text.find('\\', done);
            continue;
        }
        const StringLook look = look_at(text, begin);
        const core::Span string{begin, look.end};
        if (look.is_worth_it(string.size()) && !seen.covers(string)) write(text, string, writer);
        done = std::max(look.end, at + 1);
        at = text.find('\\', done);
    }
    writer.finish();
}

}  // namespace curfew::decode
