// Glushkov's construction: every byte-consuming piece of the pattern becomes a position, and for
// each piece of syntax three things are known: the positions it may begin with, those it may end
// with, and whether it may be empty. Joining pieces links ends with beginnings; there are no empty
// transitions. A repeat of n is parsed n times, so that each copy has positions of its own.
#include "scanner/match/pattern_syntax.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "scanner/core/limits.h"

namespace curfew::match {

namespace {

/// More positions than this are not worth their time: such a pattern gets no quick refusal.
constexpr std::size_t kPositionsMax = 4096;
/// Copies of a repeat before it is taken as unbounded; more would never be looked at.
constexpr unsigned kCopiesMax = 128;
constexpr unsigned kOptionalCopiesMax = 32;

/// A piece of the pattern in terms of the positions it begins and ends with.
struct Piece {
    std::vector<std::uint32_t> first;
    std::vector<std::uint32_t> last;
    bool is_nullable = true;
};

struct Repeat {
    unsigned least = 1;
    std::optional<unsigned> most = 1;
};

ByteSet range_of(unsigned char from, unsigned char to) {
    ByteSet set;
    for (unsigned byte = from; byte <= to; ++byte) set.set(byte);
    return set;
}

ByteSet digits() {
    return range_of('0', '9');
}

ByteSet lower_letters() {
    return range_of('a', 'z');
}

ByteSet upper_letters() {
    return range_of('A', 'Z');
}

ByteSet word_letters() {
    return digits() | lower_letters() | upper_letters() | range_of('_', '_');
}

ByteSet spaces() {
    return range_of('\t', '\n') | range_of('\f', '\r') | range_of(' ', ' ');
}

ByteSet with_both_cases(ByteSet set) {
    for (unsigned letter = 'a'; letter <= 'z'; ++letter) {
        const unsigned upper = letter - 'a' + 'A';
        if (set[letter] || set[upper]) set.set(letter).set(upper);
    }
    return set;
}

/// \d and its like.
std::optional<ByteSet> perl_class(char letter) {
    switch (letter) {
        case 'd':
            return digits();
        case 'D':
            return ~digits();
        case 'w':
            return word_letters();
        case 'W':
            return ~word_letters();
        case 's':
            return spaces();
        case 'S':
            return ~spaces();
        case 'C':
            return ~ByteSet{};
        default:
            return std::nullopt;
    }
}

/// \n and its like.
std::optional<unsigned char> control_escape(char letter) {
    constexpr std::string_view kLetters = "tnrfva";
    constexpr std::string_view kBytes = "\t\n\r\f\v\a";
    const std::size_t at = kLetters.find(letter);
    if (at == std::string_view::npos) return std::nullopt;
    return static_cast<unsigned char>(kBytes[at]);
}

/// The inside of [:alpha:] and its like, as far as signatures use them.
std::optional<ByteSet> named_class(std::string_view name) {
    if (name == "alnum") return digits() | lower_letters() | upper_letters();
    if (name == "alpha") return lower_letters() | upper_letters();
    if (name == "digit") return digits();
    if (name == "lower") return lower_letters();
    if (name == "upper") return upper_letters();
    if (name == "space") return spaces() | range_of('\v', '\v');
    if (name == "word") return word_letters();
    if (name == "xdigit") return digits() | range_of('a', 'f') | range_of('A', 'F');
    return std::nullopt;
}

int hex_value(char letter) {
    if (letter >= '0' && letter <= '9') return letter - '0';
    if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
    if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
    return -1;
}

bool is_ascii_punctuation(char letter) {
    const bool is_printable = letter > ' ' && letter < '\x7f';
    return is_printable && !word_letters()[static_cast<unsigned char>(letter)];
}

void append(std::vector<std::uint32_t>& all, const std::vector<std::uint32_t>& more) {
    all.insert(all.end(), more.begin(), more.end());
}

class Parser {
  public:
    explicit Parser(std::string_view pattern) : pattern_(pattern) {}

    std::optional<Automaton> parse() {
        const Piece whole = alternation();
        if (at_ != pattern_.size()) has_failed_ = true;
        if (has_failed_) return std::nullopt;
        automaton_.first = whole.first;
        automaton_.last = whole.last;
        automaton_.accepts_empty = whole.is_nullable;
        return std::move(automaton_);
    }

  private:
    struct Flags {
        bool is_caseless = false;
        bool dot_takes_newline = false;
    };

    [[nodiscard]] bool is_done() const { return has_failed_ || at_ >= pattern_.size(); }
    [[nodiscard]] bool sees(char letter) const {
        return at_ < pattern_.size() && pattern_[at_] == letter;
    }
    bool skip(std::string_view text) {
        if (pattern_.substr(std::min(at_, pattern_.size())).substr(0, text.size()) != text) {
            return false;
        }
        at_ += text.size();
        return true;
    }

    Piece fail() {
        has_failed_ = true;
        return {};
    }

