#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/core/bytes.h"
#include "scanner/core/secret_string.h"
#include "scanner/match/assignment_judgement.h"
#include "scanner/match/assignment_syntax.h"
#include "scanner/match/candidate.h"
#include "scanner/match/characters.h"
#include "scanner/match/connection_string.h"
#include "scanner/match/randomness.h"
#include "scanner/match/secret_name.h"
#include "scanner/match/shape_finders.h"
#include "scanner/match/shapes.h"
#include "scanner/match/text_flavour.h"
#include "scanner/rules/signature.h"

namespace curfew::match {
namespace {

using std::string_view;

constexpr std::size_t kContextWordBytesMax = 24;
constexpr std::size_t kWordyNameBytes = 20;
constexpr double kTestWeight = 0.9;  // a connection string of a test stops nobody

// Passwords go to signatures of passwords, everything else to the others: a name is claimed once.
bool is_for(const rules::Signature& signature, NameSort sort) {
    const bool is_password = signature.kind == rules::SecretKind::password ||
                             signature.kind == rules::SecretKind::connection_string;
    return is_password == (sort == NameSort::password);
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

// "?key=": the key of an API.
bool is_query_name(string_view text, std::size_t begin) {
    return begin > 0 && (text[begin - 1] == '?' || text[begin - 1] == '&');
}

struct Named {
    core::Span span;
    SecretName secret;
};

Named name_at(string_view text, core::Span anchor) {
    Named named{.span = name_around(text, anchor), .secret = {}};
    if (named.span.size() == 0) return named;
    const string_view name = text.substr(named.span.begin, named.span.size());
    // "pwd" and "key" also stand in hashes.
    if (name.size() > kWordyNameBytes && texture_of(name).is_drawn()) return named;
    named.secret = secret_name(name);
    if (named.secret.sort != NameSort::bare_key) return named;
    if (is_query_name(text, named.span.begin)) {
        named.secret.sort = NameSort::strong_key;
        return named;
    }
    const core::Span wider = with_word_before(text, named.span);
    if (wider == named.span) return named;
    const SecretName secret = secret_name(text.substr(wider.begin, wider.size()));
    return {.span = wider, .secret = secret};
}

// "auth": "…" of a Docker configuration has a shape of its own.
bool is_registry_auth(string_view text, const Named& named) {
    return named.secret.sort == NameSort::credential && named.span.size() == 4 &&
           named.span.end < text.size() && text[named.span.end] == '"';
}

// "pass the token": a verb, not a name.
bool is_verb(string_view text, const Named& named, const Assignment& assignment) {
    return (assignment.link == Link::prose || assignment.link == Link::statement) &&
           equals_caseless(text.substr(named.span.begin, named.span.size()), "pass");
}

bool is_known(const std::vector<Detection>& found, const rules::Signature& signature,
              core::Span span) {
    for (auto at = found.rbegin(); at != found.rend() && at - found.rbegin() < 4; ++at)
        if (at->signature == &signature && at->span == span) return true;
    return false;
}

// `password=` between `server=` and `;`: what no program writes as an expression.
std::optional<ConnectionParts> connection_of(string_view text, core::Span name,
                                             const Assignment& assignment) {
    if (assignment.link != Link::operator_sign || assignment.quoting != Quoting::none)
        return std::nullopt;
    // `a.password=b.password`: members of objects, not settings.
    if (text.substr(name.begin, name.size()).find('.') != string_view::npos) return std::nullopt;
    return connection_around(text, assignment.value);
}

void add_part(Detection& detection, string_view name, string_view text, core::Span span) {
    if (span.size() == 0) return;
    detection.parts.push_back({.name = std::string(name),
                               .value = core::SecretString(text.substr(span.begin, span.size())),
                               .span = span,
                               .is_secret = false});
}

// The password of a connection string is worth more where the host is known.
void describe_connection(Detection& detection, string_view text, const ConnectionParts& parts) {
    add_part(detection, "user", text, parts.user);
    add_part(detection, "host", text, parts.host);
    if (detection.signature->kind != rules::SecretKind::connection_string) return;
    detection.confidence.reasons.emplace_back("stands in a connection string");
    if (is_among_tests(text, detection.span.begin, {})) detection.confidence.value *= kTestWeight;
}

}  // namespace

void find_assignment(const ShapeInput& input, std::vector<Detection>& found) {
    const string_view text = core::as_text(input.bytes);
    const Named named = name_at(text, input.anchor);
    if (named.secret.sort == NameSort::none || !is_for(input.signature, named.secret.sort)) return;
    if (!is_anchored(named.span, named.secret.deciding, input.anchor)) return;
    const auto assignment = read_assignment(text, named.span);
    if (!assignment || assignment->value.size() < value_bytes_min(named.secret.sort)) return;
    if (is_registry_auth(text, named) || is_verb(text, named, *assignment)) return;
    const bool is_password = named.secret.sort == NameSort::password;
    const auto connection =
        is_password ? connection_of(text, named.span, *assignment) : std::nullopt;
    if (input.signature.kind == rules::SecretKind::connection_string && !connection) return;
    Verdict verdict = judge_assignment({.text = text,
                                        .path = input.context.path,
                                        .name = named.span,
                                        .secret = named.secret,
                                        .assignment = *assignment,
                                        .is_in_connection_string = connection.has_value()});
    if (verdict.confidence < kConfidenceMin) return;
    if (is_known(found, input.signature, verdict.value)) return;
    Detection detection;
    detection.signature = &input.signature;
    detection.span = verdict.value;
    detection.secret = core::SecretString(
        verdict.decoded.empty() ? text.substr(verdict.value.begin, verdict.value.size())
                                : string_view(verdict.decoded));
    detection.confidence = {.value = verdict.confidence, .reasons = std::move(verdict.reasons)};
    if (connection) describe_connection(detection, text, *connection);
    found.push_back(std::move(detection));
}

}  // namespace curfew::match
