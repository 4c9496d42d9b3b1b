/// What is written from the tree of commands: completions for shells and the manual page.
///
/// Threads:  none of its own; the tree is only read.
/// Not here: the tree itself (command_line.cc).
#pragma once

#include <string>

#include <CLI/App.hpp>

namespace curfew::cli {

/// A completion script for "bash", "zsh" or "fish"; empty for any other shell.
[[nodiscard]] std::string completions_of(const CLI::App& app, const std::string& shell);

/// The manual page in troff.
[[nodiscard]] std::string manual_of(const CLI::App& app);

}  // namespace curfew::cli
