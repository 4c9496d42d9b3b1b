// From facts to a validity window.
//
// Each end is taken from the strongest evidence that tells it: embedded, adjacent, catalogue,
// history. The catalogue tells an end only where that is honest: "never expires" for a kind without
// one; the moment of issue plus a span where every credential of the kind gets exactly that span.
// A maximum alone says "no later than", and that stays an unknown end whose reason names the latest
// instant. Facts that disagree by more than clocks do become sentences; the stronger one stands.

#include "scanner/lifetime/window.h"

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scanner/core/check.h"
#include "scanner/core/instant.h"
#include "scanner/core/validity_window.h"
#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/lifetime/carriers/times.h"
#include "scanner/rules/lifetime_rule.h"

namespace curfew::lifetime {
namespace {

using core::Duration;
using core::End;
using core::Evidence;
using core::Instant;
using core::Known;
using core::Never;
using core::Unknown;

// Clocks of issuers, clients and committers differ by seconds; a minute is what issuers tolerate.
constexpr Duration kClockDifference = std::chrono::seconds{60};

struct Issue {
    std::optional<Instant> at;
    Evidence evidence = Evidence::embedded;
};

Issue issue_of(const WindowInputs& inputs) {
    if (inputs.embedded.issued_at) return {inputs.embedded.issued_at, Evidence::embedded};
    if (inputs.adjacent.issued_at) return {inputs.adjacent.issued_at, Evidence::adjacent};
    return {};
}

End issued_end(const Issue& issue) {
    if (issue.at) return Known{*issue.at, issue.evidence};
    return Unknown{"not told"};
}

/// Its own begin, else the moment of issue, else the first commit that held it.
End begin_of(const WindowInputs& inputs) {
    const CarrierFacts& embedded = inputs.embedded;
    const CarrierFacts& adjacent = inputs.adjacent;
    if (embedded.not_before) return Known{*embedded.not_before, Evidence::embedded};
    if (embedded.issued_at) return Known{*embedded.issued_at, Evidence::embedded};
    if (adjacent.not_before) return Known{*adjacent.not_before, Evidence::adjacent};
    if (adjacent.issued_at) return Known{*adjacent.issued_at, Evidence::adjacent};
    if (inputs.first_seen) return Known{*inputs.first_seen, Evidence::history};
    return Unknown{"not told when it was issued"};
}

std::optional<End> own_end(const CarrierFacts& facts, Evidence evidence) {
    if (facts.expires_at) return Known{*facts.expires_at, evidence};
    if (facts.never_expires) return Never{evidence};
    return std::nullopt;
}

struct Spans {
    std::optional<Duration> usual;
    std::optional<Duration> longest;

