#include "tests/signatures/plain_scan.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include <re2/re2.h>

#include "scanner/match/acceptance.h"
#include "scanner/match/borders.h"
#include "scanner/match/pattern_outline.h"
#include "scanner/match/pattern_syntax.h"
#include "scanner/match/settle.h"

namespace curfew::signatures {

namespace {

using match::Detection;
using match::Match;
using rules::Signature;

constexpr std::size_t kGroups = 16;

std::optional<Match> first_match(const RE2& pattern, std::string_view text, std::size_t from) {
    std::array<re2::StringPiece, kGroups> groups;
    const re2::StringPiece all(text.data(), text.size());
    const int count = std::min<int>(pattern.NumberOfCapturingGroups() + 1, kGroups);
    if (!pattern.Match(all, from, text.size(), RE2::UNANCHORED, groups.data(), count)) {
        return std::nullopt;
    }
    const auto span = [&](const re2::StringPiece& piece) {
        const auto begin = static_cast<std::size_t>(piece.data() - text.data());
        return core::Span{.begin = begin, .end = begin + piece.size()};
    };
    Match match{.whole = span(groups[0]), .secret = span(groups[0])};
    const auto named = pattern.NamedCapturingGroups().find("secret");
    if (named != pattern.NamedCapturingGroups().end()) {
        const re2::StringPiece& secret = groups.at(static_cast<std::size_t>(named->second));
        if (secret.data() != nullptr) match.secret = span(secret);
    }
    return match;
}

bool holds_literal(const Signature& signature, std::string_view text, core::Span whole) {
    const std::string_view matched = text.substr(whole.begin, whole.size());
    return std::any_of(
        signature.literals.begin(), signature.literals.end(), [&](const std::string& literal) {
            return matched.substr(0, signature.before_literal + literal.size()).find(literal) !=
                   std::string_view::npos;
        });
}

/// Without literals, a keyword is what the search begins from: one that stands inside the match
/// does so at most `before_literal` bytes after its begin.
bool holds_keyword(const Signature& signature, std::string_view text, const Match& match) {
    if (!signature.literals.empty()) return match::has_keyword(signature, text, match);
    return std::any_of(
        signature.keywords.begin(), signature.keywords.end(), [&](const std::string& word) {
            Signature one;
            one.keywords = {word};
            one.keyword_distance = signature.keyword_distance;
            Match near = match;
            near.secret.begin = std::min(
                match.secret.begin, match.whole.begin + signature.before_literal + word.size());
            return match::has_keyword(one, text, near);
        });
}

bool is_good(const Signature& signature, std::string_view text, const Match& match) {
    if (match.whole.size() > signature.length_max) return false;
    if (!signature.literals.empty() && !holds_literal(signature, text, match.whole)) return false;
    if (!signature.keywords.empty() && !holds_keyword(signature, text, match)) return false;
    if (signature.has_open_borders) return true;
    match::Borders borders;
    if (const auto automaton = match::automaton_of(signature.pattern)) {
        borders = match::borders_of(match::first_bytes(*automaton), match::last_bytes(*automaton));
    }
    return match::has_clean_borders(text, match.whole, borders) ||
           (match::has_clean_begin(text, match.whole, borders) &&
            match::is_followed_by_another(text, match.whole, signature.literals));
}

}  // namespace

struct PlainScan::Patterns {
    std::vector<std::unique_ptr<const RE2>> all;  // none for a shape that is code
};

PlainScan::PlainScan(rules::SignatureList signatures)
    : signatures_(signatures), confirmer_(signatures), patterns_(std::make_unique<Patterns>()) {
    RE2::Options options;
    options.set_encoding(RE2::Options::EncodingLatin1);
    options.set_log_errors(false);
    for (const Signature& signature : signatures) {
        const bool is_pattern = signature.shape == rules::Shape::pattern;
        patterns_->all.push_back(is_pattern ? std::make_unique<RE2>(signature.pattern, options)
                                            : nullptr);
    }
}

PlainScan::~PlainScan() = default;

std::vector<Detection> PlainScan::detect(std::string_view text) const {
    std::vector<Detection> found;
    for (std::uint32_t number = 0; number < signatures_.size(); ++number) {
        if (patterns_->all[number] == nullptr) continue;
        std::size_t from = 0;
        while (from <= text.size()) {
            const auto match = first_match(*patterns_->all[number], text, from);
            if (!match) break;
            from = match->whole.begin + 1;
            if (!is_good(signatures_[number], text, *match)) continue;
            auto accepted = match::accepted({.confirmer = confirmer_,
                                             .signature = signatures_[number],
                                             .number = number,
                                             .text = text,
                                             .match = *match});
            if (!accepted.value()) continue;
            found.push_back(std::move(*accepted.value()));
            if (signatures_[number].literals.empty()) from = std::max(from, match->whole.end);
        }
    }
    match::settle(found);
    return found;
}

}  // namespace curfew::signatures
