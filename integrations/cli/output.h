/// Where a command's words go: reports, complaints, and the shape of the terminal.
///
/// Threads:  one thread.
/// Errors:   as files.h; a reader that went away (`| head`) is no error.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "scanner/core/result.h"

namespace curfew::cli {

/// To `path`, or to standard output when it is empty or "-".
[[nodiscard]] core::Result<void> write_output(const std::string& path, std::string_view text);

/// One line on standard error: "curfew: <sentence>".
void complain(std::string_view sentence);

struct Terminal {
    bool is_terminal = false;
    std::size_t width = 100;  ///< columns; 100 where there is no terminal
};

[[nodiscard]] Terminal terminal_of(int descriptor);

}  // namespace curfew::cli
