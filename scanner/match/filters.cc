#include "scanner/match/filters.h"

#include <algorithm>
#include <cstddef>

#include "scanner/match/entropy.h"

namespace curfew::match {

namespace {

char to_lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool equal_caseless(char left, char right) {
    return to_lower(left) == to_lower(right);
}

std::uint32_t count_between(std::string_view text, char from, char to) {
    return static_cast<std::uint32_t>(std::count_if(
        text.begin(), text.end(), [&](char letter) { return from <= letter && letter <= to; }));
}

}  // namespace

bool contains_caseless(std::string_view text, std::string_view word) {
    return std::search(text.begin(), text.end(), word.begin(), word.end(), equal_caseless) !=
               text.end() ||
           word.empty();
}

std::size_t find_last_caseless(std::string_view text, std::string_view word) {
    const auto at =
        std::find_end(text.begin(), text.end(), word.begin(), word.end(), equal_caseless);
    if (at == text.end()) return std::string_view::npos;
    return static_cast<std::size_t>(at - text.begin());
}

std::optional<std::string> filtered_by(const rules::Filters& filters, std::string_view secret) {
    if (filters.entropy_min && shannon_entropy(secret) < *filters.entropy_min) {
        return "too little entropy";
    }
    if (count_between(secret, '0', '9') < filters.digits_min) return "too few digits";
    if (count_between(secret, 'A', 'Z') < filters.uppercase_min) return "too few capitals";
    if (count_between(secret, 'a', 'z') < filters.lowercase_min) return "too few small letters";
    for (const std::string& word : filters.stop_words) {
        if (contains_caseless(secret, word)) return "holds the stop word \"" + word + "\"";
    }
    return std::nullopt;
}

}  // namespace curfew::match
