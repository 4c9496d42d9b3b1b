#include "integrations/cli/import_command.h"

#include <algorithm>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <unistd.h>

#include "integrations/cli/files.h"
#include "integrations/cli/interrupt.h"
#include "integrations/cli/named_secrets.h"
#include "integrations/cli/output.h"
#include "integrations/cli/progress.h"
#include "integrations/cli/report_writer.h"
#include "integrations/cli/scan_targets.h"
#include "integrations/cli/settings_source.h"
#include "integrations/cli/verification.h"
#include "scanner/core/secret_string.h"
#include "scanner/foreign/foreign_report.h"
#include "scanner/import.h"

namespace curfew::cli {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

constexpr int kExitClean = 0;
constexpr int kExitBlocked = 1;
constexpr int kExitFailed = 2;
constexpr int kExitGaps = 3;
constexpr int kExitStopped = 130;

constexpr std::string_view kStandardInput = "-";

/// The reports that could be read; the others are told at once.
struct ReadReports {
    std::vector<foreign::ForeignReport> reports;
    report::SkippedCount unread{"report", "could not be read", 0, true, {}};
};

Result<foreign::ForeignReport> read_one(const std::string& file, const std::string& from,
                                        std::size_t bytes_max) {
    const bool is_input = file == kStandardInput;
    const std::string name = is_input ? "standard input" : file;
    auto bytes = is_input ? read_descriptor(STDIN_FILENO, name, bytes_max)
                          : read_regular_file(file, bytes_max);
    if (!bytes.has_value()) return std::move(bytes).error();
    std::string text = std::move(bytes).value();
    auto read = foreign::read_foreign_report(text, foreign::format_from(from));
    core::wipe_memory(text.data(), text.size());
    if (!read.has_value()) return std::move(read).error().at(name);
    return read;
}

Result<ReadReports> read_reports(const ImportOptions& options, std::size_t bytes_max) {
    ReadReports all;
    for (const std::string& file : options.files) {
        auto read = read_one(file, options.from, bytes_max);
        if (read.has_value()) {
            all.reports.push_back(std::move(read).value());
            continue;
        }
        // The only one is the whole answer.
        if (options.files.size() == 1) return std::move(read).error();
        complain(read.error().message());
        ++all.unread.count;
        all.unread.names.push_back(file);
    }
    if (all.reports.empty()) return Error(ErrorKind::invalid_input, "no report could be read");
    return all;
}

/// What the reports speak of: as named, the repository one stands in, or the folder.
Result<std::string> root_of(const ImportOptions& options) {
    if (options.repository.empty()) {
        const std::string here = repository_here();
        return here.empty() ? std::string(".") : here;
    }
    if (!is_folder(options.repository)) {
        return Error(ErrorKind::not_found,
                     options.repository + ": there is no such repository or folder");
    }
    return options.repository;
}

/// The whole history and the files of a repository; nothing where there is none: then the places
/// that are named are all there is.
Result<Targets> further_places(const ScanOptions& scan, const Settings& settings) {
    const std::string& root = scan.targets.front();
    const bool is_repository =
        exists(root + "/.git") || (exists(root + "/HEAD") && is_folder(root + "/objects"));
    if (scan.no_history || !is_repository) return Targets{};
    return targets_of(scan, settings);
}

ScanSetup setup_of(const Workbench& bench, const ScanOptions& scan, const core::Clock& clock) {
    return {.catalog = *bench.catalogue.catalog,
            .detector = bench.catalogue.detector,
            .fingerprinter = bench.fingerprinter,
            .policy = bench.settings.policy,
            .as_of = scan.as_of.value_or(clock.now()),
            .jobs = scan.jobs.value_or(std::max(1U, std::thread::hardware_concurrency()))};
}

/// Somebody has found it already: what our catalogue is less sure of is shown all the same.
policy::Policy showing_all(policy::Policy policy) {
    policy.report_confidence_min = 0.0;
    return policy;
}

int exit_code_of(const report::ScanReport& report, const ScanOptions& scan) {
    if (report.was_stopped) return kExitStopped;
    const bool is_blocked = std::ranges::any_of(
        report.findings, [](const report::Finding& finding) { return finding.is_blocking; });
    if (is_blocked) return scan.exit_code.value_or(kExitBlocked);
    return report.coverage.has_gaps() ? kExitGaps : kExitClean;
}

/// Nothing is asked for a plan, so no administrator's credential is fetched for it.
Settings asking_settings(const Settings& settings, const ScanOptions& scan) {
    Settings asking = settings;
    if (scan.verify) return asking;
    for (auto& [id, provider] : asking.providers) provider.admin = {};
    return asking;
}

class ImportRun {
  public:
    ImportRun(const Invocation& invocation, const ImportOptions& options, const core::Clock& clock)
        : invocation_(invocation), options_(options), clock_(clock) {}

