// How long a secret was readable, and how long of that it was also accepted.
//
//   sightings        first |====================| taken away, or as_of while it is still there
//   window                      not_before [=========) expires_at
//   live exposure                          [====]        their common part
//
// All spans are half-open. What happened after `as_of` is not known at `as_of` and does not count,
// so that a report can be made again later. An unknown begin counts from the first sighting, an
// unknown end as still accepted: of two mistakes the report makes the one that alarms.

#include "scanner/lifetime/exposure.h"

#include <algorithm>
#include <optional>
#include <string>
#include <variant>

#include "scanner/core/instant.h"
#include "scanner/core/validity_window.h"

namespace curfew::lifetime {
namespace {

using core::Instant;

std::string told_by(const core::End& end) {
    const auto* unknown = std::get_if<core::Unknown>(&end);
    return unknown == nullptr || unknown->reason.empty() ? std::string()
                                                         : " (" + unknown->reason + ")";
}

void add_sentence(std::string& reason, const std::string& sentence) {
    if (!reason.empty() && !sentence.empty()) reason += "; ";
    reason += sentence;
}

/// What an unknown end does to the figure, for a person.
std::string reason_of(const core::ValidityWindow& window) {
    std::string reason;
    if (std::holds_alternative<core::Unknown>(window.not_before())) {
        add_sentence(reason, "begin of acceptance unknown" + told_by(window.not_before()) +
                                 ": counted from the first sighting");
    }
    if (std::holds_alternative<core::Unknown>(window.expires_at())) {
        add_sentence(reason, "end of acceptance unknown" + told_by(window.expires_at()) +
                                 ": counted as still accepted");
    }
    return reason;
}

core::Duration common_part(Instant begin, Instant end, const core::ValidityWindow& window) {
    begin = std::max(begin, core::instant_of(window.not_before()).value_or(begin));
    end = std::min(end, core::instant_of(window.expires_at()).value_or(end));
    return std::max(core::Duration::zero(), end - begin);
}

}  // namespace

void Sightings::add(std::optional<Instant> first_seen, std::optional<Instant> last_seen,
                    bool present) {
    if (!last_seen) last_seen = first_seen;
    if (first_seen) first = first ? std::min(*first, *first_seen) : *first_seen;
    if (last_seen) last = last ? std::max(*last, *last_seen) : *last_seen;
    is_present = is_present || present;
}

Exposure exposure_of(const Sightings& sightings, const core::ValidityWindow& window,
                     Instant as_of) {
    Exposure exposure;
    if (sightings.first && *sightings.first > as_of) {
        exposure.reason = "first seen at " + core::to_text(*sightings.first) +
                          ", after the instant that was asked for";
        return exposure;
    }
    exposure.first_seen = sightings.first;
    // A last sighting later than `as_of` means that it still lay there at `as_of`.
    const bool is_seen_later = sightings.last && *sightings.last > as_of;
    exposure.is_present = sightings.is_present || is_seen_later;
    const auto last = sightings.last ? sightings.last : sightings.first;
    exposure.last_seen = exposure.is_present ? std::optional(as_of) : last;
    exposure.is_live_open = exposure.is_present && window.at(as_of) != core::Acceptance::refused;
    if (!exposure.first_seen) {
        exposure.reason =
            "only seen now, in a place without history: how long it lay there is "
            "unknown";
        add_sentence(exposure.reason, reason_of(window));
        return exposure;
    }
    const Instant until = exposure.last_seen.value_or(*exposure.first_seen);
    exposure.live = common_part(*exposure.first_seen, until, window);
    exposure.reason = reason_of(window);
    return exposure;
}

}  // namespace curfew::lifetime
