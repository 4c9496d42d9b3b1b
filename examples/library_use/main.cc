/// The scanner as a library: reads standard input, prints one line a finding.
///
/// Copy this, replace the source, keep the rest.
#include <cstdio>
#include <memory>
#include <utility>
#include <vector>

#include <unistd.h>

#include "scanner/core/clock.h"
#include "scanner/core/limits.h"
#include "scanner/match/shipped.h"
#include "scanner/scan.h"
#include "scanner/sources/standard_input.h"

namespace {

using namespace curfew;  // NOLINT(google-build-using-namespace): an example reads better so

/// Findings borrow their signature from the catalogue, so they are printed while it lives.
void print(const report::ScanReport& report) {
    for (const report::Finding& finding : report.findings) {
        std::printf("%s %s line %u, %s\n", finding.fingerprint.text().c_str(),
                    finding.masked.c_str(), finding.places.front().position.line,
                    finding.signature->name.c_str());
    }
}

core::Result<void> scan_standard_input() {
    TRY_ASSIGN(const rules::Catalog catalog, match::shipped_catalog());
    TRY_ASSIGN(const match::Detector detector, match::shipped_detector(catalog));
    const auto fingerprinter = core::Fingerprinter::with_public_key();
    const policy::Policy policy;
    const core::SystemClock clock;
    std::vector<ScanTarget> targets;
    targets.push_back(
        {std::make_unique<sources::StandardInput>(STDIN_FILENO, core::kFileBytesMaxDefault), {}});
    TRY_ASSIGN(const report::ScanReport report, scan(targets, {.catalog = catalog,
                                                               .detector = detector,
                                                               .fingerprinter = fingerprinter,
                                                               .policy = policy,
                                                               .as_of = clock.now()}));
    print(report);
    return {};
}

}  // namespace

int main() {
    const auto done = scan_standard_input();
    if (done.has_value()) return 0;
    std::fprintf(stderr, "%s\n", done.error().message().c_str());
    return 2;
}
