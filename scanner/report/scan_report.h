/// Everything one scan has to say: findings in report order, coverage, and with which key and
/// policy it was made. The report formats print nothing else.
///
/// Threads:  plain values, move-only.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "scanner/core/coverage.h"
#include "scanner/core/instant.h"
#include "scanner/report/finding.h"

namespace curfew::report {

/// Equal skips counted together; some names are kept.
struct SkippedCount {
    std::string what;
    std::string reason;
    std::uint64_t count = 0;
    bool is_gap = false;
    std::vector<std::string> names;  ///< the first few, sorted
};

struct Coverage {
    core::Covered covered;
    std::vector<SkippedCount> skipped;  ///< sorted by what, reason

    [[nodiscard]] bool has_gaps() const;
};

struct ScanReport {
    std::string tool_version;
    std::string catalogue;  ///< hex digits of the catalogue's digest, shortened
    core::Instant as_of{};
    std::string key_id;
    std::string policy;
    Coverage coverage;
    std::vector<Finding> findings;       ///< worst first
    std::uint64_t suppressed_count = 0;  ///< findings with `suppressed`
    std::uint64_t below_confidence = 0;  ///< candidates the policy does not show
    bool was_stopped = false;            ///< Ctrl-C: this is what was covered until then
    bool was_verified = false;           ///< providers were asked
};

/// The order of every report: live and still open first, longest live exposure, risk, confidence,
/// then fingerprint.
void sort_findings(std::vector<Finding>& findings);

}  // namespace curfew::report
