#include "scanner/scan.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "scanner/core/digest.h"
#include "scanner/findings.h"
#include "scanner/scan_worker.h"
#include "scanner/secret_table.h"
#include "scanner/sources/glob.h"

namespace curfew {
namespace {

using Workers = std::vector<std::unique_ptr<ScanWorker>>;

core::Result<Workers> make_workers(SharedRun& run, unsigned jobs) {
    Workers workers;
    for (unsigned job = 0; job < std::max(1U, jobs); ++job) {
        TRY_ASSIGN(auto workspace, run.detector.make_workspace());
        workers.push_back(std::make_unique<ScanWorker>(run, std::move(workspace)));
    }
    return workers;
}

/// What reading one source gave, all readers joined.
struct Reading {
    core::Covered covered;
    SecretTable table;
    SkipCounter skips;
};

core::Result<Reading> read_source(sources::Source& source, SharedRun& run, const ScanSetup& setup) {
    TRY_ASSIGN(const Workers workers, make_workers(run, setup.jobs));
    std::vector<core::BlobSink*> sinks;
    for (const auto& worker : workers) sinks.push_back(worker.get());
    run.steps = 0;
    run.steps_total = 0;
    Reading reading;
    TRY_ASSIGN(reading.covered, source.read(sinks, setup.stop));
    for (const auto& worker : workers) {
        reading.table.absorb(std::move(worker->table()));
        reading.skips.absorb(std::move(worker->skips()));
    }
    return reading;
}

core::Result<void> attribute(const ScanTarget& target, Reading& reading) {
    if (!target.attribute) return {};
    const std::vector<core::ObjectId> objects = objects_of(reading.table);
    if (objects.empty()) return {};
    TRY_ASSIGN(sources::Attribution attribution, target.attribute(objects));
    for (core::Skipped& gap : attribution.gaps) reading.skips.add(std::move(gap));
    attribute_sightings(reading.table, attribution.places);
    return {};
}

bool is_left_out(const core::Place& place, std::span<const std::string> excludes) {
    return !place.path.empty() && std::ranges::any_of(excludes, [&](const std::string& glob) {
        return sources::lies_under_glob(place.path, glob);
    });
}

/// Only once the history is known does a blob have a path. What was seen elsewhere too stays.
void leave_out(Reading& reading, std::span<const std::string> excludes) {
    if (excludes.empty()) return;
    std::set<std::string> paths;
    SecretTable::Entries& entries = reading.table.entries();
    for (auto entry = entries.begin(); entry != entries.end();) {
        std::vector<RawSighting>& sightings = entry->second.sightings;
        std::erase_if(sightings, [&](const RawSighting& sighting) {
            if (!is_left_out(sighting.place, excludes)) return false;
            paths.insert(sighting.place.path);
            return true;
        });
        entry = sightings.empty() ? entries.erase(entry) : std::next(entry);
    }
    for (const std::string& path : paths) {
        reading.skips.add({"path with a secret", "excluded", path, false});
    }
}

using KnownSecrets = std::unordered_set<core::RunFingerprint>;

/// What the base versions hold; they are read only when something was found at all.
core::Result<KnownSecrets> known_secrets(const SecretTable& found, SharedRun& run,
                                         const ScanSetup& setup) {
    KnownSecrets known;
    if (found.entries().empty()) return known;
    run.on_secret = nullptr;
    for (const auto& source : setup.known) {
        TRY_ASSIGN(const Reading reading, read_source(*source, run, setup));
        for (const auto& [who, entry] : reading.table.entries()) known.insert(who);
    }
    return known;
}

std::string short_catalogue_name(const rules::Catalog& catalog) {
    const core::Digest digest = catalog.digest();
    return core::hex_of(std::as_bytes(std::span(digest))).substr(0, 12);
}

core::Result<report::ScanReport> scan_all(std::span<ScanTarget> targets, const ScanSetup& setup,
                                          const core::RunFingerprinter& fingerprinter,
                                          SecretTable* sought) {
    SharedRun run{.detector = setup.detector,
                  .fingerprinter = fingerprinter,
                  .on_progress = setup.on_progress,
                  .sought = sought};
    report::ScanReport report;
    SecretTable table;
    SkipCounter skips;
    if (setup.on_secret) run.on_secret = &setup.on_secret;
    for (ScanTarget& target : targets) {
        TRY_ASSIGN(Reading reading, read_source(*target.source, run, setup));
        TRY(attribute(target, reading));
        leave_out(reading, setup.excludes);
        report.coverage.covered += reading.covered;
        table.absorb(std::move(reading.table));
        skips.absorb(std::move(reading.skips));
    }
    if (sought != nullptr) table.absorb(std::move(*sought));
    fold_public_parts(table, fingerprinter);
    TRY_ASSIGN(const KnownSecrets known, known_secrets(table, run, setup));
    report.tool_version = CURFEW_VERSION;
    report.catalogue = short_catalogue_name(setup.catalog);
    report.as_of = setup.as_of;
    report.key_id = setup.fingerprinter.key_id();
    report.policy = setup.policy.name;
    report.findings = findings_of(table, setup, known, report.below_confidence);
    report.suppressed_count = static_cast<std::uint64_t>(std::ranges::count_if(
        report.findings, [](const auto& finding) { return finding.suppressed.has_value(); }));
    report.coverage.skipped = skips.counts();
    report.was_stopped = setup.stop.stop_requested();
    return report;
}

}  // namespace

core::Result<report::ScanReport> scan(std::span<ScanTarget> targets, const ScanSetup& setup) {
    const core::RunFingerprinter fingerprinter;
    return scan_all(targets, setup, fingerprinter, nullptr);
}

core::Result<report::ScanReport> scan_for(Sought sought, std::span<ScanTarget> targets,
                                          const ScanSetup& setup) {
    return scan_all(targets, setup, sought.fingerprinter, &sought.table);
}

}  // namespace curfew
