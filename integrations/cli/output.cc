#include "integrations/cli/output.h"

#include <algorithm>

#include <sys/ioctl.h>
#include <unistd.h>

#include "integrations/cli/files.h"
#include "scanner/report/render.h"

namespace curfew::cli {
namespace {

constexpr std::size_t kWidthMin = 40;
constexpr std::size_t kWidthMax = 200;

}  // namespace

core::Result<void> write_output(const std::string& path, std::string_view text) {
    if (!path.empty() && path != "-") return write_file(path, text);
    auto written = write_all(STDOUT_FILENO, text);
    if (!written.has_value() && written.error().kind() == core::ErrorKind::cancelled) return {};
    if (!written.has_value()) return std::move(written).error().at("standard output");
    return {};
}

void complain(std::string_view sentence) {
    const std::string line = "curfew: " + report::printable(sentence) + "\n";
    // Nothing is left to be told when standard error is gone too.
    [[maybe_unused]] const auto written = write_all(STDERR_FILENO, line);
}

Terminal terminal_of(int descriptor) {
    Terminal terminal;
    terminal.is_terminal = ::isatty(descriptor) == 1;
    winsize size{};
    if (terminal.is_terminal && ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        terminal.width = std::clamp<std::size_t>(size.ws_col, kWidthMin, kWidthMax);
    }
    return terminal;
}

}  // namespace curfew::cli
