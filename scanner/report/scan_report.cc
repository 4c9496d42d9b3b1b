#include "scanner/report/scan_report.h"

#include <algorithm>
#include <tuple>
#include <variant>
#include <vector>

#include "scanner/core/validity_window.h"
#include "scanner/report/finding.h"

namespace curfew::report {
namespace {

/// Known, never and unknown are three things: a secret of which we know that it is accepted comes
/// before one of which we only do not know better.
int certainty(const Finding& finding) {
    return std::holds_alternative<core::Unknown>(finding.window.expires_at()) ? 0 : 1;
}

bool is_worse(const Finding& left, const Finding& right) {
    const auto key = [](const Finding& finding) {
        return std::tuple(finding.exposure.is_live_open, finding.exposure.live, finding.risk.level,
                          certainty(finding), finding.confidence);
    };
    if (key(left) != key(right)) return key(left) > key(right);
    return left.fingerprint < right.fingerprint;
}

}  // namespace

bool Coverage::has_gaps() const {
    return std::ranges::any_of(skipped, &SkippedCount::is_gap);
}

void sort_findings(std::vector<Finding>& findings) {
    std::ranges::sort(findings, is_worse);
}

}  // namespace curfew::report
