#include "integrations/cli/scan_command.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <unistd.h>

#include "integrations/cli/catalogue_source.h"
#include "integrations/cli/files.h"
#include "integrations/cli/interrupt.h"
#include "integrations/cli/output.h"
#include "integrations/cli/progress.h"
#include "integrations/cli/report_writer.h"
#include "integrations/cli/scan_targets.h"
#include "integrations/cli/settings_source.h"
#include "integrations/cli/verification.h"
#include "scanner/scan.h"

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

constexpr std::string_view kDefaultBaseline = "curfew-baseline";

/// What is put together before anything is read.
struct Prepared {
    Settings settings;
    LoadedCatalogue catalogue;
    core::Fingerprinter fingerprinter;
    std::vector<store::Baseline> baselines;
    Targets targets;
};

Result<Prepared> prepare(const Invocation& invocation, const ScanOptions& options) {
    TRY_ASSIGN(Settings settings, load_settings(invocation, judging_revision(options)));
    std::ranges::copy(options.excludes, std::back_inserter(settings.excludes));
    const CatalogueChoice choice{options.signatures, options.excluded_signatures,
                                 options.signature_paths};
    TRY_ASSIGN(LoadedCatalogue catalogue, load_catalogue(settings, choice, paths_of_user().cache));
    TRY_ASSIGN(core::Fingerprinter fingerprinter, load_fingerprinter(settings));
    TRY_ASSIGN(std::vector<store::Baseline> baselines,
               load_baselines(settings, options, fingerprinter.key_id()));
    TRY_ASSIGN(Targets targets, targets_of(options, settings));
    return Prepared{std::move(settings), std::move(catalogue), std::move(fingerprinter),
                    std::move(baselines), std::move(targets)};
}

/// One blob needs one reader: standard input, and what an index changes.
unsigned jobs_of(const ScanOptions& options) {
    const bool is_small =
        options.staged || options.unstaged || options.targets == std::vector<std::string>{"-"};
    if (is_small) return 1;
    return options.jobs.value_or(std::max(1U, std::thread::hardware_concurrency()));
}

/// What goes on beside the scan.
struct Beside {
    const core::Clock& clock;
    std::stop_token stop;
    Verification* verification = nullptr;  ///< null: nobody is asked
};

Result<report::ScanReport> run(Prepared& prepared, const Invocation& invocation,
                               const ScanOptions& options, const Beside& beside) {
    const core::Clock& clock = beside.clock;
    const bool draws = !invocation.is_quiet && terminal_of(STDERR_FILENO).is_terminal;
    ProgressLine progress(clock, draws);
    ScanSetup setup{.catalog = *prepared.catalogue.catalog,
                    .detector = prepared.catalogue.detector,
                    .fingerprinter = prepared.fingerprinter,
                    .policy = prepared.settings.policy,
                    .as_of = options.as_of.value_or(clock.now()),
                    .jobs = jobs_of(options),
                    .baselines = prepared.baselines,
                    .known = prepared.targets.known,
                    .excludes = prepared.settings.excludes,
                    .on_progress = [&progress](const Progress& now) { progress.update(now); },
                    .stop = beside.stop};
    if (beside.verification != nullptr && !options.explain_requests) {
        setup.on_secret = [&](const match::Detection& secret, const std::string& account) {
            beside.verification->see(secret, account);
        };
    }
    return scan(prepared.targets.targets, setup);
}

/// The findings that stay are known from now on; what suppresses itself otherwise is left out.
Result<void> update_baseline(const report::ScanReport& report, const ScanOptions& options,
                             const Settings& settings) {
    std::string path(kDefaultBaseline);
    if (!settings.baselines.empty()) path = settings.baselines.front();
    if (!options.baselines.empty()) path = options.baselines.front();
    store::Baseline baseline(store::Baseline::Kind::baseline, report.key_id);
    for (const report::Finding& finding : report.findings) {
        if (finding.suppressed && finding.suppressed->by != "baseline") continue;
        store::BaselineEntry entry;
        if (finding.suppressed) entry = {finding.suppressed->reason, finding.suppressed->until};
        baseline.add(finding.fingerprint, std::move(entry));
    }
    return write_file(path, baseline.text());
}

int exit_code_of(const report::ScanReport& report, const ScanOptions& options) {
    if (report.was_stopped) return kExitStopped;
    const bool is_blocked = std::ranges::any_of(
        report.findings, [](const report::Finding& finding) { return finding.is_blocking; });
    if (is_blocked) return options.exit_code.value_or(kExitBlocked);
    return report.coverage.has_gaps() ? kExitGaps : kExitClean;
}

bool is_worth_remembering(const ScanOptions& options, const Settings& settings) {
    return !options.no_store && settings.keeps_store && !options.is_gate;
}

Result<std::unique_ptr<Verification>> verification_for(const Prepared& prepared,
                                                       const Invocation& invocation,
                                                       const ScanOptions& options,
                                                       const core::Clock& clock) {
    if (!options.verify && !options.explain_requests) return std::unique_ptr<Verification>();
    if (invocation.offline && !options.explain_requests) {
        return Error(ErrorKind::denied,
                     "--verify asks providers over the network, and --offline forbids it");
    }
    return begin_verification({.settings = prepared.settings,
                               .catalog = *prepared.catalogue.catalog,
                               .clock = clock,
                               .touches_canaries = options.touch_canaries});
}

Result<int> scan_and_report(const Invocation& invocation, const ScanOptions& options,
                            const core::Clock& clock) {
    TRY_ASSIGN(Prepared prepared, prepare(invocation, options));
    // Before any thread begins: a thread that does not block the signal would die of it.
    Beside beside{clock, stop_on_interrupt()};
    TRY_ASSIGN(const auto verification, verification_for(prepared, invocation, options, clock));
    beside.verification = verification.get();
    TRY_ASSIGN(report::ScanReport report, run(prepared, invocation, options, beside));
    if (options.explain_requests) {
        TRY(write_output(options.output, verification->explanation(report)));
        return kExitClean;
    }
    if (verification != nullptr) verification->finish(report, !options.as_of, beside.stop);
    TRY(write_report(report, invocation, options));
    if (options.update_baseline) TRY(update_baseline(report, options, prepared.settings));
    if (is_worth_remembering(options, prepared.settings)) {
        const auto remembered = remember(paths_of_user().state, options, report);
        // The report is complete without it; the person is told, the exit code stays.
        if (!remembered.has_value() && !invocation.is_quiet) {
            complain("where secrets were found is not remembered: " + remembered.error().message());
        }
    }
    return exit_code_of(report, options);
}

}  // namespace

int run_scan(const Invocation& invocation, const ScanOptions& options, const core::Clock& clock) {
    auto code = scan_and_report(invocation, options, clock);
    if (code.has_value()) return code.value();
    complain(code.error().message());
    return kExitFailed;
}

}  // namespace curfew::cli
