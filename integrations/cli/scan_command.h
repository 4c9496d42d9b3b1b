/// `curfew scan` and `curfew gate`.
///
/// Threads:  one thread calls; the scan starts its own.
/// Errors:   come out as a sentence on standard error and exit code 2.
#pragma once

#include "integrations/cli/options.h"
#include "scanner/core/clock.h"

namespace curfew::cli {

/// The exit code of design.md 4.
[[nodiscard]] int run_scan(const Invocation& invocation, const ScanOptions& options,
                           const core::Clock& clock);

}  // namespace curfew::cli
