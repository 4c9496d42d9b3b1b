/// What gate says: nothing when all is well; else what blocks, where, and the ways out.
///
/// Threads:  pure functions.
#pragma once

#include <string>

#include "scanner/report/render.h"
#include "scanner/report/scan_report.h"

namespace curfew::report {

[[nodiscard]] std::string gate_text(const ScanReport& report, const RenderOptions& options);

}  // namespace curfew::report
