/// With what a scan works: what everybody on the way from blob to finding is given.
///
/// Owns:     nothing; what it points to outlives the scan.
/// Threads:  read-only once a scan has begun.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>

#include "scanner/core/fingerprint.h"
#include "scanner/core/instant.h"
#include "scanner/match/detector.h"
#include "scanner/policy/policy.h"
#include "scanner/rules/catalog.h"
#include "scanner/sources/source.h"
#include "scanner/store/baseline.h"

namespace curfew {

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
    /// Paths a person does not want to hear of, in histories too (sources/glob.h).
    std::span<const std::string> excludes{};
    std::function<void(const Progress&)> on_progress{};  ///< called from reader threads
    /// For whoever acts while it still scans. Called from reader threads when a reader meets a
    /// secret, and again when it is better founded than before. `account`: what the secret itself
    /// says of its owner.
    std::function<void(const match::Detection& secret, const std::string& account)> on_secret{};
    std::stop_token stop{};
};

}  // namespace curfew
