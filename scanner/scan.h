/// The scanner's front door: sources in, one report out.
///
/// source → blobs → decoders → detector → fold by fingerprint → attribution → lifetimes → exposure
/// → suppression → policy → ScanReport.
///
/// Owns:     nothing; borrows what ScanSetup points to until `scan` returns.
/// Threads:  call from one thread; starts `jobs` readers itself.
/// Errors:   whatever makes a whole source unreadable. One bad blob becomes a skip in the report.
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "scanner/report/scan_report.h"
#include "scanner/scan_setup.h"
#include "scanner/secret_table.h"
#include "scanner/sources/attribution.h"
#include "scanner/sources/source.h"

namespace curfew {

/// One thing to read, and where its git objects are explained, if they are git's.
struct ScanTarget {
    std::unique_ptr<sources::Source> source;
    /// For git objects: who brought them (sources/attribution.h). Empty: the origins say all.
    std::function<core::Result<sources::Attribution>(std::span<const core::ObjectId>)> attribute{};
};

[[nodiscard]] core::Result<report::ScanReport> scan(std::span<ScanTarget> targets,
                                                    const ScanSetup& setup);

/// Secrets that are looked for, with what is known of them already.
struct Sought {
    const core::RunFingerprinter& fingerprinter;  ///< under which `table` names them
    SecretTable table;
};

/// The same for these secrets alone: what else lies in the targets is not told, and what was known
/// before stays where the targets do not show it.
[[nodiscard]] core::Result<report::ScanReport> scan_for(Sought sought,
                                                        std::span<ScanTarget> targets,
                                                        const ScanSetup& setup);

}  // namespace curfew
