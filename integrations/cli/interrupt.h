/// Ctrl-C and a polite kill become a stop request, once; the second one ends the program.
///
/// Threads:  install once, from main.
#pragma once

#include <stop_token>

namespace curfew::cli {

/// Blocks SIGINT and SIGTERM for all threads started later and waits for them on a thread of its
/// own. The returned token is stopped by the first one.
[[nodiscard]] std::stop_token stop_on_interrupt();

}  // namespace curfew::cli
