/// From folded secrets to findings: histories joined, lifetimes read, exposure cut, policy asked.
///
/// Owns:     nothing; takes the table apart.
/// Threads:  one thread calls; fingerprints are derived on `jobs` threads, for a guessable value
///           under the public key costs milliseconds.
/// Not here: reading (scan_worker.h), printing (report/render.h).
#pragma once

#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "scanner/core/fingerprint.h"
#include "scanner/core/ids.h"
#include "scanner/core/place.h"
#include "scanner/report/scan_report.h"
#include "scanner/scan_setup.h"
#include "scanner/secret_table.h"

namespace curfew {

using PlacesOfObject = std::unordered_map<core::ObjectId, std::vector<core::Place>>;

/// The objects in which `table` saw something, sorted: what attribution is asked about.
[[nodiscard]] std::vector<core::ObjectId> objects_of(const SecretTable& table);

/// Puts the history into each sighting: one place a path, from its first commit to its last, with
/// the position in the newest version.
void attribute_sightings(SecretTable& table, const PlacesOfObject& places);

/// Takes out what is only a public part of another secret: a key's id beside its key is one
/// finding.
void fold_public_parts(SecretTable& table, const core::RunFingerprinter& fingerprinter);

/// What the secret itself says of its owner; empty where it says nothing.
[[nodiscard]] std::string account_of(const match::Detection& detection);

/// Makes the findings the policy shows; counts the others in `below_confidence`.
[[nodiscard]] std::vector<report::Finding> findings_of(
    SecretTable& table, const ScanSetup& setup,
    const std::unordered_set<core::RunFingerprint>& known, std::uint64_t& below_confidence);

}  // namespace curfew
