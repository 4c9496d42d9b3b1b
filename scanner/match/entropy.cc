#include "scanner/match/entropy.h"

#include <array>
#include <cmath>
#include <cstdint>

namespace curfew::match {

namespace {

/// Which sorts of characters a text holds.
struct Sorts {
    bool has_digits = false;
    bool has_lower = false;
    bool has_upper = false;
    bool is_hex = true;  ///< besides digits only a-f, or only A-F
    bool has_base64_signs = false;
    bool has_other_printable = false;
    bool has_unprintable = false;
};

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

bool is_lower(char letter) {
    return letter >= 'a' && letter <= 'z';
}

bool is_upper(char letter) {
    return letter >= 'A' && letter <= 'Z';
}

bool is_base64_sign(char letter) {
    return letter == '+' || letter == '/' || letter == '-' || letter == '_' || letter == '=';
}

void note(Sorts& sorts, char letter) {
    if (is_digit(letter)) {
        sorts.has_digits = true;
    } else if (is_lower(letter)) {
        sorts.has_lower = true;
        sorts.is_hex = sorts.is_hex && letter <= 'f';
    } else if (is_upper(letter)) {
        sorts.has_upper = true;
        sorts.is_hex = sorts.is_hex && letter <= 'F';
    } else if (is_base64_sign(letter)) {
        sorts.has_base64_signs = true;
    } else if (letter >= ' ' && letter <= '~') {
        sorts.has_other_printable = true;
    } else {
        sorts.has_unprintable = true;
    }
}

}  // namespace

double shannon_entropy(std::string_view text) {
    if (text.empty()) return 0.0;
    std::array<std::uint32_t, 256> counts{};
    for (const char letter : text) ++counts[static_cast<unsigned char>(letter)];
    const auto length = static_cast<double>(text.size());
    double bits = 0.0;
    for (const std::uint32_t count : counts) {
        if (count == 0) continue;
        const double share = count / length;
        bits -= share * std::log2(share);
    }
    return bits;
}

double expected_entropy(std::size_t length, std::size_t alphabet_size) {
    if (length == 0 || alphabet_size < 2) return 0.0;
    // A letter's count is binomial, near enough Poisson for these sizes: the mean of
    // -(k/n) log2(k/n) over k, times the number of letters.
    const auto total = static_cast<double>(length);
    const double mean = total / static_cast<double>(alphabet_size);
    double probability = std::exp(-mean);
    double bits_of_letter = 0.0;
    for (std::size_t count = 1; count <= length; ++count) {
        probability *= mean / static_cast<double>(count);
        const double share = static_cast<double>(count) / total;
        bits_of_letter -= probability * share * std::log2(share);
        if (static_cast<double>(count) > mean && probability < 1e-12) break;
    }
    return bits_of_letter * static_cast<double>(alphabet_size);
}

std::size_t alphabet_size_of(std::string_view text) {
    Sorts sorts;
    for (const char letter : text) note(sorts, letter);
    if (sorts.has_unprintable) return 256;
    if (sorts.has_other_printable) return 95;
    if (sorts.has_base64_signs) return 64;
    const bool has_both_cases = sorts.has_lower && sorts.has_upper;
    if (!sorts.has_lower && !sorts.has_upper) return 10;
    if (sorts.is_hex && !has_both_cases) return 16;
    if (sorts.has_digits) return has_both_cases ? 62 : 36;
    return has_both_cases ? 52 : 26;
}

}  // namespace curfew::match
