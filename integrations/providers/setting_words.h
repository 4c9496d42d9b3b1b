/// The words of a setting, separated by blanks.
///
/// Threads:  pure function.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace curfew::providers {

[[nodiscard]] inline std::vector<std::string> words_in(std::string_view text) {
    std::vector<std::string> words;
    constexpr std::string_view kBlanks = " \t";
    while (true) {
        text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
        if (text.empty()) return words;
        const std::string_view word = text.substr(0, text.find_first_of(kBlanks));
        words.emplace_back(word);
        text.remove_prefix(word.size());
    }
}

}  // namespace curfew::providers
