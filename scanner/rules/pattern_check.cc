#include "scanner/rules/pattern_check.h"

#include <charconv>

#include <fmt/core.h>

namespace curfew::rules {
namespace {

// RE2 refuses to repeat anything more often.
constexpr unsigned kRepeatMax = 1000;

// One atom and the repetition after it.
struct Atom {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool is_wide = false;  ///< matches far more than the letters of a token
};

// "\S" and its like: all but a few bytes.
bool is_almost_anything(char letter) {
    return std::string_view("SWDCX").find(letter) != std::string_view::npos;
}

// White space by itself runs over blank lines without an end; in a class it is one letter more.
bool is_wide_escape(char letter) {
    return letter == 's' || is_almost_anything(letter);
}

Atom class_at(std::string_view pattern, std::size_t begin) {
    Atom atom{begin, begin + 1, false};
    if (atom.end < pattern.size() && pattern[atom.end] == '^') {
        atom.is_wide = true;
        ++atom.end;
    }
    const std::size_t first = atom.end;
    while (atom.end < pattern.size() && (pattern[atom.end] != ']' || atom.end == first)) {
        if (pattern[atom.end] == '\\' && atom.end + 1 < pattern.size()) {
            ++atom.end;
            atom.is_wide = atom.is_wide || is_almost_anything(pattern[atom.end]);
        } else if (pattern.substr(atom.end, 2) == "[:") {
            const std::size_t close = pattern.find(":]", atom.end);
            if (close != std::string_view::npos) atom.end = close + 1;
        }
        ++atom.end;
    }
    if (atom.end < pattern.size()) ++atom.end;
    return atom;
}

// A closing bracket stands for its whole group: repeated without an end, that is a gap too.
Atom atom_at(std::string_view pattern, std::size_t begin) {
    const char letter = pattern[begin];
    if (letter == '[') return class_at(pattern, begin);
    if (letter == '\\' && begin + 1 < pattern.size())
        return {begin, begin + 2, is_wide_escape(pattern[begin + 1])};
    return {begin, begin + 1, letter == '.' || letter == ')'};
}

std::optional<unsigned> number_at(std::string_view text) {
    unsigned number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

PatternFault unbounded(const Atom& atom, std::string_view pattern, std::string_view quantifier) {
    const std::string_view text = pattern.substr(atom.begin, atom.end - atom.begin);
    const std::string_view what = text == ")" ? std::string_view("(…)") : text;
    return {atom.begin, fmt::format("{}{} has no bound; write {}{{{},N}} with the largest N that "
                                    "occurs",
                                    what, quantifier, what, quantifier == "+" ? 1 : 0)};
}

// `{n}`, `{n,}`, `{n,m}` after an atom.
std::optional<PatternFault> fault_in_count(const Atom& atom, std::string_view pattern,
                                           std::string_view count) {
    const std::string_view inside = count.substr(1, count.size() - 2);
    const std::size_t comma = inside.find(',');
    const auto least = number_at(inside.substr(0, comma));
    if (!least.has_value()) return std::nullopt;  // a brace that stands for itself
    const bool is_open = comma != std::string_view::npos && comma + 1 == inside.size();
    if (is_open && atom.is_wide) return unbounded(atom, pattern, count);
    const auto most =
        comma == std::string_view::npos || is_open ? least : number_at(inside.substr(comma + 1));
    if (most.has_value() && *most > kRepeatMax) {
        return PatternFault{atom.end, fmt::format("{} repeats more than {} times; for narrow "
                                                  "classes write {{n,}} and set length_max",
                                                  count, kRepeatMax)};
    }
    return std::nullopt;
}

}  // namespace

std::optional<PatternFault> fault_in_pattern(std::string_view pattern) {
    std::size_t at = 0;
    while (at < pattern.size()) {
        const Atom atom = atom_at(pattern, at);
        at = atom.end;
        if (at >= pattern.size()) break;
        if ((pattern[at] == '*' || pattern[at] == '+') && atom.is_wide)
            return unbounded(atom, pattern, pattern.substr(at, 1));
        const std::size_t close = pattern.find('}', at);
        if (pattern[at] != '{' || close == std::string_view::npos) continue;
        if (auto fault = fault_in_count(atom, pattern, pattern.substr(at, close + 1 - at)); fault)
            return fault;
    }
    return std::nullopt;
}

}  // namespace curfew::rules
