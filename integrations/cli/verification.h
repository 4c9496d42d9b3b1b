/// Asks providers about what a scan finds, while it still scans, and puts the answers into its
/// report.
///
/// Two implementations, chosen when the program is linked: network_here.cc (curfew-full) and
/// network_lean.cc, whose answer is that curfew-full is needed.
///
/// Owns:     the client, its connections and the answers. What it was begun with is borrowed.
/// Threads:  see() from any; the rest from one.
/// Errors:   of begin_verification: those of provider_access.h; unsupported in the lean program.
#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "integrations/cli/config.h"
#include "integrations/cli/options.h"
#include "scanner/core/clock.h"
#include "scanner/core/result.h"
#include "scanner/match/candidate.h"
#include "scanner/report/scan_report.h"
#include "scanner/rules/catalog.h"

namespace curfew::cli {

class Verification {
  public:
    Verification() = default;
    Verification(const Verification&) = delete;
    Verification& operator=(const Verification&) = delete;
    Verification(Verification&&) = delete;
    Verification& operator=(Verification&&) = delete;
    virtual ~Verification() = default;

    /// A secret was confirmed and folded: its question is put at once, if there is room. `account`
    /// is what the secret itself says of its owner.
    virtual void see(const match::Detection& detection, const std::string& account) = 0;

    /// Puts what questions are left, waits for the answers and judges the findings by them. After a
    /// stop: what is known by then. `is_now`: nobody asked for another instant.
    virtual void finish(report::ScanReport& report, bool is_now, const std::stop_token& stop) = 0;

    /// What ending each finding would mean. Sends nothing.
    virtual void plan(report::ScanReport& report) = 0;

    /// What would be sent for each finding, secrets masked. Sends nothing.
    [[nodiscard]] virtual std::string explanation(const report::ScanReport& report) = 0;
};

/// What providers are asked with.
struct Asker {
    const Settings& settings;
    const rules::Catalog& catalog;
    const core::Clock& clock;
    bool touches_canaries = false;
};

/// Whether this program can ask at all; otherwise the whole call is handed to curfew-full.
[[nodiscard]] bool has_network();

/// After the call no other process can read this one's memory.
[[nodiscard]] core::Result<std::unique_ptr<Verification>> begin_verification(const Asker& asker);

/// `curfew revoke`: the exit code of design.md 4.
[[nodiscard]] int run_revoke(const Invocation& invocation, const RevokeOptions& options,
                             const core::Clock& clock);

/// `curfew verify`: the exit code of design.md 4.
[[nodiscard]] int run_verify(const Invocation& invocation, const VerifyOptions& options,
                             const core::Clock& clock);

/// `curfew import`: the exit code of design.md 4.
[[nodiscard]] int run_import(const Invocation& invocation, const ImportOptions& options,
                             const core::Clock& clock);

}  // namespace curfew::cli
