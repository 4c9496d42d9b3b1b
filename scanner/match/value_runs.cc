// A run that long covers at least one byte of every kRunBytesMin, and either the byte half a run
// before it or the one half a run after: three looks tell most places apart from runs.
#include "scanner/match/value_runs.h"

#include <array>
#include <cstdint>

namespace curfew::match {

namespace {

constexpr bool is_run_letter(unsigned byte) {
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z') || byte == '-';
}

constexpr std::array<std::uint8_t, 256> kRunLetters = [] {
    std::array<std::uint8_t, 256> table{};
    for (unsigned byte = 0; byte < table.size(); ++byte) table[byte] = is_run_letter(byte) ? 1 : 0;
    return table;
}();

bool is_letter_at(std::string_view text, std::size_t at) {
    return at < text.size() && kRunLetters[static_cast<unsigned char>(text[at])] != 0;
}

bool may_be_in_run(std::string_view text, std::size_t at) {
    constexpr std::size_t kHalf = kRunBytesMin / 2;
    return is_letter_at(text, at) &&
           (is_letter_at(text, at - kHalf) || is_letter_at(text, at + kHalf - 1));
}

}  // namespace

core::Span next_run(std::string_view text, std::size_t from) {
    std::size_t at = from + kRunBytesMin - 1;
    while (at < text.size()) {
        if (!may_be_in_run(text, at)) {
            at += kRunBytesMin;
            continue;
        }
        std::size_t begin = at;
        while (begin > from && is_letter_at(text, begin - 1)) --begin;
        std::size_t end = at + 1;
        while (is_letter_at(text, end)) ++end;
        if (end - begin >= kRunBytesMin) return {.begin = begin, .end = end};
        at = end + kRunBytesMin;
    }
    return {.begin = text.size(), .end = text.size()};
}

std::size_t run_offset(std::span<const ByteSet> outline) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < outline.size(); ++at) {
        bool is_inside = true;
        for (std::size_t byte = 0; byte < outline[at].size(); ++byte) {
            is_inside =
                is_inside && (!outline[at][byte] || is_run_letter(static_cast<unsigned>(byte)));
        }
        count = is_inside ? count + 1 : 0;
        if (count == kRunBytesMin) return at + 1 - kRunBytesMin;
    }
    return std::string_view::npos;
}

}  // namespace curfew::match
