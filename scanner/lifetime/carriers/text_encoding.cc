#include "scanner/lifetime/carriers/text_encoding.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/core/lower_case.h"

namespace curfew::lifetime {
namespace {

constexpr std::size_t kNameBytesMax = 200;  // longer names do not fit a report's line
constexpr std::uint8_t kForeign = 0xFF;

constexpr std::array<std::uint8_t, 256> make_values(Alphabet alphabet) {
    std::array<std::uint8_t, 256> values{};
    values.fill(kForeign);
    std::uint8_t value = 0;
    for (char letter = 'A'; letter <= 'Z'; ++letter)
        values[static_cast<std::uint8_t>(letter)] = value++;
    for (char letter = 'a'; letter <= 'z'; ++letter)
        values[static_cast<std::uint8_t>(letter)] = value++;
    for (char letter = '0'; letter <= '9'; ++letter)
        values[static_cast<std::uint8_t>(letter)] = value++;
    if (alphabet != Alphabet::url) {
        values['+'] = 62;
        values['/'] = 63;
    }
    if (alphabet != Alphabet::standard) {
        values['-'] = 62;
        values['_'] = 63;
    }
    return values;
}

constexpr std::array kValues{make_values(Alphabet::standard), make_values(Alphabet::url),
                             make_values(Alphabet::either)};

/// Without its padding; nothing when the padding is wrong.
std::optional<std::string_view> unpadded(std::string_view text) {
    const std::size_t padding_begin = text.find('=');
    if (padding_begin == std::string_view::npos) return text;
    const std::string_view padding = text.substr(padding_begin);
    if (padding.size() > 2 || padding.find_first_not_of('=') != std::string_view::npos) {
        return std::nullopt;
    }
    if (text.size() % 4 != 0) return std::nullopt;
    return text.substr(0, padding_begin);
}

bool is_space(char letter) {
    return letter == ' ' || letter == '\n' || letter == '\r' || letter == '\t';
}

std::optional<unsigned> hex_value(char letter) {
    if (is_digit(letter)) return static_cast<unsigned>(letter - '0');
    const char lower = core::to_lower(letter);
    if (lower >= 'a' && lower <= 'f') return static_cast<unsigned>(lower - 'a') + 10U;
    return std::nullopt;
}

}  // namespace

std::optional<std::string> base64_decoded(std::string_view text, Alphabet alphabet) {
    const auto body = unpadded(text);
    if (!body || body->size() % 4 == 1) return std::nullopt;
    const auto& values = kValues[static_cast<std::size_t>(alphabet)];
    std::string decoded;
    decoded.reserve(body->size() / 4 * 3 + 2);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char letter : *body) {
        const std::uint8_t value = values[static_cast<std::uint8_t>(letter)];
        if (value == kForeign) return std::nullopt;
        bits = (bits << 6U) | value;
        count += 6;
        if (count < 8) continue;
        count -= 8;
        decoded.push_back(static_cast<char>(bits >> count));
        bits &= (1U << count) - 1U;
    }
    if (bits != 0) return std::nullopt;
    return decoded;
}

std::optional<std::string> wrapped_base64_decoded(std::string_view text) {
    std::string kept;
    kept.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_space(text[i])) continue;
        const bool is_escape = text[i] == '\\' && i + 1 < text.size() &&
                               (text[i + 1] == 'n' || text[i + 1] == 'r' || text[i + 1] == 't');
        if (is_escape) ++i;
        else kept.push_back(text[i]);
    }
    return base64_decoded(kept, Alphabet::standard);
}

std::string percent_decoded(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool has_room = text[i] == '%' && i + 2 < text.size();
        const auto high = has_room ? hex_value(text[i + 1]) : std::nullopt;
        const auto low = has_room ? hex_value(text[i + 2]) : std::nullopt;
        if (!high || !low) {
            decoded.push_back(text[i]);
            continue;
        }
        decoded.push_back(static_cast<char>(*high * 16U + *low));
        i += 2;
    }
    return decoded;
}

std::string clean_text(std::string_view text) {
    std::string clean;
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        const bool begins_character = (byte & 0xC0U) != 0x80U;
        if (begins_character && clean.size() >= kNameBytesMax) break;
        if (byte >= 0x20 && byte != 0x7F) clean.push_back(letter);
        if (clean.size() > kNameBytesMax + 4) break;
    }
    return clean;
}

bool all_of(std::string_view text, bool (*is_wanted)(char)) {
    return std::ranges::all_of(text, is_wanted);
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

std::optional<std::int64_t> number_in(std::string_view text, std::string_view digits) {
    if (text.empty() || digits.size() < 2) return std::nullopt;
    const auto base = static_cast<std::int64_t>(digits.size());
    std::int64_t value = 0;
    for (const char letter : text) {
        const std::size_t digit = digits.find(letter);
        if (digit == std::string_view::npos) return std::nullopt;
        const auto step = static_cast<std::int64_t>(digit);
        if (value > (std::numeric_limits<std::int64_t>::max() - step) / base) return std::nullopt;
        value = value * base + step;
    }
    return value;
}

}  // namespace curfew::lifetime
