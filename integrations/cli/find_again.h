/// A secret by its fingerprint: the finding store says where it was seen, the place is read again,
/// and what lies there now is compared.
///
/// Nobody keeps the secret in between. A place that has changed, or is gone, is told; the next one
/// is tried.
///
/// Owns:     nothing; borrows what Rescan points to.
/// Threads:  one thread.
/// Errors:   invalid_input (a fingerprint under another key), not_found (never seen here; or none
/// of
///           its places holds it any more, with what became of them), those of the store.
#pragma once

#include <stop_token>
#include <string>

#include "integrations/cli/catalogue_source.h"
#include "scanner/core/fingerprint.h"
#include "scanner/core/instant.h"
#include "scanner/core/result.h"
#include "scanner/policy/policy.h"
#include "scanner/report/scan_report.h"
#include "scanner/scan.h"

namespace curfew::cli {

/// What a place is read with.
struct Rescan {
    const LoadedCatalogue& catalogue;
    const core::Fingerprinter& fingerprinter;
    const policy::Policy& policy;
    core::Instant as_of{};
    std::uint64_t file_bytes_max = 0;
    std::stop_token stop{};
};

/// Scans one target; findings below the policy's confidence are found too.
[[nodiscard]] core::Result<report::ScanReport> rescan(ScanTarget target, const Rescan& how);

/// The finding as it lies there now, with its secret and the place where it was found again.
[[nodiscard]] core::Result<report::Finding> find_again(const core::Fingerprint& who,
                                                       const std::string& state_folder,
                                                       const Rescan& how);

}  // namespace curfew::cli
