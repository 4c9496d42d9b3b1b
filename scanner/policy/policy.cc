#include "scanner/policy/policy.h"

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "scanner/core/instant.h"
#include "scanner/core/validity_window.h"
#include "scanner/report/finding.h"
#include "scanner/rules/lifetime_rule.h"
#include "scanner/rules/signature.h"

namespace curfew::policy {
namespace {

using report::Finding;
using report::LifetimeStanding;

bool names(const std::vector<std::string>& signatures, const rules::Signature& signature) {
    return std::ranges::find(signatures, signature.id.value) != signatures.end();
}

/// The latest moment it can have begun to be accepted: the known begin or issue, else the first
/// sighting, else now.
core::Instant latest_begin(const Finding& finding, core::Instant as_of) {
    core::Instant begin = as_of;
    for (const auto& known :
         {core::instant_of(finding.window.not_before()),
          core::instant_of(finding.window.issued_at()), finding.exposure.first_seen}) {
        if (known) begin = std::min(begin, *known);
    }
    return begin;
}

/// A kind that is never accepted for longer than the limit is short-lived whatever its begin.
LifetimeStanding standing_by_kind(const rules::LifetimeRule& rule, core::Duration limit) {
    const bool is_short = rule.maximum_span && *rule.maximum_span <= limit;
    return is_short ? LifetimeStanding::short_lived : LifetimeStanding::unknown;
}

LifetimeStanding standing_of(const Finding& finding, core::Duration limit, core::Instant as_of) {
    const core::End& end = finding.window.expires_at();
    if (std::holds_alternative<core::Never>(end)) return LifetimeStanding::unbounded;
    const auto expires_at = core::instant_of(end);
    if (!expires_at) return standing_by_kind(finding.signature->lifetime, limit);
    if (*expires_at <= as_of) return LifetimeStanding::expired;
    const core::Duration life = *expires_at - latest_begin(finding, as_of);
    return life <= limit ? LifetimeStanding::short_lived : LifetimeStanding::long_lived;
}

/// What can never stop anybody: it is no secret, or no use to whoever reads it.
bool is_harmless(const Finding& finding) {
    const rules::SecretKind kind = finding.signature->kind;
    return finding.is_protected || finding.verdict.detail == "canary" ||
           kind == rules::SecretKind::identifier || kind == rules::SecretKind::certificate;
}

double confidence_min(const Policy& policy, rules::SecretKind kind) {
    if (kind == rules::SecretKind::private_key) return policy.private_key_confidence_min;
    if (kind == rules::SecretKind::connection_string)
        return policy.connection_string_confidence_min;
    return policy.generic_confidence_min;
}

bool is_let_through(const Finding& finding, const Policy& policy) {
    if (finding.suppressed) return !policy.blocks_known || finding.suppressed->by != "baseline";
    return !finding.is_new && !policy.blocks_known;
}

bool is_expired(const Finding& finding, core::Instant as_of) {
    const auto expires_at = core::instant_of(finding.window.expires_at());
    return expires_at && *expires_at <= as_of;
}

}  // namespace

core::Duration limit_for(const Policy& policy, const rules::Signature& signature) {
    const auto& limits = policy.max_lifetime_of_kind;
    if (const auto own = limits.find(signature.id.value); own != limits.end()) return own->second;
    const auto kind = limits.find(std::string(rules::name_of(signature.kind)));
    return kind == limits.end() ? policy.max_lifetime : kind->second;
}

void judge_lifetime(Finding& finding, const Policy& policy, core::Instant as_of) {
    const core::Duration limit = limit_for(policy, *finding.signature);
    finding.limit = limit;
    finding.left = finding.window.left(as_of);
    finding.standing = standing_of(finding, limit, as_of);
}

void judge_block(Finding& finding, const Policy& policy, core::Instant as_of) {
    finding.is_blocking = false;
    const rules::Signature& signature = *finding.signature;
    if (is_let_through(finding, policy) || names(policy.allowed_signatures, signature)) return;
    if (names(policy.blocked_signatures, signature)) {
        finding.is_blocking = true;
        return;
    }
    if (is_harmless(finding)) return;
    const bool is_over = is_expired(finding, as_of) || finding.verdict.state == "dead";
    if (is_over && !policy.blocks_expired) return;
    finding.is_blocking =
        finding.is_confirmed || finding.confidence >= confidence_min(policy, signature.kind);
}

}  // namespace curfew::policy
