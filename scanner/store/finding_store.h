/// Where each secret was seen, kept from scan to scan, so that a later command finds it again by
/// its fingerprint. Holds no secret and nothing a secret could be computed from.
///
/// Owns:     the database connection.
/// Threads:  one thread at a time; several scans at once may share the file.
/// Errors:   those of core/database.h; unsupported when a newer Curfew wrote the file, corrupt when
///           it is something else. No error of the store may spoil a scan: callers turn it into a
///           warning.
/// Limits:   kPlacesMax places of a finding are kept, the present and newest ones.
/// Not here: baselines (baseline.h), the watchdog's ledger.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/database.h"
#include "scanner/core/fingerprint.h"
#include "scanner/core/instant.h"
#include "scanner/core/result.h"
#include "scanner/report/scan_report.h"

namespace curfew::store {

/// More places than a person follows up; a secret in every vendored copy of a file has thousands.
inline constexpr std::size_t kPlacesMax = 1'000;

/// A place as it was recorded.
struct StoredPlace {
    std::string signature_id;
    std::string repository;  ///< as given to `record`: a repository's path, a folder, a URL
    std::string kind;        ///< core::name_of(PlaceKind)
    std::string path;        ///< any bytes
    std::string commit;      ///< 40 hex digits, or empty
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    bool is_present = false;  ///< when it was seen last
    core::Instant first_scan{};
    core::Instant last_scan{};

    friend bool operator==(const StoredPlace&, const StoredPlace&) = default;
};

class FindingStore {
  public:
    /// Opens or makes the file and the folders above it; brings an older file forward.
    [[nodiscard]] static core::Result<FindingStore> open(const std::string& path);

    /// Adds what this scan of `repository` saw: all of it, or nothing.
    [[nodiscard]] core::Result<void> record(std::string_view repository,
                                            const report::ScanReport& report);

    /// The same where nobody named a repository: only paths tell the places apart.
    [[nodiscard]] core::Result<void> record(const report::ScanReport& report) {
        return record({}, report);
    }

    /// Every place where it was ever seen, last seen first.
    [[nodiscard]] core::Result<std::vector<StoredPlace>> places_of(
        const core::Fingerprint& fingerprint);

  private:
    explicit FindingStore(core::Database database) : database_(std::move(database)) {}

    core::Database database_;
};

}  // namespace curfew::store
