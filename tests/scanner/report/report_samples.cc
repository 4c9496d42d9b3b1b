// Prints a made-up report in a format, for schema_test.py: report_samples FORMAT SAMPLE [secrets].

#include <cstdio>
#include <string>
#include <string_view>

#include "tests/scanner/report/sample_report.h"

namespace curfew::report {
namespace {

/// One finding in more places than code scanning takes results.
ScanReport crowded_report() {
    ScanReport report = sample_report();
    report.findings.pop_back();
    core::Place place = report.findings.front().places.front();
    report.findings.front().places.assign(25'002, place);
    return report;
}

ScanReport report_named(std::string_view name) {
    if (name == "hostile") return hostile_report();
    if (name == "crowded") return crowded_report();
    if (name == "empty") return {};
    return sample_report();
}

}  // namespace
}  // namespace curfew::report

int main(int count, char** arguments) {
    if (count < 3) return 2;
    const auto format = curfew::report::format_from(arguments[1]);
    if (!format) return 2;
    const curfew::report::RenderOptions options{.shows_secrets = count > 3,
                                                .shows_suppressed = true};
    const std::string text =
        curfew::report::render(curfew::report::report_named(arguments[2]), *format, options);
    return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? 0 : 1;
}
