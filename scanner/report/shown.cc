#include "scanner/report/shown.h"

#include <string_view>
#include <vector>

#include "scanner/core/place.h"
#include "scanner/report/finding.h"
#include "scanner/report/render.h"
#include "scanner/report/scan_report.h"

namespace curfew::report {

std::vector<const Finding*> shown_findings(const ScanReport& report, const RenderOptions& options) {
    std::vector<const Finding*> shown;
    shown.reserve(report.findings.size());
    for (const Finding& finding : report.findings)
        if (options.shows_suppressed || !finding.suppressed) shown.push_back(&finding);
    return shown;
}

std::string_view revealed(const Finding& finding, const RenderOptions& options) {
    return options.shows_secrets ? finding.secret.reveal() : std::string_view();
}

std::string_view revealed(const FindingPart& part, const RenderOptions& options) {
    return options.shows_secrets ? part.secret.reveal() : std::string_view();
}

std::vector<const core::Place*> current_places(const Finding& finding) {
    std::vector<const core::Place*> current;
    for (const core::Place& place : finding.places)
        if (place.is_present) current.push_back(&place);
    if (current.empty() && !finding.places.empty()) current.push_back(&finding.places.front());
    return current;
}

const core::CommitFacts* commit_of(const core::Place& place) {
    if (place.first_commit) return &*place.first_commit;
    return place.last_commit ? &*place.last_commit : nullptr;
}

}  // namespace curfew::report
