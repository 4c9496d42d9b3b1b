#include "scanner/provider/journal.h"

#include <algorithm>
#include <array>
#include <utility>

namespace curfew::provider {
namespace {

constexpr std::array<std::pair<EndingOutcome, std::string_view>, 3> kOutcomes{{
    {EndingOutcome::proven, "proven"},
    {EndingOutcome::accepted_not_proven, "accepted_not_proven"},
    {EndingOutcome::failed, "failed"},
}};

bool is_live(const Inspection& inspection) {
    return verdict_of(inspection.detail, false) == Verdict::live;
}

}  // namespace

std::string_view name_of(EndingOutcome outcome) {
    const auto* const found =
        std::ranges::find(kOutcomes, outcome, &std::pair<EndingOutcome, std::string_view>::first);
    return found->second;
}

std::optional<EndingOutcome> ending_outcome_from(std::string_view name) {
    const auto* const found =
        std::ranges::find(kOutcomes, name, &std::pair<EndingOutcome, std::string_view>::second);
    return found == kOutcomes.end() ? std::nullopt : std::optional(found->first);
}

Recollection recollection_of(const std::vector<JournalEntry>& entries) {
    Recollection recollection;
    for (const JournalEntry& entry : entries) {
        if (is_live(entry.ending.before)) {
            recollection.was_live = true;
            recollection.before = entry.ending.before;
        }
        if (entry.stage == JournalEntry::Stage::sent) {
            recollection.is_open = true;
            recollection.binding = entry.ending.binding;
        }
        if (entry.stage == JournalEntry::Stage::told) {
            const auto& step = entry.ending.step;
            const bool is_unknown = step && step->state == Step::State::unclear &&
                                    entry.ending.outcome != EndingOutcome::proven;
            recollection.is_open = recollection.is_open && is_unknown;
        }
    }
    return recollection;
}

}  // namespace curfew::provider