    Piece position(ByteSet set) {
        if (automaton_.sets.size() >= kPositionsMax) return fail();
        const auto id = static_cast<std::uint32_t>(automaton_.sets.size());
        automaton_.sets.push_back(flags_.is_caseless ? with_both_cases(set) : set);
        automaton_.follow.emplace_back();
        return {.first = {id}, .last = {id}, .is_nullable = false};
    }

    void link(const std::vector<std::uint32_t>& ends, const std::vector<std::uint32_t>& begins) {
        for (const std::uint32_t end : ends) append(automaton_.follow[end], begins);
    }

    Piece joined(Piece left, Piece right) {
        link(left.last, right.first);
        if (left.is_nullable) append(left.first, right.first);
        if (right.is_nullable) append(right.last, left.last);
        return {.first = std::move(left.first),
                .last = std::move(right.last),
                .is_nullable = left.is_nullable && right.is_nullable};
    }

    Piece alternation() {
        const Flags outer = flags_;
        Piece all = sequence();
        while (!is_done() && skip("|")) {
            const Piece branch = sequence();
            append(all.first, branch.first);
            append(all.last, branch.last);
            all.is_nullable = all.is_nullable || branch.is_nullable;
        }
        flags_ = outer;
        return all;
    }

    Piece sequence() {
        Piece all;
        while (!is_done() && !sees('|') && !sees(')')) all = joined(std::move(all), repeated());
        return all;
    }

    /// An atom with its quantifier: parsed again for every copy.
    Piece repeated() {
        const std::size_t begin = at_;
        const Flags flags = flags_;
        Piece once = atom();
        if (has_failed_) return {};
        const Repeat repeat = quantifier();
        const std::size_t end = at_;
        if (repeat.least == 1 && repeat.most == 1U) return once;
        Piece all = copies(std::move(once), repeat, begin, flags);
        if (!has_failed_) at_ = end;
        return all;
    }

    Piece copy(std::size_t begin, Flags flags) {
        at_ = begin;
        flags_ = flags;
        return atom();
    }

    Piece copies(Piece once, Repeat repeat, std::size_t begin, Flags flags) {
        const bool is_cut = repeat.least > kCopiesMax;
        const unsigned least = std::min(repeat.least, kCopiesMax);
        const unsigned most = is_cut ? least : repeat.most.value_or(least);
        const bool is_open =
            is_cut || !repeat.most.has_value() || most - least > kOptionalCopiesMax;
        if (repeat.most == 0U) return {};
        Piece all = std::move(once);
        if (is_open && least <= 1) link(all.last, all.first);
        if (least == 0) all.is_nullable = true;
        for (unsigned number = 1; number < least && !has_failed_; ++number) {
            Piece next = copy(begin, flags);
            if (is_open && number + 1 == least) link(next.last, next.first);
            all = joined(std::move(all), std::move(next));
        }
        if (is_open) return all;
        for (unsigned number = std::max(least, 1U); number < most && !has_failed_; ++number) {
            Piece next = copy(begin, flags);
            next.is_nullable = true;
            all = joined(std::move(all), std::move(next));
        }
        return all;
    }

    Repeat quantifier() {
        Repeat repeat;
        if (skip("*")) {
            repeat = {.least = 0, .most = std::nullopt};
        } else if (skip("+")) {
            repeat = {.least = 1, .most = std::nullopt};
        } else if (skip("?")) {
            repeat = {.least = 0, .most = 1};
        } else if (const auto counted = counted_quantifier()) {
            repeat = *counted;
        } else {
            return repeat;
        }
        skip("?");  // Laziness changes which match is taken, not what can match.
        return repeat;
    }

    /// {n}, {n,} or {n,m}; anything else in braces is literal text.
    std::optional<Repeat> counted_quantifier() {
        const std::size_t begin = at_;
        if (!skip("{")) return std::nullopt;
        const std::optional<unsigned> least = number();
        std::optional<unsigned> most = least;
        if (least && skip(",")) most = number();
        if (!least || !skip("}") || (most && *most < *least)) {
            at_ = begin;
            return std::nullopt;
        }
        return Repeat{.least = *least, .most = most};
    }

    std::optional<unsigned> number() {
        const std::size_t begin = at_;
        unsigned value = 0;
        while (at_ < pattern_.size() && at_ - begin < 4 && pattern_[at_] >= '0' &&
               pattern_[at_] <= '9') {
            value = value * 10 + static_cast<unsigned>(pattern_[at_++] - '0');
        }
        if (at_ == begin) return std::nullopt;
        return value;
    }

    Piece atom() {
        if (skip("(")) return group();
        if (skip("[")) return bracket_class();
        if (skip("\\")) return escape();
        if (skip("^") || skip("$")) return {};
        if (skip(".")) {
            return position(flags_.dot_takes_newline ? ~ByteSet{} : ~range_of('\n', '\n'));
        }
        const char letter = pattern_[at_++];
        if (static_cast<unsigned char>(letter) >= 0x80 || letter == '*' || letter == '+' ||
            letter == '?') {
            return fail();
        }
        const auto byte = static_cast<unsigned char>(letter);
        return position(range_of(byte, byte));
    }

