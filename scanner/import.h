/// From what other scanners reported to findings of ours: kind, window, exposure.
///
/// A secret that a report holds is looked at with our own catalogue; one that it redacts or hashes
/// is read again at its place. Each place is read once, however many findings name it. What could
/// not be read again is a gap of the coverage, with its reason and its place; nothing is dropped.
///
/// Owns:     nothing; borrows what ScanSetup points to.
/// Threads:  one thread; `targets` are read on ScanSetup's jobs.
/// Errors:   those of scan_for().
/// Not here: reading the reports (foreign/foreign_report.h), asking, and how to end them.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "scanner/foreign/foreign_finding.h"
#include "scanner/report/scan_report.h"
#include "scanner/rules/signature.h"
#include "scanner/scan.h"

namespace curfew {

struct Imported {
    std::span<const foreign::ForeignReport> reports;
    std::string root;  ///< the folder or repository that the reports speak of
    std::size_t file_bytes_max = 0;
    /// Where the secrets are looked for once more, for their history. May be empty.
    std::span<ScanTarget> targets{};
};

[[nodiscard]] core::Result<report::ScanReport> import_findings(const Imported& imported,
                                                               const ScanSetup& setup);

/// The kind of a secret that another tool has found and no signature of ours knows.
[[nodiscard]] const rules::Signature& unknown_kind();

}  // namespace curfew
