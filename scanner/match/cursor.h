/// A place in a text that moves forward; the hand tool of the shapes' readers.
///
/// Owns:     nothing.
/// Threads:  plain value.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "scanner/match/characters.h"

namespace curfew::match {

struct Cursor {
    std::string_view text;
    std::size_t at = 0;

    [[nodiscard]] bool is_done() const { return at >= text.size(); }
    /// The byte `ahead` of here; a line end (NUL) past the end.
    [[nodiscard]] char peek(std::size_t ahead = 0) const {
        return at + ahead < text.size() ? text[at + ahead] : '\0';
    }
    [[nodiscard]] std::string_view rest(std::size_t bytes_max) const {
        return at < text.size() ? text.substr(at, bytes_max) : std::string_view();
    }
    [[nodiscard]] bool stands_at(std::string_view word) const {
        return word.empty() || (peek() == word.front() && rest(word.size()) == word);
    }
    [[nodiscard]] bool stands_at_caseless(std::string_view word) const {
        return equals_caseless(rest(word.size()), word);
    }
    /// Steps over `word` if it is here.
    bool take(std::string_view word) {
        if (!stands_at(word)) return false;
        at += word.size();
        return true;
    }
    /// Steps over at most `bytes_max` blanks; returns how many.
    std::size_t skip_blanks(std::size_t bytes_max = 64) {
        const std::size_t begin = at;
        while (at - begin < bytes_max && is_blank(peek())) ++at;
        return at - begin;
    }
    /// Steps over blanks and line ends.
    std::size_t skip_space(std::size_t bytes_max = 256) {
        const std::size_t begin = at;
        while (at < text.size() && at - begin < bytes_max && is_space(text[at])) ++at;
        return at - begin;
    }
};

/// Where the line that holds `at` begins, at most `bytes_max` back.
[[nodiscard]] inline std::size_t line_begin(std::string_view text, std::size_t at,
                                            std::size_t bytes_max = 512) {
    const std::size_t stop = at > bytes_max ? at - bytes_max : 0;
    while (at > stop && !is_line_end(text[at - 1])) --at;
    return at;
}

[[nodiscard]] inline std::size_t line_end(std::string_view text, std::size_t at,
                                          std::size_t bytes_max = 4096) {
    const std::size_t stop = std::min(text.size(), at + bytes_max);
    while (at < stop && !is_line_end(text[at])) ++at;
    return at;
}

}  // namespace curfew::match
