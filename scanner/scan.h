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
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "scanner/core/fingerprint.h"
#include "scanner/match/detector.h"
#include "scanner/policy/policy.h"
#include "scanner/report/scan_report.h"
#include "scanner/rules/catalog.h"
#include "scanner/sources/attribution.h"
#include "scanner/sources/source.h"
#include "scanner/store/baseline.h"

namespace curfew {

/// One thing to read, and where its git objects are explained, if they are git's.
struct ScanTarget {
    std::unique_ptr<sources::Source> source;
    /// For git objects: who brought them (sources/attribution.h). Empty: the origins say all.
    std::function<core::Result<sources::Attribution>(std::span<const core::ObjectId>)> attribute{};
};

/// A moment of a running scan, for the progress line.
struct Progress {
    std::uint64_t blobs = 0;
    std::uint64_t bytes = 0;
    std::uint64_t findings = 0;
    std::uint64_t steps = 0;        ///< done of what the source that is read has to go
    std::uint64_t steps_total = 0;  ///< 0: it does not know
};

struct ScanSetup {
    const rules::Catalog& catalog;
    const match::Detector& detector;
    const core::Fingerprinter& fingerprinter;
    const policy::Policy& policy;
    core::Instant as_of{};
    unsigned jobs = 1;
    std::span<const store::Baseline> baselines{};
    /// Base versions for "is it new?": findings of these sources are not new. May be empty.
    std::span<const std::unique_ptr<sources::Source>> known{};
    std::function<void(const Progress&)> on_progress{};  ///< called from reader threads
    /// For whoever acts while it still scans. Called from reader threads when a reader meets a
    /// secret, and again when it is better founded than before. `account`: what the secret itself
    /// says of its owner.
    std::function<void(const match::Detection& secret, const std::string& account)> on_secret{};
    std::stop_token stop{};
};

[[nodiscard]] core::Result<report::ScanReport> scan(std::span<ScanTarget> targets,
                                                    const ScanSetup& setup);

}  // namespace curfew
