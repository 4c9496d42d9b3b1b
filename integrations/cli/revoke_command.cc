#include "integrations/cli/revoke_command.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "integrations/cli/files.h"
#include "integrations/cli/interrupt.h"
#include "integrations/cli/journal_file.h"
#include "integrations/cli/named_secrets.h"
#include "integrations/cli/output.h"
#include "integrations/cli/revocation.h"
#include "integrations/cli/settings_source.h"

namespace curfew::cli {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

constexpr int kExitFailed = 2;
constexpr std::string_view kJournalName = "revocations.jsonl";

/// Why a finding is not among what a person meant by naming the file it lies in; empty: it is.
std::string reason_to_leave(const report::Finding& finding, bool was_named, double confidence_min) {
    if (was_named) return {};
    if (finding.suppressed) return "somebody allowed it; name its fingerprint to end it";
    const bool is_doubtful = !finding.is_confirmed && finding.confidence < confidence_min;
    return is_doubtful ? "doubtful; name its fingerprint to end it" : std::string();
}

/// Moves the findings over; what is left out is counted.
void take_items(report::ScanReport& found, bool was_named, double confidence_min,
                RevocationReport& into) {
    into.skipped = std::move(found.coverage.skipped);
    for (report::Finding& finding : found.findings) {
        const std::string reason = reason_to_leave(finding, was_named, confidence_min);
        if (reason.empty()) {
            into.items.push_back({.finding = std::move(finding)});
            continue;
        }
        const auto known = std::ranges::find(into.skipped, reason, &report::SkippedCount::reason);
        report::SkippedCount& count =
            known != into.skipped.end()
                ? *known
                : into.skipped.emplace_back(report::SkippedCount{"finding", reason, 0, false, {}});
        ++count.count;
        count.names.push_back(finding.fingerprint.text());
    }
}

Result<std::string> journal_path() {
    const std::string folder = paths_of_user().state;
    if (!folder.empty()) return folder + "/" + std::string(kJournalName);
    return Error(ErrorKind::not_found,
                 "there is no place for the record of what is sent: set HOME "
                 "or XDG_STATE_HOME");
}

/// Opens the record before anything is sent.
Result<std::unique_ptr<JournalFile>> open_journal(const std::string& path) {
    TRY_ASSIGN(auto journal, JournalFile::open(path));
    if (!journal->torn().empty()) complain(journal->torn());
    return journal;
}

/// What earlier runs wrote of each.
Result<void> recall(std::vector<RevocationItem>& items, JournalFile& journal) {
    for (RevocationItem& item : items) {
        TRY_ASSIGN(const std::vector<provider::JournalEntry> entries,
                   journal.read(item.finding.fingerprint.text()));
        if (entries.empty()) continue;
        item.earlier = entries.back();
        item.was_sent = std::ranges::any_of(entries, [](const provider::JournalEntry& entry) {
            return entry.stage == provider::JournalEntry::Stage::sent;
        });
        // A later answer may be the dead one's; the answer of life is worth keeping.
        const auto known = provider::recollection_of(entries);
        if (known.before) item.earlier->ending.before = *known.before;
    }
    return {};
}

/// A dry run tells as well what earlier runs sent, where there is a record of them; it makes none.
void recall_for_plan(std::vector<RevocationItem>& items) {
    const auto path = journal_path();
    if (!path.has_value() || !exists(path.value())) return;
    auto journal = open_journal(path.value());
    const auto recalled = journal.has_value() ? recall(items, *journal.value())
                                              : Result<void>(std::move(journal).error());
    if (!recalled.has_value()) complain(recalled.error().message());
}

Result<report::Format> format_for(const ScanOptions& options) {
    const auto by_name = report::format_of_path(options.output).value_or(report::Format::text);
    const report::Format format = options.format.value_or(by_name);
    using report::Format;
    const bool is_known =
        format == Format::text || format == Format::json || format == Format::jsonl;
    if (is_known) return format;
    return Error(ErrorKind::invalid_input, "revoke reports as text, json or jsonl");
}

std::string rendered(const RevocationReport& report, report::Format format, bool is_verbose) {
    if (format == report::Format::json) return revocation_json(report);
    if (format == report::Format::jsonl) return revocation_jsonl(report);
    return revocation_text(report, is_verbose);
}

/// The plan goes where the report will: a place that cannot be written is known before anything is
/// sent, and a run that is cut leaves what it was about to do.
Result<void> write_plan(const ScanOptions& how, const RevocationReport& report,
                        report::Format format) {
    if (how.output.empty() || how.output == "-") return {};
    return write_output(how.output, rendered(report, format, false));
}

Result<void> end_all(Revocation& revocation, RevocationReport& report, const ScanOptions& how,
                     report::Format format, const std::stop_token& stop) {
    TRY_ASSIGN(report.journal, journal_path());
    TRY_ASSIGN(const auto journal, open_journal(report.journal));
    TRY(recall(report.items, *journal));
    TRY(write_plan(how, report, format));
    const bool went_through = revocation.end(report.items, *journal, stop);
    report.was_stopped = report.was_stopped || !went_through;
    return {};
}

Result<int> plan_and_end(const Invocation& invocation, const RevokeOptions& options,
                         const core::Clock& clock) {
    const ScanOptions& how = options.scan;
    if (invocation.offline && options.yes) {
        return Error(ErrorKind::denied,
                     "revoke --yes talks to providers over the network, and --offline forbids it");
    }
    TRY_ASSIGN(const report::Format format, format_for(how));
    const auto allowed = width_from(options.allow);
    if (!allowed) return Error(ErrorKind::invalid_input, "--allow does not know that width");
    // Before any thread begins: a thread that does not block the signal would die of it.
    const std::stop_token stop = stop_on_interrupt();
    TRY_ASSIGN(const Workbench bench, set_up(invocation, how));
    TRY_ASSIGN(const auto revocation, Revocation::make({.settings = bench.settings,
                                                        .catalog = *bench.catalogue.catalog,
                                                        .clock = clock,
                                                        .allowed = *allowed,
                                                        .patience = options.patience,
                                                        .touches_canaries = how.touch_canaries}));
    TRY_ASSIGN(report::ScanReport found,
               named_secrets(options.what, how, bench, clock.now(), stop));
    RevocationReport report{.tool_version = found.tool_version,
                            .catalogue = found.catalogue,
                            .as_of = found.as_of,
                            .key_id = found.key_id,
                            .journal = {},
                            .is_dry_run = !options.yes,
                            .was_stopped = found.was_stopped,
                            .skipped = {},
                            .items = {}};
    const bool was_named = options.what.starts_with("cf1:") && !exists(options.what);
    take_items(found, was_named, bench.settings.policy.report_confidence_min, report);
    revocation->plan(report.items);
    if (options.yes) TRY(end_all(*revocation, report, how, format, stop));
    else recall_for_plan(report.items);
    TRY(write_output(how.output, rendered(report, format, invocation.is_verbose)));
    return exit_code_of(report);
}

}  // namespace

int revoke(const Invocation& invocation, const RevokeOptions& options, const core::Clock& clock) {
    auto code = plan_and_end(invocation, options, clock);
    if (code.has_value()) return code.value();
    complain(code.error().message());
    return kExitFailed;
}

}  // namespace curfew::cli
