#include "scanner/decode/base64.h"

namespace curfew::decode {
namespace {

std::uint32_t value_of(char letter) {
    return kBase64Values[static_cast<unsigned char>(letter)];
}

}  // namespace

void append_base64(std::string_view letters, std::string& bytes) {
    const std::size_t whole = letters.size() / 4 * 4;
    for (std::size_t at = 0; at < whole; at += 4) {
        const std::uint32_t bits = base64_bits(letters.data() + at);
        bytes += static_cast<char>(bits >> 16U);
        bytes += static_cast<char>(bits >> 8U & 0xFFU);
        bytes += static_cast<char>(bits & 0xFFU);
    }
    const std::string_view rest = letters.substr(whole);
    if (rest.size() < 2) return;
    const std::uint32_t third = rest.size() == 3 ? value_of(rest[2]) : 0;
    const std::uint32_t bits = value_of(rest[0]) << 18U | value_of(rest[1]) << 12U | third << 6U;
    bytes += static_cast<char>(bits >> 16U);
    if (rest.size() == 3) bytes += static_cast<char>(bits >> 8U & 0xFFU);
}

bool is_clean_end(std::size_t letters, char last) {
    switch (letters % 4) {
        case 0:
            return true;
        case 2:
            return (value_of(last) & 15U) == 0;
        case 3:
            return (value_of(last) & 3U) == 0;
        default:
            return false;
    }
}

}  // namespace curfew::decode
