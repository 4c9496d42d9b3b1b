/// One finding as a block of text, shared by the report and by what gate says.
///
/// Threads:  pure functions.
#pragma once

#include "scanner/core/instant.h"
#include "scanner/report/page.h"
#include "scanner/report/render.h"
#include "scanner/report/scan_report.h"

namespace curfew::report {

[[nodiscard]] Paint paint_of(RiskLevel level);

/// "CRITICAL  AWS access key  AKIA…7Q".
void print_title(Page& page, const Finding& finding, const RenderOptions& options);

/// What the picture's signs mean; said once.
void print_legend(Page& page);

/// Title, picture, window, exposure, places, what to do.
void print_finding(Page& page, const Finding& finding, const RenderOptions& options,
                   core::Instant as_of);

}  // namespace curfew::report
