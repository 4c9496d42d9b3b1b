#include "integrations/cli/report_writer.h"

#include <string>

#include <unistd.h>

#include "integrations/cli/files.h"
#include "integrations/cli/output.h"
#include "scanner/report/render.h"

namespace curfew::cli {
namespace {

report::Format format_for(const ScanOptions& options) {
    if (options.format) return *options.format;
    return report::format_of_path(options.output).value_or(report::Format::text);
}

report::RenderOptions render_options(const Invocation& invocation, const ScanOptions& options) {
    const bool goes_to_screen = options.output.empty() || options.output == "-";
    const Terminal terminal = goes_to_screen ? terminal_of(STDOUT_FILENO) : Terminal{};
    return {
        .shows_secrets = options.show_secrets,
        .shows_suppressed = options.show_suppressed,
        .uses_color = terminal.is_terminal && !invocation.no_color && variable("NO_COLOR").empty(),
        .width = terminal.width,
        .is_verbose = invocation.is_verbose,
        .is_gate = options.is_gate};
}

}  // namespace

core::Result<void> write_report(const report::ScanReport& report, const Invocation& invocation,
                                const ScanOptions& options) {
    const std::string text =
        report::render(report, format_for(options), render_options(invocation, options));
    return write_output(options.output, text);
}

}  // namespace curfew::cli
