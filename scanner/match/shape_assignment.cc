#include "scanner/match/assignment_judgement.h"
#include "scanner/match/assignment_syntax.h"
#include "scanner/match/characters.h"
#include "scanner/match/secret_name.h"
#include "scanner/match/shape_finders.h"

namespace curfew::match {
namespace {

using std::string_view;

constexpr std::size_t kContextWordBytesMax = 24;

// Passwords go to signatures of passwords, everything else to the others: a name is claimed once.
bool is_for(const rules::Signature& signature, NameSort sort) {
    return (signature.kind == rules::SecretKind::password) == (sort == NameSort::password);
}

// "acme key": the word before a lone "key" says what key it is.
core::Span with_word_before(string_view text, core::Span name) {
    if (name.begin < 2 || text[name.begin - 1] != ' ') return name;
    std::size_t begin = name.begin - 1;
    while (begin > 0 && is_name_character(text[begin - 1]) &&
           name.begin - begin <= kContextWordBytesMax)
        --begin;
    return begin < name.begin - 1 ? core::Span{.begin = begin, .end = name.end} : name;
}

bool is_anchored(core::Span name, core::Span deciding, core::Span anchor) {
    const core::Span word{.begin = name.begin + deciding.begin, .end = name.begin + deciding.end};
    return word.begin <= anchor.begin && anchor.begin < word.end;
}

struct Named {
    core::Span span;
    SecretName secret;
};

Named name_at(string_view text, core::Span anchor) {
    Named named{.span = name_around(text, anchor), .secret = {}};
    if (named.span.size() == 0) return named;
    named.secret = secret_name(text.substr(named.span.begin, named.span.size()));
    if (named.secret.sort != NameSort::bare_key) return named;
    const core::Span wider = with_word_before(text, named.span);
    if (wider == named.span) return named;
    const SecretName secret = secret_name(text.substr(wider.begin, wider.size()));
    return {.span = wider, .secret = secret};
}

bool is_known(const std::vector<Detection>& found, const rules::Signature& signature,
              core::Span span) {
    for (auto at = found.rbegin(); at != found.rend() && at - found.rbegin() < 4; ++at)
        if (at->signature == &signature && at->span == span) return true;
    return false;
}

}  // namespace

void find_assignment(const ShapeInput& input, std::vector<Detection>& found) {
    const string_view text = core::as_text(input.bytes);
    const Named named = name_at(text, input.anchor);
    if (named.secret.sort == NameSort::none || !is_for(input.signature, named.secret.sort)) return;
    if (!is_anchored(named.span, named.secret.deciding, input.anchor)) return;
    const auto assignment = read_assignment(text, named.span);
    if (!assignment) return;
    Verdict verdict = judge_assignment({.text = text,
                                        .path = input.context.path,
                                        .name = named.span,
                                        .secret = named.secret,
                                        .assignment = *assignment});
    if (verdict.confidence < kConfidenceMin) return;
    if (is_known(found, input.signature, verdict.value)) return;
    Detection detection;
    detection.signature = &input.signature;
    detection.span = verdict.value;
    detection.secret = core::SecretString(
        verdict.decoded.empty() ? text.substr(verdict.value.begin, verdict.value.size())
                                : string_view(verdict.decoded));
    detection.confidence = {.value = verdict.confidence, .reasons = std::move(verdict.reasons)};
    found.push_back(std::move(detection));
}

}  // namespace curfew::match
