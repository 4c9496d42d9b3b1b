/// What of a report is shown under the options, and the one door through which a report opens a
/// secret.
///
/// Threads:  pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scanner/report/render.h"
#include "scanner/report/scan_report.h"

namespace curfew::report {

/// The findings the options ask for, in report order. Borrowed from `report`.
[[nodiscard]] std::vector<const Finding*> shown_findings(const ScanReport& report,
                                                         const RenderOptions& options);

/// The secret's bytes when --show-secrets asks for them; nothing otherwise.
[[nodiscard]] std::string_view revealed(const Finding& finding, const RenderOptions& options);
[[nodiscard]] std::string_view revealed(const FindingPart& part, const RenderOptions& options);

/// The places a result is made for: those that are there now, or else the newest one.
[[nodiscard]] std::vector<const core::Place*> current_places(const Finding& finding);

/// The commit a person looks at first: the one that brought it, or the last that held it.
[[nodiscard]] const core::CommitFacts* commit_of(const core::Place& place);

}  // namespace curfew::report
