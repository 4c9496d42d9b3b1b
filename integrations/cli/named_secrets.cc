#include "integrations/cli/named_secrets.h"

#include <algorithm>
#include <memory>
#include <thread>
#include <utility>

#include <unistd.h>

#include "integrations/cli/bytes_source.h"
#include "integrations/cli/files.h"
#include "integrations/cli/find_again.h"
#include "integrations/cli/scan_targets.h"
#include "integrations/cli/settings_source.h"
#include "scanner/core/digest.h"
#include "scanner/report/report_reader.h"

namespace curfew::cli {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using report::ScanReport;

constexpr std::string_view kStandardInput = "-";
constexpr std::string_view kFingerprintStart = "cf1:";

Rescan rescan_with(const Workbench& bench, const ScanOptions& options, core::Instant as_of,
                   const std::stop_token& stop) {
    return {.catalogue = bench.catalogue,
            .fingerprinter = bench.fingerprinter,
            .policy = bench.settings.policy,
            .as_of = as_of,
            .file_bytes_max = options.max_file_bytes.value_or(bench.settings.max_file_bytes),
            .stop = stop};
}

/// A report of this run about findings that no scan of it made.
ScanReport report_with(const Rescan& how) {
    ScanReport made;
    const core::Digest digest = how.catalogue.catalog->digest();
    constexpr std::size_t kShortName = 12;
    made.catalogue = core::hex_of(std::as_bytes(std::span(digest))).substr(0, kShortName);
    made.tool_version = CURFEW_VERSION;
    made.as_of = how.as_of;
    made.key_id = how.fingerprinter.key_id();
    made.policy = how.policy.name;
    return made;
}

Result<ScanReport> by_fingerprint(const std::string& text, const Rescan& how) {
    TRY_ASSIGN(const core::Fingerprint who, core::Fingerprint::parse(text));
    TRY_ASSIGN(report::Finding finding, find_again(who, paths_of_user().state, how));
    ScanReport made = report_with(how);
    made.findings.push_back(std::move(finding));
    return made;
}

/// The report's own findings where they hold their secrets; the others are found again.
Result<ScanReport> from_report(std::vector<report::ReadFinding> read, const Rescan& how) {
    ScanReport made = report_with(how);
    report::SkippedCount lost{"finding", "could not be read again from its place", 0, true, {}};
    for (report::ReadFinding& one : read) {
        if (one.finding.signature != nullptr && !one.finding.secret.empty()) {
            one.finding.fingerprint = how.fingerprinter.of(one.finding.secret);
            made.findings.push_back(std::move(one.finding));
            continue;
        }
        auto found = find_again(one.finding.fingerprint, paths_of_user().state, how);
        if (found.has_value()) {
            made.findings.push_back(std::move(found).value());
            continue;
        }
        if (found.error().kind() != ErrorKind::not_found) return std::move(found).error();
        ++lost.count;
        lost.names.push_back(found.error().message());
    }
    if (lost.count > 0) made.coverage.skipped.push_back(std::move(lost));
    return made;
}

/// A report of ours, or anything else that may hold secrets.
Result<ScanReport> from_bytes(std::string bytes, core::BlobOrigin origin, const Rescan& how) {
    if (report::is_report(bytes)) {
        auto read = report::read_report(bytes, *how.catalogue.catalog);
        core::wipe_memory(bytes.data(), bytes.size());
        if (!read.has_value()) return std::move(read).error().at(origin.path);
        return from_report(std::move(read).value(), how);
    }
    return rescan({std::make_unique<BytesSource>(std::move(origin), std::move(bytes)), {}}, how);
}

Result<ScanReport> from_target(const std::string& what, ScanOptions options, const Workbench& bench,
                               const Rescan& how) {
    options.targets = {what};
    TRY_ASSIGN(Targets targets, targets_of(options, bench.settings));
    const ScanSetup setup{
        .catalog = *how.catalogue.catalog,
        .detector = how.catalogue.detector,
        .fingerprinter = how.fingerprinter,
        .policy = how.policy,
        .as_of = how.as_of,
        .jobs = options.jobs.value_or(std::max(1U, std::thread::hardware_concurrency())),
        .stop = how.stop};
    return scan(targets.targets, setup);
}

}  // namespace

Result<Workbench> set_up(const Invocation& invocation, const ScanOptions& options) {
    TRY_ASSIGN(Settings settings, load_settings(invocation, {}));
    const CatalogueChoice choice{options.signatures, options.excluded_signatures,
                                 options.signature_paths};
    TRY_ASSIGN(LoadedCatalogue catalogue, load_catalogue(settings, choice, paths_of_user().cache));
    TRY_ASSIGN(core::Fingerprinter fingerprinter, load_fingerprinter(settings));
    return Workbench{std::move(settings), std::move(catalogue), std::move(fingerprinter)};
}

Result<ScanReport> named_secrets(const std::string& what, const ScanOptions& options,
                                 const Workbench& bench, core::Instant as_of,
                                 const std::stop_token& stop) {
    const Rescan how = rescan_with(bench, options, as_of, stop);
    if (what.starts_with(kFingerprintStart) && !exists(what)) return by_fingerprint(what, how);
    if (what == kStandardInput) {
        TRY_ASSIGN(std::string bytes,
                   read_descriptor(STDIN_FILENO, "standard input",
                                   static_cast<std::size_t>(how.file_bytes_max)));
        return from_bytes(std::move(bytes), {.kind = core::PlaceKind::standard_input}, how);
    }
    if (!exists(what)) {
        return Error(ErrorKind::not_found,
                     what + ": neither a fingerprint (cf1:…) nor a file or folder");
    }
    if (is_folder(what)) return from_target(what, options, bench, how);
    auto bytes = read_file(what, static_cast<std::size_t>(how.file_bytes_max));
    if (!bytes.has_value()) return std::move(bytes).error();
    return from_bytes(std::move(bytes).value(), {.kind = core::PlaceKind::file, .path = what}, how);
}

}  // namespace curfew::cli
