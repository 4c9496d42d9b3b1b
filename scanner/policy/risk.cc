// How bad a finding is, as a table that a person can check: every reason that holds adds its points
// and is named in the report; then a ceiling may hold it down, and is named too.
//
//     points   0-1 low   2 medium   3-4 high   5 and more critical
//
// Not here: the order of a report, which is live exposure (report/scan_report.h).

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "scanner/core/instant.h"
#include "scanner/core/place.h"
#include "scanner/core/validity_window.h"
#include "scanner/policy/policy.h"
#include "scanner/report/finding.h"
#include "scanner/rules/provider_rules.h"
#include "scanner/rules/signature.h"

namespace curfew::policy {
namespace {

using report::Finding;
using report::LifetimeStanding;
using report::RiskLevel;

constexpr core::Duration kLong = std::chrono::hours(24) * 365;
// Under these a candidate is at least as often something else; measured by tests/accuracy.
constexpr double kDoubtful = 0.5;
constexpr double kUncertain = 0.7;

bool is_dead(const Finding& finding) {
    return finding.verdict.state == "dead";
}

/// Accepted no longer, whoever says so.
bool is_over(const Finding& finding) {
    return finding.standing == LifetimeStanding::expired || is_dead(finding);
}

/// Until when it is accepted, or that it is accepted now.
bool is_end_told(const Finding& finding) {
    return finding.verdict.state == "live" ||
           !std::holds_alternative<core::Unknown>(finding.window.expires_at());
}

/// Taken out since, but whoever has the history can still read it.
bool is_in_history_only(const Finding& finding) {
    return !finding.exposure.is_present && !finding.places.empty();
}

bool is_only_ignored(const Finding& finding) {
    return !finding.places.empty() &&
           std::ranges::all_of(finding.places, &core::Place::is_git_ignored);
}

struct Reason {
    std::string_view name;
    int points;
    bool (*holds)(const Finding& finding);
};

constexpr std::array kReasons{
    Reason{"accepted now and readable now", 3,
           [](const Finding& finding) {
               return finding.exposure.is_present && !is_over(finding) && is_end_told(finding);
           }},
    Reason{"readable now, and nobody told until when it is accepted", 2,
           [](const Finding& finding) {
               return finding.exposure.is_present && !is_over(finding) && !is_end_told(finding);
           }},
    Reason{"accepted now and readable in the history", 2,
           [](const Finding& finding) {
               return is_in_history_only(finding) && !is_over(finding) && is_end_told(finding);
           }},
    Reason{"readable in the history, and nobody told until when it is accepted", 1,
           [](const Finding& finding) {
               return is_in_history_only(finding) && !is_over(finding) && !is_end_told(finding);
           }},
    Reason{"its provider accepts it: asked", 1,
           [](const Finding& finding) { return finding.verdict.state == "live"; }},
    Reason{"never expires", 1,
           [](const Finding& finding) { return finding.standing == LifetimeStanding::unbounded; }},
    Reason{"lives longer than the policy allows", 1,
           [](const Finding& finding) { return finding.standing == LifetimeStanding::long_lived; }},
    Reason{
        "readable for over a year and not known to be refused", 1,
        [](const Finding& finding) { return finding.exposure.live >= kLong && !is_dead(finding); }},
    Reason{"structure or checksum leave no doubt", 1,
           [](const Finding& finding) { return finding.is_confirmed; }},
    Reason{"private key without a passphrase", 1,
           [](const Finding& finding) {
               return finding.signature->kind == rules::SecretKind::private_key &&
                      !finding.is_protected;
           }},
    Reason{"opens the host that is named beside it", 1,
           [](const Finding& finding) {
               return finding.signature->kind == rules::SecretKind::connection_string;
           }},
    Reason{"cannot be taken back before it expires", 1,
           [](const Finding& finding) {
               return finding.signature->revocability == rules::Revocability::expiry_only &&
                      !is_over(finding);
           }},
};

struct Ceiling {
    std::string_view name;
    RiskLevel level;
    bool (*holds)(const Finding& finding);
};

constexpr std::array kCeilings{
    Ceiling{"expired", RiskLevel::low,
            [](const Finding& finding) {
                return finding.standing == LifetimeStanding::expired && !is_dead(finding);
            }},
    Ceiling{
        "its provider refuses it: asked", RiskLevel::low,
        [](const Finding& finding) { return is_dead(finding) && !finding.verdict.is_reversible; }},
    Ceiling{
        "disabled at its provider, and can be brought back", RiskLevel::medium,
        [](const Finding& finding) { return is_dead(finding) && finding.verdict.is_reversible; }},
    Ceiling{"known bait", RiskLevel::low,
            [](const Finding& finding) { return finding.verdict.detail == "canary"; }},
    Ceiling{"no secret by itself", RiskLevel::low,
            [](const Finding& finding) {
                return finding.signature->kind == rules::SecretKind::identifier ||
                       finding.signature->kind == rules::SecretKind::certificate;
            }},
    Ceiling{"may well be no secret", RiskLevel::low,
            [](const Finding& finding) {
                return !finding.is_confirmed && finding.confidence < kDoubtful;
            }},
    Ceiling{"may be no secret", RiskLevel::medium,
            [](const Finding& finding) {
                return !finding.is_confirmed && finding.confidence >= kDoubtful &&
                       finding.confidence < kUncertain;
            }},
    Ceiling{"needs its passphrase", RiskLevel::medium,
            [](const Finding& finding) { return finding.is_protected; }},
    Ceiling{"only in files that git ignores", RiskLevel::medium, is_only_ignored},
};

RiskLevel level_from(int points) {
    if (points >= 5) return RiskLevel::critical;
    if (points >= 3) return RiskLevel::high;
    return points == 2 ? RiskLevel::medium : RiskLevel::low;
}

}  // namespace

void judge_risk(Finding& finding) {
    int points = 0;
    std::vector<std::string> reasons;
    for (const Reason& reason : kReasons) {
        if (!reason.holds(finding)) continue;
        points += reason.points;
        reasons.emplace_back(reason.name);
    }
    RiskLevel level = level_from(points);
    for (const Ceiling& ceiling : kCeilings) {
        if (!ceiling.holds(finding)) continue;
        level = std::min(level, ceiling.level);
        reasons.emplace_back(ceiling.name);
    }
    finding.risk = {level, std::move(reasons)};
}

}  // namespace curfew::policy
