// From an answer to a finding.
//
//   detail              what is sure             the window's end
//   live, live_limited  accepted when asked      the answer's; an end that is already over is wrong
//   expired             refused when asked       the answer's, or no later than the asking
//   revoked, disabled   refused when asked       no later than the asking
//   anything else       nothing                  as it was
//
// An end after the asking, told by a provider that refuses the credential, is a contradiction like
// any other: what it does counts more than what it says.

#include "scanner/verification/take_in.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "scanner/core/validity_window.h"
#include "scanner/lifetime/exposure.h"

namespace curfew::verification {
namespace {

using core::End;
using core::Instant;
using core::Known;
using core::Never;
using core::Unknown;
using provider::Detail;
using provider::Inspection;
using provider::Verdict;

// Clocks differ by seconds; a minute is what issuers tolerate (as in lifetime/window.cc).
constexpr core::Duration kClockDifference = std::chrono::seconds{60};

/// The window while it is put together again.
struct Draft {
    End not_before;
    End expires_at;
    End issued_at;
    std::vector<std::string> said;
};

std::string told(const End& end) {
    if (const auto* known = std::get_if<Known>(&end)) {
        return core::to_text(known->at) + " (" + std::string(core::name_of(known->evidence)) + ")";
    }
    if (const auto* never = std::get_if<Never>(&end)) {
        return "never (" + std::string(core::name_of(never->evidence)) + ")";
    }
    return "unknown";
}

bool agree(const End& first, const End& second) {
    const auto left = core::instant_of(first);
    const auto right = core::instant_of(second);
    if (left && right) return std::chrono::abs(*left - *right) <= kClockDifference;
    return std::holds_alternative<Never>(first) == std::holds_alternative<Never>(second);
}

bool is_told(const End& end) {
    return !std::holds_alternative<Unknown>(end);
}

/// The provider's own times over those that were known before.
void take_times(Draft& draft, const Inspection& inspection) {
    if (is_told(inspection.expires_at)) {
        if (is_told(draft.expires_at) && !agree(inspection.expires_at, draft.expires_at)) {
            draft.said.push_back("its end was " + told(draft.expires_at) +
                                 ", but the provider says " + told(inspection.expires_at));
        }
        draft.expires_at = inspection.expires_at;
    }
    if (!is_told(inspection.issued_at)) return;
    if (is_told(draft.issued_at) && !agree(inspection.issued_at, draft.issued_at)) {
        draft.said.push_back("it was issued at " + told(draft.issued_at) +
                             ", but the provider says " + told(inspection.issued_at));
    }
    draft.issued_at = inspection.issued_at;
    // Its begin was not told, or only guessed from when it was issued or first seen.
    if (core::evidence_of(draft.not_before) != core::Evidence::embedded) {
        draft.not_before = inspection.issued_at;
    }
}

/// Accepted when asked: an end that was over by then, or a begin still to come, is wrong.
void hold_accepted(Draft& draft, Instant asked_at) {
    const auto end = core::instant_of(draft.expires_at);
    if (end && *end <= asked_at) {
        const std::string sentence = "it should have ended at " + told(draft.expires_at) +
                                     ", but the provider accepted it at " + core::to_text(asked_at);
        draft.said.push_back(sentence);
        draft.expires_at = Unknown{sentence};
    }
    const auto begin = core::instant_of(draft.not_before);
    if (begin && *begin > asked_at + kClockDifference) {
        const std::string sentence = "it should begin at " + told(draft.not_before) +
                                     ", but the provider accepted it at " + core::to_text(asked_at);
        draft.said.push_back(sentence);
        draft.not_before = Unknown{sentence};
    }
}

/// Refused when asked: it ended no later than that.
void hold_refused(Draft& draft, const Inspection& inspection, Instant latest) {
    const auto end = core::instant_of(draft.expires_at);
    if (end && *end <= latest) return;
    if (inspection.detail == Detail::expired && is_told(draft.expires_at)) {
        draft.said.push_back("its end was " + told(draft.expires_at) +
                             ", but the provider called it expired at " +
                             core::to_text(inspection.evidence.asked_at));
    }
    draft.expires_at = Known{latest, core::Evidence::provider};
}

/// A begin at or after the end leaves no window; the weaker of the two gives way.
core::ValidityWindow window_from(Draft draft) {
    const auto begin = core::instant_of(draft.not_before);
    const auto end = core::instant_of(draft.expires_at);
    if (begin && end && *begin >= *end) {
        if (core::evidence_of(draft.not_before) != core::Evidence::history) {
            draft.said.push_back("it ends at " + told(draft.expires_at) +
                                 ", not after it begins at " + told(draft.not_before));
        }
        draft.not_before = Unknown{"its begin contradicts its end"};
    }
    auto window = core::ValidityWindow::between(draft.not_before, draft.expires_at);
    if (!window.has_value()) return core::ValidityWindow::unknown(window.error().message());
    core::ValidityWindow told_window = window.value().issued(draft.issued_at);
    for (std::string& sentence : draft.said) {
        told_window = told_window.contradicted(std::move(sentence));
    }
    return told_window;
}

core::ValidityWindow improved(const core::ValidityWindow& window, const Inspection& inspection,
                              const Judgement& judgement) {
    Draft draft{window.not_before(), window.expires_at(), window.issued_at(),
                window.contradictions()};
    const Verdict verdict = provider::verdict_of(inspection.detail, false);
    if (verdict != Verdict::live && verdict != Verdict::dead) return window;
    const Instant asked_at = inspection.evidence.asked_at;
    take_times(draft, inspection);
    if (verdict == Verdict::live) hold_accepted(draft, asked_at);
    // An instant that was asked for in the past is not one at which it was refused.
    const Instant latest = judgement.is_now ? std::min(asked_at, judgement.as_of) : asked_at;
    if (verdict == Verdict::dead) hold_refused(draft, inspection, latest);
    return window_from(std::move(draft));
}

/// The exposure once more, cut with another window.
lifetime::Exposure cut_again(const lifetime::Exposure& exposure, const core::ValidityWindow& window,
                             Instant as_of) {
    const bool was_seen = exposure.first_seen || exposure.last_seen || exposure.is_present;
    if (!was_seen) return exposure;
    return lifetime::exposure_of({exposure.first_seen, exposure.last_seen, exposure.is_present},
                                 window, as_of);
}

report::Verdict verdict_from(const Inspection& inspection) {
    report::Verdict verdict;
    verdict.state = provider::name_of(provider::verdict_of(inspection.detail, false));
    verdict.detail = provider::name_of(inspection.detail);
    verdict.reason = inspection.reason;
    verdict.is_reversible = inspection.detail == Detail::disabled;
    const provider::Evidence& evidence = inspection.evidence;
    if (evidence.asked_at == Instant{} || evidence.host.empty()) return verdict;
    verdict.checked_at = evidence.asked_at;
    verdict.checked_by = evidence.host;
    verdict.status = evidence.status;
    verdict.mark = evidence.mark;
    verdict.request_id = evidence.request_id;
    verdict.skew = evidence.skew;
    return verdict;
}

void take_owner(report::Finding& finding, const Inspection& inspection) {
    report::Owner& owner = finding.owner;
    if (!inspection.scopes.empty()) owner.scopes = inspection.scopes;
    if (inspection.owner.empty() || inspection.owner == owner.account) return;
    // An account that stands in the secret and a person's name are two things.
    if (owner.account.empty()) owner.account = inspection.owner;
    else owner.name = inspection.owner;
}

void note_skew(report::Finding& finding, const Inspection& inspection) {
    const auto& skew = inspection.evidence.skew;
    if (!skew || std::chrono::abs(*skew) <= kClockDifference) return;
    finding.notes.push_back("the provider's clock is " +
                            core::to_human_text(std::chrono::abs(*skew)) +
                            (*skew > core::Duration::zero() ? " ahead of" : " behind") +
                            " ours; times it tells are off by that");
}

}  // namespace

void take_in(report::Finding& finding, const Inspection& inspection, const Judgement& judgement) {
    finding.verdict = verdict_from(inspection);
    take_owner(finding, inspection);
    note_skew(finding, inspection);
    if (finding.verdict.state == "live" && !finding.is_confirmed) {
        finding.is_confirmed = true;
        finding.confidence = 1.0;
        finding.confidence_reasons.insert(finding.confidence_reasons.begin(),
                                          "its provider accepted it");
    }
    finding.window = improved(finding.window, inspection, judgement);
    finding.exposure = cut_again(finding.exposure, finding.window, judgement.as_of);
    policy::judge_lifetime(finding, judgement.policy, judgement.as_of);
    policy::judge_risk(finding);
    policy::judge_block(finding, judgement.policy, judgement.as_of);
}

}  // namespace curfew::verification
