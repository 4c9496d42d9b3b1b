// The home of RE2: linear time on any input, so a hostile text cannot make a pattern explode.
#include "scanner/match/confirm.h"

#include <array>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <re2/re2.h>

#include "scanner/match/pattern_outline.h"
#include "scanner/match/pattern_syntax.h"

namespace curfew::match {

using core::ErrorKind;

namespace {

/// Groups up to this number can be the secret.
constexpr int kGroupsMax = 15;

/// One expression, compiled by whoever needs it first.
struct Expression {
    std::once_flag once;
    std::unique_ptr<const RE2> compiled;
    int group = 0;  ///< whose text is wanted; 0 is the whole match
    Borders borders;
};

/// Whose pattern it is, for the error.
struct Pattern {
    std::string_view text;
    std::string_view group;
    std::string_view owner;
};

std::unique_ptr<const RE2> compiled_from(std::string_view pattern) {
    RE2::Options options;
    options.set_encoding(RE2::Options::EncodingLatin1);
    options.set_log_errors(false);
    return std::make_unique<const RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
}

void prepare(Expression& expression, const Pattern& pattern) {
    expression.compiled = compiled_from(pattern.text);
    if (!expression.compiled->ok()) return;
    const auto& groups = expression.compiled->NamedCapturingGroups();
    const auto named = groups.find(std::string(pattern.group));
    if (named != groups.end()) expression.group = named->second;
    if (const auto automaton = automaton_of(pattern.text)) {
        expression.borders = borders_of(first_bytes(*automaton), last_bytes(*automaton));
    }
}

core::Result<void> made_ready(Expression& expression, const Pattern& pattern) {
    std::call_once(expression.once, [&] { prepare(expression, pattern); });
    if (!expression.compiled->ok()) {
        return core::Error(ErrorKind::invalid_input,
                           std::string(pattern.owner) +
                               ": the pattern does not compile: " + expression.compiled->error());
    }
    if (expression.group > kGroupsMax) {
        return core::Error(ErrorKind::invalid_input,
                           std::string(pattern.owner) + ": group \"" + std::string(pattern.group) +
                               "\" comes after " + std::to_string(kGroupsMax) + " others");
    }
    return {};
}

core::Span span_of(const re2::StringPiece& piece, std::string_view text) {
    const auto begin = static_cast<std::size_t>(piece.data() - text.data());
    return {.begin = begin, .end = begin + piece.size()};
}

std::optional<Match> run(const Expression& expression, std::string_view text, core::Span window,
                         RE2::Anchor anchor) {
    std::array<re2::StringPiece, kGroupsMax + 1> groups;
    const re2::StringPiece whole_text(text.data(), text.size());
    if (!expression.compiled->Match(whole_text, window.begin, window.end, anchor, groups.data(),
                                    expression.group + 1)) {
        return std::nullopt;
    }
    const re2::StringPiece& secret = groups[static_cast<std::size_t>(expression.group)];
    const core::Span whole = span_of(groups[0], text);
    return Match{.whole = whole,
                 .secret = secret.data() == nullptr ? whole : span_of(secret, text)};
}

}  // namespace

/// Nothing is asked of a signature before it is needed: it may not have been read yet.
struct Confirmer::Expressions {
    struct OfSignature {
        Expression own;
        std::once_flag parts_once;
        std::unique_ptr<Expression[]> parts;
    };

    rules::SignatureList signatures;
    std::unique_ptr<OfSignature[]> all;

    [[nodiscard]] core::Result<const Expression*> of_signature(std::uint32_t number) const {
        const rules::Signature& signature = signatures[number];
        const Pattern pattern{
            .text = signature.pattern, .group = "secret", .owner = signature.id.value};
        TRY(made_ready(all[number].own, pattern));
        return static_cast<const Expression*>(&all[number].own);
    }

    [[nodiscard]] core::Result<const Expression*> of_part(std::uint32_t number,
                                                          std::size_t part) const {
        const rules::Signature& signature = signatures[number];
        const Pattern pattern{
            .text = signature.parts[part].pattern, .group = "part", .owner = signature.id.value};
        OfSignature& one = all[number];
        std::call_once(one.parts_once,
                       [&] { one.parts = std::make_unique<Expression[]>(signature.parts.size()); });
        Expression& expression = one.parts[part];
        TRY(made_ready(expression, pattern));
        return static_cast<const Expression*>(&expression);
    }
};

Confirmer::Confirmer(rules::SignatureList signatures)
    : expressions_(std::make_unique<Expressions>()) {
    expressions_->signatures = signatures;
    expressions_->all = std::make_unique<Expressions::OfSignature[]>(signatures.size());
}

Confirmer::Confirmer(Confirmer&&) noexcept = default;
Confirmer& Confirmer::operator=(Confirmer&&) noexcept = default;
Confirmer::~Confirmer() = default;

core::Result<void> Confirmer::compile_all() const {
    std::string complaints;
    const auto note = [&](const core::Result<const Expression*>& made) {
        if (made.has_value()) return;
        complaints += (complaints.empty() ? "" : "\n") + made.error().message();
    };
    const auto count = static_cast<std::uint32_t>(expressions_->signatures.size());
    for (std::uint32_t number = 0; number < count; ++number) {
        const rules::Signature& signature = expressions_->signatures[number];
        if (signature.shape == rules::Shape::pattern) note(expressions_->of_signature(number));
        for (std::size_t part = 0; part < signature.parts.size(); ++part) {
            note(expressions_->of_part(number, part));
        }
    }
    if (!complaints.empty()) return core::Error(ErrorKind::invalid_input, complaints);
    return {};
}

core::Result<std::optional<Match>> Confirmer::match_at(std::uint32_t signature,
                                                       std::string_view text,
                                                       core::Span window) const {
    TRY_ASSIGN(const Expression* expression, expressions_->of_signature(signature));
    return run(*expression, text, window, RE2::ANCHOR_START);
}

core::Result<std::optional<Match>> Confirmer::find(std::uint32_t signature, std::string_view text,
                                                   core::Span window) const {
    TRY_ASSIGN(const Expression* expression, expressions_->of_signature(signature));
    return run(*expression, text, window, RE2::UNANCHORED);
}

core::Result<std::optional<Match>> Confirmer::find_part(std::uint32_t signature, std::size_t part,
                                                        std::string_view text,
                                                        core::Span window) const {
    TRY_ASSIGN(const Expression* expression, expressions_->of_part(signature, part));
    return run(*expression, text, window, RE2::UNANCHORED);
}

Borders Confirmer::borders(std::uint32_t signature) const {
    // Without the expression there was no match to ask about; then the plain borders hold.
    const auto expression = expressions_->of_signature(signature);
    return expression.has_value() ? expression.value()->borders : Borders{};
}

}  // namespace curfew::match
