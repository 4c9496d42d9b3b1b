/// The only main(): reads the call, picks a command. Linked twice (README.md): `curfew` is lean and
/// hands over to `curfew-full` beside it for whatever it cannot read itself.
#include <algorithm>
#include <array>
#include <csignal>
#include <string>
#include <string_view>
#include <variant>

#include <unistd.h>

#include "integrations/cli/command_line.h"
#include "integrations/cli/config_command.h"
#include "integrations/cli/files.h"
#include "integrations/cli/output.h"
#include "integrations/cli/scan_command.h"
#include "integrations/cli/scan_targets.h"
#include "integrations/cli/signatures_command.h"
#include "integrations/cli/verification.h"
#include "integrations/cli/version.h"
#include "scanner/core/clock.h"

namespace curfew::cli {
namespace {

constexpr int kExitFailed = 2;

int print(std::string_view text, int exit_code) {
    if (exit_code != 0) {
        [[maybe_unused]] const auto written = write_all(STDERR_FILENO, text);
        return exit_code;
    }
    const auto written = write_output("", text);
    if (written.has_value()) return exit_code;
    complain(written.error().message());
    return kExitFailed;
}

/// The path of the program beside this one, found by its own path and never by PATH.
std::string sibling(std::string_view name) {
    std::array<char, 4096> path{};
    const ssize_t length = ::readlink("/proc/self/exe", path.data(), path.size());
    if (length <= 0 || static_cast<std::size_t>(length) == path.size()) return {};
    const std::string_view own(path.data(), static_cast<std::size_t>(length));
    return std::string(own.substr(0, own.rfind('/') + 1)) + std::string(name);
}

/// Does not return when it succeeds.
int hand_over(char** arguments) {
    const std::string full = sibling("curfew-full");
    ::execv(full.c_str(), arguments);
    complain("this needs curfew-full beside curfew, and it could not be started: " + full);
    return kExitFailed;
}

struct Runner {
    const Invocation& invocation;
    char** arguments;

    int operator()(const ScanOptions& options) const {
        if (!can_read(options)) return hand_over(arguments);
        const core::SystemClock clock;
        return run_scan(invocation, options, clock);
    }
    int operator()(const VerifyOptions& options) const {
        if (!has_network()) return hand_over(arguments);
        const core::SystemClock clock;
        return run_verify(invocation, options, clock);
    }
    int operator()(const RevokeOptions& options) const {
        if (!has_network()) return hand_over(arguments);
        const core::SystemClock clock;
        return run_revoke(invocation, options, clock);
    }
    int operator()(const ImportOptions& options) const {
        if (!has_network()) return hand_over(arguments);
        const core::SystemClock clock;
        return run_import(invocation, options, clock);
    }
    int operator()(const SignaturesOptions& options) const {
        return run_signatures(invocation, options);
    }
    int operator()(const ConfigOptions& options) const { return run_config(invocation, options); }
    int operator()(const CompletionOptions& options) const {
        return print(completion_script(options.shell), 0);
    }
    int operator()(const ManualOptions& /*options*/) const { return print(manual_page(), 0); }
    int operator()(const VersionOptions& /*options*/) const { return print(version_text(), 0); }
    int operator()(const Answer& answer) const { return print(answer.text, answer.exit_code); }
};

}  // namespace
}  // namespace curfew::cli

int main(int count, char** arguments) {
    // A reader that goes away (`| head`) is told by a failed write, not by a signal.
    (void)std::signal(SIGPIPE, SIG_IGN);
    // So is a file that may not grow any further (ulimit -f).
    (void)std::signal(SIGXFSZ, SIG_IGN);
    const curfew::cli::Invocation invocation = curfew::cli::parse_command_line(count, arguments);
    return std::visit(curfew::cli::Runner{invocation, arguments}, invocation.command);
}
