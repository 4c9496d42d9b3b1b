/// From argv to an Invocation; help, completions and the manual page come from the same place.
///
/// Threads:  one call at start.
/// Errors:   a wrong call is an Answer with exit code 2: what is wrong, and where help is.
/// Not here: doing anything (the commands), the configuration's layers (config.h).
#pragma once

#include <span>
#include <string>

#include "integrations/cli/options.h"

namespace curfew::cli {

[[nodiscard]] Invocation parse_command_line(int count, const char* const* arguments);

/// A completion script for "bash", "zsh" or "fish"; empty for any other shell.
[[nodiscard]] std::string completion_script(const std::string& shell);

/// The manual page in troff.
[[nodiscard]] std::string manual_page();

}  // namespace curfew::cli
