/// From a report to where the person wants it: format, colours, width.
///
/// Threads:  one thread.
/// Errors:   as output.h.
#pragma once

#include "integrations/cli/options.h"
#include "scanner/core/result.h"
#include "scanner/report/scan_report.h"

namespace curfew::cli {

[[nodiscard]] core::Result<void> write_report(const report::ScanReport& report,
                                              const Invocation& invocation,
                                              const ScanOptions& options);

}  // namespace curfew::cli
