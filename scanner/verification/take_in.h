/// What a provider's answer changes in a finding: verdict, window, owner, and everything that was
/// judged by them.
///
/// Each end of the window comes from the strongest evidence; what the provider says beats all. What
/// it contradicts stays visible as a sentence. A dead credential whose answer names no end has
/// ended no later than it was asked, or when it was judged.
///
/// Threads:  pure functions.
/// Source:   design.md 2 (order of evidence, verdicts).
/// Not here: asking (questions.h).
#pragma once

#include "scanner/core/instant.h"
#include "scanner/policy/policy.h"
#include "scanner/provider/verdict.h"
#include "scanner/report/finding.h"

namespace curfew::verification {

struct Judgement {
    const policy::Policy& policy;
    core::Instant as_of{};
    /// Whether `as_of` is the run's own time; then an answer that came a moment later holds for it.
    bool is_now = true;
};

void take_in(report::Finding& finding, const provider::Inspection& inspection,
             const Judgement& judgement);

}  // namespace curfew::verification