    /// The span that every credential of the kind gets exactly, if there is one.
    [[nodiscard]] std::optional<Duration> fixed() const {
        return usual == longest ? longest : std::nullopt;
    }
};

Spans spans_of(const WindowInputs& inputs) {
    if (inputs.embedded.lifetime) return {inputs.embedded.lifetime, inputs.embedded.lifetime};
    return {inputs.rule.default_span, inputs.rule.maximum_span};
}

/// "no later than INSTANT", from the moment of issue or the first sighting; empty if neither is
/// told.
std::string latest_sentence(Duration longest, const Issue& issue, const WindowInputs& inputs) {
    const auto from = issue.at ? issue.at : inputs.first_seen;
    const auto latest = from ? later_by(*from, longest) : std::nullopt;
    if (!latest) return "";
    return "no later than " + core::to_text(*latest) + " (" + core::to_human_text(longest) +
           (issue.at ? " after issue)" : " after it was first seen)");
}

std::string span_reason(const Spans& spans, const Issue& issue, const WindowInputs& inputs) {
    std::string reason;
    const auto usual_end =
        spans.usual && issue.at ? later_by(*issue.at, *spans.usual) : std::nullopt;
    if (usual_end && !spans.fixed()) {
        reason = "by default it would end at " + core::to_text(*usual_end);
    } else if (spans.usual && !spans.fixed()) {
        reason = "by default " + core::to_human_text(*spans.usual) + " after issue";
    }
    if (!spans.longest) return reason;
    std::string latest = latest_sentence(*spans.longest, issue, inputs);
    if (latest.empty()) {
        latest = (spans.fixed() ? "" : "at most ") + core::to_human_text(*spans.longest) +
                 " after issue, which nobody tells";
    }
    return reason.empty() ? latest : reason + ", " + latest;
}

std::string class_reason(rules::LifetimeClass type) {
    switch (type) {
        case rules::LifetimeClass::unbounded:
        case rules::LifetimeClass::unknown:
            return "not told by the secret, nor known of its kind";
        case rules::LifetimeClass::bounded:
            return "it has an end that only its issuer knows";
        case rules::LifetimeClass::short_lived:
            return "short-lived; its end is known only to its issuer";
        case rules::LifetimeClass::embedded:
            return "its end should stand inside it, and does not";
    }
    core::check(false);
    return {};
}

End unknown_end(const WindowInputs& inputs, const Issue& issue) {
    std::string reason = inputs.embedded.problem;
    if (!reason.empty() && !inputs.embedded.carrier.empty()) {
        reason = inputs.embedded.carrier + ": " + reason;
    }
    const std::string spans = span_reason(spans_of(inputs), issue, inputs);
    if (!spans.empty()) reason += (reason.empty() ? "" : "; ") + spans;
    if (reason.empty() && inputs.rule.idle_span) {
        reason = "ends when unused for " + core::to_human_text(*inputs.rule.idle_span);
    }
    if (reason.empty()) reason = inputs.rule.note;
    if (reason.empty()) reason = class_reason(inputs.rule.type);
    return Unknown{std::move(reason)};
}

End end_of(const WindowInputs& inputs, const Issue& issue) {
    if (auto embedded = own_end(inputs.embedded, Evidence::embedded)) return *embedded;
    if (auto adjacent = own_end(inputs.adjacent, Evidence::adjacent)) return *adjacent;
    const auto span = spans_of(inputs).fixed();
    const auto at = issue.at && span ? later_by(*issue.at, *span) : std::nullopt;
    if (at) return Known{*at, Evidence::catalogue};
    if (inputs.rule.type == rules::LifetimeClass::unbounded) return Never{Evidence::catalogue};
    return unknown_end(inputs, issue);
}

// Contradictions: sentences for a person, in a fixed order.

void compare_with_adjacent(std::vector<std::string>& said, const WindowInputs& inputs) {
    const CarrierFacts& embedded = inputs.embedded;
    const CarrierFacts& adjacent = inputs.adjacent;
    if (!adjacent.expires_at) return;
    const std::string beside =
        "the end written beside it is " + core::to_text(*adjacent.expires_at);
    if (embedded.never_expires) said.push_back(beside + ", but the secret itself has none");
    if (!embedded.expires_at) return;
    const Duration difference = std::chrono::abs(*embedded.expires_at - *adjacent.expires_at);
    if (difference <= kClockDifference) return;
    said.push_back(beside + ", but the secret says " + core::to_text(*embedded.expires_at));
}

void compare_with_maximum(std::vector<std::string>& said, const WindowInputs& inputs) {
    const CarrierFacts& embedded = inputs.embedded;
    if (!embedded.expires_at || !embedded.issued_at || !inputs.rule.maximum_span) return;
    const auto latest = later_by(*embedded.issued_at, *inputs.rule.maximum_span);
    if (!latest || *embedded.expires_at <= *latest + kClockDifference) return;
    said.push_back("the secret says it ends at " + core::to_text(*embedded.expires_at) +
                   ", but its kind lives at most " +
                   core::to_human_text(*inputs.rule.maximum_span) + " from issue, to " +
                   core::to_text(*latest));
}

void compare_with_history(std::vector<std::string>& said, const WindowInputs& inputs,
                          const Issue& issue) {
    if (!issue.at || !inputs.first_seen) return;
    if (*issue.at <= *inputs.first_seen + kClockDifference) return;
    said.push_back("it was issued at " + core::to_text(*issue.at) + ", but first seen at " +
                   core::to_text(*inputs.first_seen));
}

void compare_with_renewal(std::vector<std::string>& said, const CarrierFacts& embedded) {
    if (!embedded.renew_after || !embedded.expires_at) return;
    if (*embedded.renew_after >= *embedded.expires_at) return;
    said.push_back("it was meant to be replaced at " + core::to_text(*embedded.renew_after) +
                   ", but is accepted until " + core::to_text(*embedded.expires_at));
}

/// An end at or before the begin leaves no window. History only says when it was seen, so a secret
/// that had expired by then is no contradiction; its own two times are.
End reconciled_begin(std::vector<std::string>& said, End begin, const End& end) {
    const auto from = core::instant_of(begin);
    const auto until = core::instant_of(end);
    if (!from || !until || *from < *until) return begin;
    if (core::evidence_of(begin) == Evidence::history) {
        return Unknown{"issued before it was first seen at " + core::to_text(*from) +
                       ", when it had expired"};
    }
    said.push_back("it ends at " + core::to_text(*until) + ", not after it begins at " +
                   core::to_text(*from));
    return Unknown{"its begin contradicts its end"};
}

}  // namespace

core::ValidityWindow window_of(const WindowInputs& inputs) {
    const Issue issue = issue_of(inputs);
    std::vector<std::string> said;
    const End end = end_of(inputs, issue);
    End begin = reconciled_begin(said, begin_of(inputs), end);
    compare_with_adjacent(said, inputs);
    compare_with_maximum(said, inputs);
    compare_with_history(said, inputs, issue);
    compare_with_renewal(said, inputs.embedded);

    auto window = core::ValidityWindow::between(std::move(begin), end);
    core::check(window.has_value());  // reconciled_begin left no empty one
    core::ValidityWindow told = window.value().issued(issued_end(issue));
    for (std::string& sentence : said) told = told.contradicted(std::move(sentence));
    return told;
}

}  // namespace curfew::lifetime
