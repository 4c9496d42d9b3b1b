#include "scanner/match/filters.h"

#include <algorithm>
#include <cstddef>

#include "scanner/match/characters.h"
#include "scanner/match/entropy.h"

namespace curfew::match {

namespace {

std::uint32_t count_between(std::string_view text, char from, char to) {
    return static_cast<std::uint32_t>(std::count_if(
        text.begin(), text.end(), [&](char letter) { return from <= letter && letter <= to; }));
}

}  // namespace

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