    Piece group() {
        if (++depth_ > core::kStructureDepthMax) return fail();
        const Flags outer = flags_;
        if (skip("?")) {
            if (skip("P<") || skip("<")) {
                skip_name();
            } else if (!group_flags()) {
                --depth_;  // "(?i)": flags for the rest of the enclosing group.
                return {};
            }
        }
        Piece inner = alternation();
        flags_ = outer;
        if (!skip(")")) return fail();
        --depth_;
        return inner;
    }

    void skip_name() {
        while (!is_done() && !sees('>')) ++at_;
        if (!skip(">")) has_failed_ = true;
    }

    /// Reads "i:" or "i)"; true when a group follows, false when it was flags alone.
    bool group_flags() {
        bool is_on = true;
        while (!is_done()) {
            const char letter = pattern_[at_++];
            if (letter == ':') return true;
            if (letter == ')') return false;
            if (letter == '-') {
                is_on = false;
            } else if (letter == 'i') {
                flags_.is_caseless = is_on;
            } else if (letter == 's') {
                flags_.dot_takes_newline = is_on;
            } else if (letter != 'm' && letter != 'U') {
                has_failed_ = true;
            }
        }
        has_failed_ = true;
        return false;
    }

    Piece escape() {
        if (at_ >= pattern_.size()) return fail();
        const char letter = pattern_[at_];
        if (letter == 'b' || letter == 'B' || letter == 'A' || letter == 'z') {
            ++at_;
            return {};
        }
        const std::optional<ByteSet> set = escaped_set();
        return set ? position(*set) : fail();
    }

    /// After a backslash: a class or a single byte, as a set.
    std::optional<ByteSet> escaped_set() {
        if (at_ >= pattern_.size()) return std::nullopt;
        if (const auto set = perl_class(pattern_[at_])) {
            ++at_;
            return set;
        }
        const std::optional<unsigned char> byte = escaped_byte();
        if (!byte) return std::nullopt;
        return range_of(*byte, *byte);
    }

    std::optional<unsigned char> escaped_byte() {
        const char letter = pattern_[at_++];
        if (const auto control = control_escape(letter)) return control;
        if (letter == 'x') return hex_byte();
        if (is_ascii_punctuation(letter) || letter == ' ' || letter == '_') {
            return static_cast<unsigned char>(letter);
        }
        return std::nullopt;
    }

    std::optional<unsigned char> hex_byte() {
        if (pattern_.size() - at_ < 2) return std::nullopt;
        const int high = hex_value(pattern_[at_]);
        const int low = hex_value(pattern_[at_ + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        at_ += 2;
        return static_cast<unsigned char>(high * 16 + low);
    }

    Piece bracket_class() {
        const bool is_negated = skip("^");
        ByteSet set;
        bool is_first = true;
        while (!is_done() && (is_first || !sees(']'))) {
            is_first = false;
            set |= class_item();
        }
        if (!skip("]")) return fail();
        if (flags_.is_caseless) set = with_both_cases(set);
        return position(is_negated ? ~set : set);
    }

    ByteSet class_item() {
        if (skip("[:")) {
            const std::size_t end = pattern_.find(":]", at_);
            if (end == std::string_view::npos) return fail_set();
            const auto named = named_class(pattern_.substr(at_, end - at_));
            at_ = end + 2;
            return named ? *named : fail_set();
        }
        if (sees('\\') && at_ + 1 < pattern_.size()) {
            if (const auto set = perl_class(pattern_[at_ + 1])) {
                at_ += 2;
                return *set;
            }
        }
        return class_range();
    }

    ByteSet class_range() {
        const std::optional<unsigned char> from = class_byte();
        if (!from) return fail_set();
        const bool is_range = sees('-') && at_ + 1 < pattern_.size() && pattern_[at_ + 1] != ']';
        if (!is_range) return range_of(*from, *from);
        ++at_;
        const std::optional<unsigned char> to = class_byte();
        return to && *from <= *to ? range_of(*from, *to) : fail_set();
    }

    std::optional<unsigned char> class_byte() {
        if (is_done()) return std::nullopt;
        if (skip("\\")) return at_ < pattern_.size() ? escaped_byte() : std::nullopt;
        const auto byte = static_cast<unsigned char>(pattern_[at_++]);
        if (byte >= 0x80) return std::nullopt;
        return byte;
    }

    ByteSet fail_set() {
        has_failed_ = true;
        return {};
    }

    std::string_view pattern_;
    std::size_t at_ = 0;
    Flags flags_;
    unsigned depth_ = 0;
    bool has_failed_ = false;
    Automaton automaton_;
};

}  // namespace

std::optional<Automaton> automaton_of(std::string_view pattern) {
    return Parser(pattern).parse();
}

}  // namespace curfew::match
