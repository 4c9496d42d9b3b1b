/// `curfew import`: reports of other scanners, taken over as findings of ours.
///
/// Threads:  one thread calls; the scan for further places starts its own.
/// Errors:   come out as a sentence on standard error and exit code 2. A report that cannot be read
///           is told, the others are read.
/// Not here: the reports' formats (scanner/foreign), what a finding becomes (scanner/import.h).
#pragma once

#include "integrations/cli/options.h"
#include "scanner/core/clock.h"

namespace curfew::cli {

/// The exit code of design.md 4.
[[nodiscard]] int import_reports(const Invocation& invocation, const ImportOptions& options,
                                 const core::Clock& clock);

}  // namespace curfew::cli
