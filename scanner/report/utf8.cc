#include "scanner/report/utf8.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "scanner/core/check.h"

namespace curfew::report {
namespace {

struct Range {
    char32_t first;
    char32_t last;
};

// The blocks that matter in names and paths; Unicode's EastAsianWidth and general category Mn.
constexpr std::array kWide{
    Range{0x1100, 0x115F},   Range{0x2E80, 0x303E},   Range{0x3041, 0x33FF},
    Range{0x3400, 0x4DBF},   Range{0x4E00, 0x9FFF},   Range{0xA000, 0xA4CF},
    Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},   Range{0xFE30, 0xFE6F},
    Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},   Range{0x1F300, 0x1F64F},
    Range{0x1F900, 0x1F9FF}, Range{0x20000, 0x3FFFD},
};
constexpr std::array kCombining{
    Range{0x0300, 0x036F}, Range{0x200C, 0x200D}, Range{0x20D0, 0x20FF},
    Range{0xFE00, 0xFE0F}, Range{0xFE20, 0xFE2F},
};

// Letters that move the cursor, turn the direction of writing, or cannot be seen at all: with them
// a hostile path shows something else than it is. Escape sequences begin with U+001B or U+009B.
constexpr std::array kDeceptive{
    Range{0x00, 0x1F},     Range{0x7F, 0x9F},       Range{0x061C, 0x061C}, Range{0x200B, 0x200B},
    Range{0x200E, 0x200F}, Range{0x2028, 0x202E},   Range{0x2060, 0x2069}, Range{0xFEFF, 0xFEFF},
    Range{0xFFF9, 0xFFFB}, Range{0xE0000, 0xE007F},
};

bool is_in(std::span<const Range> ranges, char32_t point) {
    return std::ranges::any_of(ranges, [point](const Range& range) {
        return range.first <= point && point <= range.last;
    });
}

/// Bytes of the sequence that `lead` opens; 0 when it opens none.
std::size_t length_from(unsigned char lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return 2;
    if (lead >= 0xE0 && lead <= 0xEF) return 3;
    if (lead >= 0xF0 && lead <= 0xF4) return 4;
    return 0;
}

bool is_scalar_of_length(char32_t point, std::size_t length) {
    if (length == 3) return point >= 0x800 && (point < 0xD800 || point > 0xDFFF);
    if (length == 4) return point >= 0x10000 && point <= 0x10FFFF;
    return true;
}

}  // namespace

Letter first_letter(std::string_view bytes) {
    core::check(!bytes.empty());
    const auto lead = static_cast<unsigned char>(bytes.front());
    const Letter broken{.point = lead, .length = 1, .is_valid = false};
    const std::size_t length = length_from(lead);
    if (length == 0 || bytes.size() < length) return broken;
    if (length == 1) return {.point = lead, .length = 1, .is_valid = true};
    char32_t point = lead & (0x7FU >> length);
    for (const char next : bytes.substr(1, length - 1)) {
        const auto octet = static_cast<unsigned char>(next);
        if ((octet & 0xC0U) != 0x80U) return broken;
        point = (point << 6U) | (octet & 0x3FU);
    }
    if (!is_scalar_of_length(point, length)) return broken;
    return {.point = point, .length = length, .is_valid = true};
}

bool is_deceptive(char32_t point) {
    return is_in(kDeceptive, point);
}

bool is_utf8(std::string_view bytes) {
    while (!bytes.empty()) {
        const Letter letter = first_letter(bytes);
        if (!letter.is_valid) return false;
        bytes.remove_prefix(letter.length);
    }
    return true;
}

std::size_t columns_of(std::string_view text) {
    std::size_t columns = 0;
    while (!text.empty()) {
        const Letter letter = first_letter(text);
        text.remove_prefix(letter.length);
        if (is_in(kCombining, letter.point)) continue;
        columns += is_in(kWide, letter.point) ? 2U : 1U;
    }
    return columns;
}

}  // namespace curfew::report
