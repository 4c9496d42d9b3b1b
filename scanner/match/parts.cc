#include "scanner/match/parts.h"

#include <algorithm>
#include <string>
#include <utility>

#include "scanner/core/secret_string.h"
#include "scanner/match/characters.h"
#include "scanner/match/filters.h"

namespace curfew::match {

namespace {

/// A keyword stands at most so far before its part, on the same line: `"account_name" : "`.
constexpr std::size_t kKeywordReachBytes = 48;
/// Labels before a value are about this long, so a part after the secret has to be nearer by it.
constexpr std::size_t kAfterPenaltyBytes = 16;
/// Matches looked at on the way; a window full of ids is a list, not a pair.
constexpr unsigned kCandidatesMax = 1024;

/// How far a part is from the secret; smaller is nearer.
struct Nearness {
    std::size_t lines = 0;
    std::size_t bytes = 0;

    friend auto operator<=>(const Nearness&, const Nearness&) = default;
};

Nearness nearness_of(std::string_view text, core::Span secret, core::Span part) {
    const bool is_before = part.end <= secret.begin;
    const std::size_t begin = is_before ? part.end : secret.end;
    const std::size_t end = is_before ? secret.begin : part.begin;
    const std::string_view between = text.substr(begin, end - begin);
    return {.lines = static_cast<std::size_t>(std::count(between.begin(), between.end(), '\n')),
            .bytes = between.size() + (is_before ? 0 : kAfterPenaltyBytes)};
}

/// Whether one of the keywords stands before the part, on its line.
bool has_keyword_before(const rules::PartRule& rule, std::string_view text, core::Span part) {
    if (rule.keywords.empty()) return true;
    const std::size_t begin = part.begin - std::min(part.begin, kKeywordReachBytes);
    std::string_view before = text.substr(begin, part.begin - begin);
    const std::size_t line = before.rfind('\n');
    if (line != std::string_view::npos) before.remove_prefix(line + 1);
    return std::any_of(rule.keywords.begin(), rule.keywords.end(),
                       [&](const std::string& word) { return contains_caseless(before, word); });
}

core::Span window_around(std::string_view text, core::Span secret, std::uint32_t distance) {
    return {.begin = secret.begin - std::min<std::size_t>(secret.begin, distance),
            .end = secret.end + std::min<std::size_t>(text.size() - secret.end, distance)};
}

bool is_wanted(const PartSearch& search, const rules::PartRule& rule, const Match& match) {
    if (match.secret.size() == 0 || match.secret.overlaps(search.secret)) return false;
    return has_clean_borders(search.text, match.whole, Borders{}) &&
           has_keyword_before(rule, search.text, match.secret);
}

core::Result<std::optional<core::Span>> find_part(const PartSearch& search, std::size_t part) {
    const rules::PartRule& rule = search.signature.parts[part];
    core::Span window = window_around(search.text, search.secret, rule.distance);
    std::optional<core::Span> best;
    for (unsigned seen = 0; seen < kCandidatesMax && window.begin < window.end; ++seen) {
        TRY_ASSIGN(const std::optional<Match> match,
                   search.confirmer.find_part(search.number, part, search.text, window));
        if (!match) break;
        const bool is_good = is_wanted(search, rule, *match);
        window.begin =
            is_good ? std::max(match->whole.end, match->whole.begin + 1) : match->whole.begin + 1;
        if (!is_good) continue;
        const bool is_nearer = !best || nearness_of(search.text, search.secret, match->secret) <
                                            nearness_of(search.text, search.secret, *best);
        if (is_nearer) best = match->secret;
    }
    return best;
}

}  // namespace

core::Result<std::optional<std::vector<FoundPart>>> find_parts(const PartSearch& search,
                                                               std::vector<FoundPart> known) {
    for (std::size_t part = 0; part < search.signature.parts.size(); ++part) {
        const rules::PartRule& rule = search.signature.parts[part];
        const bool is_known = std::any_of(known.begin(), known.end(), [&](const FoundPart& found) {
            return found.name == rule.name;
        });
        if (is_known) continue;
        TRY_ASSIGN(const std::optional<core::Span> span, find_part(search, part));
        if (!span && rule.is_required) return std::optional<std::vector<FoundPart>>();
        if (!span) continue;
        const std::string_view value = search.text.substr(span->begin, span->size());
        known.push_back(FoundPart{.name = rule.name,
                                  .value = core::SecretString(value),
                                  .span = *span,
                                  .is_secret = rule.is_secret});
    }
    return std::optional(std::move(known));
}

}  // namespace curfew::match
