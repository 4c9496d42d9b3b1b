/// What blocks, what warns, how risky it is, how long it may live. Pure: values in, values out.
///
/// Threads:  immutable.
/// Source:   design.md 4 and 5. The default policy blocks on *new* findings that are confirmed by
///           structure or checksum, private keys and connection strings with a real password,
///           unless expired; generic kinds block from `generic_confidence_min`.
/// Not here: reading the policy from a file (integrations/cli/config), baselines
/// (store/baseline.h).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scanner/core/instant.h"
#include "scanner/report/finding.h"

namespace curfew::policy {

struct Policy {
    std::string name = "default";
    core::Duration max_lifetime = std::chrono::hours(24) * 90;
    std::map<std::string, core::Duration> max_lifetime_of_kind{};  ///< signature or kind → limit
    double generic_confidence_min = 0.95;
    /// Private keys and connection strings block from here on also without a checksum: below, it is
    /// a fragment, an example or a template.
    double private_key_confidence_min = 0.7;
    double connection_string_confidence_min = 0.8;
    /// Scan shows findings from here on; below they are counted.
    double report_confidence_min = 0.35;
    bool blocks_expired = false;
    bool blocks_known = false;                      ///< also what is in the baseline
    std::vector<std::string> blocked_signatures{};  ///< always
    std::vector<std::string> allowed_signatures{};  ///< never
};

/// The policy's limit for this signature: by its id, else by its kind, else the general one.
[[nodiscard]] core::Duration limit_for(const Policy& policy, const rules::Signature& signature);

/// Fills `standing`, `left` and `limit`. A begin that is unknown counts from the first sighting,
/// and without one from `as_of`: what is surely its age, never more.
void judge_lifetime(report::Finding& finding, const Policy& policy, core::Instant as_of);

/// The table of named reasons (risk.cc); fills `risk`. Comes after judge_lifetime.
void judge_risk(report::Finding& finding);

/// Whether the finding stops a commit or a merge; fills `is_blocking`. What is suppressed never
/// does, but for a baseline under `blocks_known`; known bait, certificates and what needs a
/// passphrase never do either.
void judge_block(report::Finding& finding, const Policy& policy, core::Instant as_of);

}  // namespace curfew::policy
