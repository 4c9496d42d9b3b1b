/// Completions and the manual page, made from the parser's own commands and options.
///
/// Threads:  pure functions.
/// Not here: the commands themselves (command_line.cc).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

namespace curfew::cli {

[[nodiscard]] std::string bash_script(const CLI::App& app,
                                      const std::vector<const CLI::App*>& commands);
[[nodiscard]] std::string fish_script(const std::vector<const CLI::App*>& commands);

[[nodiscard]] std::string troff_escaped(std::string_view text);
[[nodiscard]] std::string manual_section(const CLI::App& command, const std::string& title);

}  // namespace curfew::cli
