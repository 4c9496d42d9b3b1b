/// One secret that was confirmed, with everything a report says of it (design.md 5).
///
/// Owns:     everything. The secret and its secret parts are there so that --show-secrets can
/// reveal
///           them and a provider can be asked.
/// Threads:  plain values, move-only.
/// Order:    findings and their places are sorted; the same on every run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/fingerprint.h"
#include "scanner/core/place.h"
#include "scanner/core/secret_string.h"
#include "scanner/core/validity_window.h"
#include "scanner/lifetime/exposure.h"
#include "scanner/rules/signature.h"

namespace curfew::report {

struct Owner {
    std::string account;
    std::string name;
    std::vector<std::string> scopes;

    [[nodiscard]] bool is_empty() const {
        return account.empty() && name.empty() && scopes.empty();
    }
};

struct FindingPart {
    std::string name;
    std::optional<core::Fingerprint> fingerprint;  ///< a secret part
    std::string value;                             ///< a part that is no secret, as found
    core::SecretString secret{};                   ///< a secret part's bytes, to ask with
};

enum class RiskLevel { low, medium, high, critical };

[[nodiscard]] std::string_view name_of(RiskLevel level);

struct Risk {
    RiskLevel level = RiskLevel::low;
    std::vector<std::string> reasons;
};

/// Against the policy: how long it lives.
enum class LifetimeStanding { expired, short_lived, long_lived, unbounded, unknown };

[[nodiscard]] std::string_view name_of(LifetimeStanding standing);

struct Suppression {
    std::string by;  ///< "baseline", "ignore_file", "inline", "inline_foreign"
    std::string reason;
    std::optional<core::Instant> until;
};

/// What its provider said of it, or why nobody asked; the words are those of design.md 2.
struct Verdict {
    std::string state = "not_checked";
    std::string detail = "not_asked";
    std::string reason{};
    bool is_reversible = false;  ///< dead now, and can be brought back
    /// From here on only where somebody was asked.
    std::optional<core::Instant> checked_at{};
    std::string checked_by{};              ///< the host that was asked
    int status = 0;                        ///< of the answer; 0: the protocol has none
    std::string mark{};                    ///< what in the answer decided
    std::string request_id{};              ///< the provider's own
    std::optional<core::Duration> skew{};  ///< its clock minus ours
};

/// What another scanner calls it, whose report was imported.
struct ForeignName {
    std::string tool;
    std::string rule;

    friend auto operator<=>(const ForeignName&, const ForeignName&) = default;
};

/// What ending it would mean, for a person to decide; nothing is sent.
struct EndingPlan {
    bool can_end = false;        ///< `curfew revoke` can, by request
    bool needs_admin = false;    ///< with a configured administrator's credential
    bool is_reversible = false;  ///< can be taken back
    std::string blast_radius{};  ///< what else is hit; empty: nothing is known
    std::string requests{};      ///< what would be sent, secrets masked; or why nothing can be
};

struct Finding {
    core::Fingerprint fingerprint;
    const rules::Signature* signature = nullptr;  ///< the best one; borrowed from the catalogue
    std::vector<std::string> also_matched{};      ///< ids, sorted
    core::SecretString secret{};
    std::string masked{};
    double confidence = 0.0;
    std::vector<std::string> confidence_reasons{};
    bool is_confirmed = false;
    bool is_protected = false;
    core::ValidityWindow window = core::ValidityWindow::unknown("not looked at");
    LifetimeStanding standing = LifetimeStanding::unknown;
    std::optional<core::Duration> left{};   ///< until it expires, at as_of
    std::optional<core::Duration> limit{};  ///< the policy's max_lifetime for this kind
    lifetime::Exposure exposure{};
    Verdict verdict{};
    Owner owner{};
    std::vector<FindingPart> parts{};
    std::vector<core::Place> places{};  ///< present ones first, then newest
    Risk risk{};
    std::optional<Suppression> suppressed{};
    std::vector<std::string> notes{};  ///< sentences for the person: "curfew:allow needs a reason"
    std::vector<ForeignName> imported{};  ///< sorted; empty: found by a scan of ours
    std::optional<EndingPlan> plan{};
    bool is_new = true;        ///< for gate: not in baseline nor base version
    bool is_blocking = false;  ///< the policy's answer
};

}  // namespace curfew::report
