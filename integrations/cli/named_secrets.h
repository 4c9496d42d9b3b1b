/// The secrets a person named to verify or revoke: by fingerprint, in a report, in any file or
/// folder, or on standard input.
///
/// Owns:     what finding and reading needs, for as long as the findings are used: they borrow
/// their
///           signatures from the catalogue.
/// Threads:  one thread.
/// Errors:   those of find_again.h, settings_source.h, catalogue_source.h; not_found for a file;
///           corrupt for a report that is none.
#pragma once

#include <stop_token>
#include <string>

#include "integrations/cli/catalogue_source.h"
#include "integrations/cli/config.h"
#include "integrations/cli/options.h"
#include "scanner/core/clock.h"
#include "scanner/core/fingerprint.h"
#include "scanner/core/result.h"
#include "scanner/report/scan_report.h"

namespace curfew::cli {

/// What secrets are looked for and judged with.
struct Workbench {
    Settings settings;
    LoadedCatalogue catalogue;
    core::Fingerprinter fingerprinter;
};

[[nodiscard]] core::Result<Workbench> set_up(const Invocation& invocation,
                                             const ScanOptions& options);

/// The report of what was named. A finding of a report that could not be read again is a gap of its
/// coverage.
[[nodiscard]] core::Result<report::ScanReport> named_secrets(const std::string& what,
                                                             const ScanOptions& options,
                                                             const Workbench& bench,
                                                             core::Instant as_of,
                                                             const std::stop_token& stop);

}  // namespace curfew::cli
