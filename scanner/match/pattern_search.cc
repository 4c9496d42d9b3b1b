// Three ways from a hit to matches:
//
//   literal that begins the match      one anchored try at the literal
//   literal inside the match           every begin at most `before_literal` bytes before it
//   keyword                            every begin from the keyword's own (or `before_literal`
//                                      bytes earlier) to `keyword_distance` bytes after its end
//
// Where a range of begins is tried, a match that is refused moves the search on by one byte: the
// pattern may match again, shorter, inside of it.
#include "scanner/match/pattern_search.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "scanner/core/limits.h"
#include "scanner/match/acceptance.h"
#include "scanner/match/borders.h"
#include "scanner/match/keyword.h"

namespace curfew::match {

namespace {

/// Begins tried for one literal inside a match: each costs a search of the whole window, and only
/// patterns with gaps need more than one.
constexpr unsigned kTriesMax = 32;

std::size_t length_max_of(const rules::Signature& signature) {
    return std::min<std::size_t>(signature.length_max, core::kWindowBytesMax);
}

/// Offset `ahead` bytes after `from`, or the end of the text.
std::size_t bounded(std::string_view text, std::size_t from, std::size_t ahead) {
    return from + std::min(text.size() - from, ahead);
}

/// The first offset a match may begin at for this keyword, which may stand inside the match.
std::size_t earliest_begin(const PatternSearch& search, core::Span keyword) {
    return keyword.begin - std::min<std::size_t>(keyword.begin, search.signature.before_literal);
}

/// The last offset a match may begin at after this keyword.
std::size_t latest_begin(const PatternSearch& search, core::Span keyword) {
    return bounded(search.text, keyword.end, search.signature.keyword_distance);
}

bool has_good_borders(const PatternSearch& search, core::Span whole) {
    if (search.signature.has_open_borders) return true;
    const Borders borders = search.confirmer.borders(search.entry.signature);
    return has_clean_borders(search.text, whole, borders) ||
           (has_clean_begin(search.text, whole, borders) &&
            is_followed_by_another(search.text, whole, search.signature.literals));
}

/// Appends the detection; whether there is one, now or from an earlier hit.
core::Result<bool> accept(const PatternSearch& search, const Match& match, SearchMemory& memory,
                          std::vector<Detection>& found) {
    core::Span& last = memory.last_match(search.entry.signature);
    if (last == match.whole) return true;
    const Claim claim{.confirmer = search.confirmer,
                      .signature = search.signature,
                      .number = search.entry.signature,
                      .text = search.text,
                      .match = match};
    TRY_ASSIGN(std::optional<Detection> detection, accepted(claim));
    if (!detection) return false;
    last = match.whole;
    found.push_back(std::move(*detection));
    return true;
}

core::Result<bool> accept_if_good(const PatternSearch& search, const Match& match,
                                  SearchMemory& memory, std::vector<Detection>& found) {
    const rules::Signature& signature = search.signature;
    if (match.whole.size() > length_max_of(signature)) return false;
    if (!has_good_borders(search, match.whole)) return false;
    if (!signature.keywords.empty() && !has_keyword(signature, search.text, match)) return false;
    return accept(search, match, memory, found);
}

core::Result<void> search_from_literal(const PatternSearch& search, core::Span literal,
                                       SearchMemory& memory, std::vector<Detection>& found) {
    const std::size_t end = bounded(search.text, literal.begin, length_max_of(search.signature));
    TRY_ASSIGN(const std::optional<Match> match,
               search.confirmer.match_at(search.entry.signature, search.text,
                                         {.begin = literal.begin, .end = end}));
    if (match) TRY(accept_if_good(search, *match, memory, found));
    return {};
}

/// A begin before the literal found last was tried with that one, so text full of literals is not
/// searched again and again.
core::Result<void> search_around_literal(const PatternSearch& search, core::Span literal,
                                         SearchMemory& memory, std::vector<Detection>& found) {
    if (memory.last_match(search.entry.signature).contains(literal)) return {};
    std::size_t& searched_until = memory.searched_until(search.entry.signature);
    const std::size_t reach = std::min<std::size_t>(literal.begin, search.signature.before_literal);
    std::size_t begin = std::max(literal.begin - reach, searched_until);
    searched_until = literal.begin + 1;
    const std::size_t end = bounded(search.text, literal.begin, length_max_of(search.signature));
    for (unsigned tries = 0; tries < kTriesMax && begin <= literal.begin; ++tries) {
        TRY_ASSIGN(const std::optional<Match> match,
                   search.confirmer.find(search.entry.signature, search.text,
                                         {.begin = begin, .end = end}));
        if (!match || match->whole.begin > literal.begin) return {};
        if (match->whole.contains(literal)) {
            TRY_ASSIGN(const bool is_accepted, accept_if_good(search, *match, memory, found));
            if (is_accepted) return {};
        }
        begin = match->whole.begin + 1;
    }
    return {};
}

/// Begins [begin, latest] that are still to be tried after a keyword.
struct BeginRange {
    std::size_t begin = 0;
    std::size_t latest = 0;
};

/// The next match whose begin lies in the range, by quick check and second engine.
core::Result<std::optional<Match>> next_match(const PatternSearch& search, BeginRange range) {
    while (true) {
        const auto possible =
            search.pool.possible_begin(search.entry.check, search.text, range.begin, range.latest);
        if (!possible) return std::optional<Match>();
        const std::size_t end = bounded(search.text, *possible, length_max_of(search.signature));
        TRY_ASSIGN(std::optional<Match> match,
                   search.confirmer.match_at(search.entry.signature, search.text,
                                             {.begin = *possible, .end = end}));
        if (match) return match;
        range.begin = *possible + 1;
    }
}

core::Result<void> search_after_keyword(const PatternSearch& search, core::Span keyword,
                                        SearchMemory& memory, std::vector<Detection>& found) {
    std::size_t& searched_until = memory.searched_until(search.entry.signature);
    BeginRange range{.begin = std::max(earliest_begin(search, keyword), searched_until),
                     .latest = latest_begin(search, keyword)};
    while (range.begin <= range.latest) {
        TRY_ASSIGN(const std::optional<Match> match, next_match(search, range));
        if (!match) break;
        TRY_ASSIGN(const bool is_accepted, accept_if_good(search, *match, memory, found));
        range.begin = std::max(is_accepted ? match->whole.end : 0, match->whole.begin + 1);
    }
    searched_until = std::max({searched_until, range.begin, range.latest + 1});
    return {};
}

}  // namespace

bool may_follow(const PatternSearch& search, core::Span keyword) {
    return search.pool
        .possible_begin(search.entry.check, search.text, earliest_begin(search, keyword),
                        latest_begin(search, keyword))
        .has_value();
}

core::Result<void> search_at(const PatternSearch& search, core::Span hit, SearchMemory& memory,
                             std::vector<Detection>& found) {
    if (search.entry.role == HitRole::keyword) {
        if (!is_whole_keyword(search.text, hit)) return {};
        return search_after_keyword(search, hit, memory, found);
    }
    if (search.signature.before_literal == 0) {
        return search_from_literal(search, hit, memory, found);
    }
    return search_around_literal(search, hit, memory, found);
}

core::Result<void> keep_accepted(const PatternSearch& search, std::size_t first,
                                 std::vector<Detection>& found) {
    std::vector<Detection> proposed;
    const auto begin = found.begin() + static_cast<std::ptrdiff_t>(first);
    std::move(begin, found.end(), std::back_inserter(proposed));
    found.erase(begin, found.end());
    for (Detection& detection : proposed) {
        const Claim claim{.confirmer = search.confirmer,
                          .signature = search.signature,
                          .number = search.entry.signature,
                          .text = search.text,
                          .match = {.whole = detection.span, .secret = detection.span}};
        TRY_ASSIGN(std::optional<Detection> kept, accepted_from_shape(claim, std::move(detection)));
        if (kept) found.push_back(std::move(*kept));
    }
    return {};
}

}  // namespace curfew::match