    [[nodiscard]] Result<int> run() {
        ScanOptions scan = options_.scan;
        if (scan.verify && invocation_.offline && !scan.explain_requests) {
            return Error(ErrorKind::denied,
                         "--verify asks providers over the network, and --offline forbids it");
        }
        // Before any thread begins: a thread that does not block the signal would die of it.
        const std::stop_token stop = stop_on_interrupt();
        TRY_ASSIGN(Workbench bench, set_up(invocation_, scan));
        bench.settings.policy = showing_all(std::move(bench.settings.policy));
        TRY_ASSIGN(const std::string root, root_of(options_));
        scan.targets = {root};
        const auto bytes_max =
            static_cast<std::size_t>(scan.max_file_bytes.value_or(bench.settings.max_file_bytes));
        TRY_ASSIGN(ReadReports read, read_reports(options_, bytes_max));
        TRY_ASSIGN(report::ScanReport report, taken_over(read, bench, scan, stop));
        return tell(std::move(report), bench, scan, stop);
    }

  private:
    [[nodiscard]] Result<report::ScanReport> taken_over(ReadReports& read, const Workbench& bench,
                                                        const ScanOptions& scan,
                                                        const std::stop_token& stop) {
        TRY_ASSIGN(Targets further, further_places(scan, bench.settings));
        TRY_ASSIGN(const std::vector<store::Baseline> baselines,
                   load_baselines(bench.settings, scan, bench.fingerprinter.key_id()));
        const bool draws = !invocation_.is_quiet && terminal_of(STDERR_FILENO).is_terminal;
        ProgressLine progress(clock_, draws);
        ScanSetup setup = setup_of(bench, scan, clock_);
        setup.baselines = baselines;
        setup.on_progress = [&progress](const Progress& now) { progress.update(now); };
        setup.stop = stop;
        const auto bytes_max =
            static_cast<std::size_t>(scan.max_file_bytes.value_or(bench.settings.max_file_bytes));
        TRY_ASSIGN(report::ScanReport report, import_findings({.reports = read.reports,
                                                               .root = scan.targets.front(),
                                                               .file_bytes_max = bytes_max,
                                                               .targets = further.targets},
                                                              setup));
        if (read.unread.count > 0) report.coverage.skipped.push_back(std::move(read.unread));
        return report;
    }

    [[nodiscard]] Result<int> tell(report::ScanReport report, const Workbench& bench,
                                   const ScanOptions& scan, const std::stop_token& stop) {
        const Settings settings = asking_settings(bench.settings, scan);
        TRY_ASSIGN(const auto verification,
                   begin_verification({.settings = settings,
                                       .catalog = *bench.catalogue.catalog,
                                       .clock = clock_,
                                       .touches_canaries = scan.touch_canaries}));
        if (scan.explain_requests) {
            TRY(write_output(scan.output, verification->explanation(report)));
            return kExitClean;
        }
        if (scan.verify) verification->finish(report, !scan.as_of, stop);
        verification->plan(report);
        TRY(write_report(report, invocation_, scan));
        if (!scan.no_store && bench.settings.keeps_store) {
            const auto remembered = remember(paths_of_user().state, scan, report);
            // The report is complete without it; the person is told, the exit code stays.
            if (!remembered.has_value() && !invocation_.is_quiet) {
                complain("where secrets were found is not remembered: " +
                         remembered.error().message());
            }
        }
        return exit_code_of(report, scan);
    }

    const Invocation& invocation_;
    const ImportOptions& options_;
    const core::Clock& clock_;
};

}  // namespace

int import_reports(const Invocation& invocation, const ImportOptions& options,
                   const core::Clock& clock) {
    auto code = ImportRun(invocation, options, clock).run();
    if (code.has_value()) return code.value();
    complain(code.error().message());
    return kExitFailed;
}

}  // namespace curfew::cli
