#include "integrations/cli/verify_command.h"

#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>

#include "integrations/cli/interrupt.h"
#include "integrations/cli/named_secrets.h"
#include "integrations/cli/output.h"
#include "integrations/cli/report_writer.h"
#include "integrations/cli/verification.h"

namespace curfew::cli {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

constexpr int kExitNoneLive = 0;
constexpr int kExitLive = 1;
constexpr int kExitFailed = 2;
constexpr int kExitUnknown = 3;
constexpr int kExitStopped = 130;

/// Whether it could be asked about, and nobody knows the answer.
bool is_open(const report::Verdict& verdict) {
    return verdict.state == "unknown" || verdict.detail == "not_asked";
}

int exit_code_of(const report::ScanReport& report) {
    if (report.was_stopped) return kExitStopped;
    const auto& findings = report.findings;
    const bool has_live = std::ranges::any_of(
        findings, [](const report::Finding& found) { return found.verdict.state == "live"; });
    if (has_live) return kExitLive;
    const bool has_open = std::ranges::any_of(
        findings, [](const report::Finding& found) { return is_open(found.verdict); });
    return has_open || report.coverage.has_gaps() ? kExitUnknown : kExitNoneLive;
}

Result<int> ask_and_report(const Invocation& invocation, const VerifyOptions& options,
                           const core::Clock& clock) {
    const ScanOptions& how = options.scan;
    if (invocation.offline && !how.explain_requests) {
        return Error(ErrorKind::denied,
                     "verify asks providers over the network, and --offline forbids it");
    }
    // Before any thread begins: a thread that does not block the signal would die of it.
    const std::stop_token stop = stop_on_interrupt();
    TRY_ASSIGN(const Workbench bench, set_up(invocation, how));
    TRY_ASSIGN(const auto verification,
               begin_verification({.settings = bench.settings,
                                   .catalog = *bench.catalogue.catalog,
                                   .clock = clock,
                                   .touches_canaries = how.touch_canaries}));
    TRY_ASSIGN(report::ScanReport report,
               named_secrets(options.what, how, bench, clock.now(), stop));
    if (how.explain_requests) {
        TRY(write_output(how.output, verification->explanation(report)));
        return kExitNoneLive;
    }
    verification->finish(report, true, stop);
    TRY(write_report(report, invocation, how));
    return exit_code_of(report);
}

}  // namespace

int verify(const Invocation& invocation, const VerifyOptions& options, const core::Clock& clock) {
    auto code = ask_and_report(invocation, options, clock);
    if (code.has_value()) return code.value();
    complain(code.error().message());
    return kExitFailed;
}

}  // namespace curfew::cli
