/// Runs another program to its end: no shell, no inherited descriptors, bounded time and output.
///
/// A secret reaches the child by its standard input only, which is a nameless file in memory
/// (memfd) that nobody else can open and that is wiped when the child has ended. The child may open
/// it again as /proc/self/fd/0, as programs do that want a path.
///
/// Owns:     nothing; the child and all of its group are gone when run() comes back.
/// Threads:  any, at once. run() blocks.
/// Units:    bytes; Duration.
/// Errors:   not_found (cannot be executed), timed_out, exhausted (more output than allowed),
///           internal (no pipe, no memory file).
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "scanner/core/clock.h"
#include "scanner/core/result.h"
#include "scanner/core/secret_string.h"

namespace curfew::process {

struct Command {
    std::string program;                   ///< absolute path
    std::vector<std::string> arguments{};  ///< never a secret: everyone can list them
    core::SecretString input{};            ///< what standard input holds
    std::string folder = "/";              ///< where it runs
    core::Duration timeout = std::chrono::seconds(10);
    std::size_t output_bytes_max = 256U << 10U;  ///< of standard output and errors together
    /// A line on standard error that begins so ends the child at once; empty: none does.
    std::string stop_at{};
};

struct Outcome {
    int exit_code = -1;  ///< 128 + signal where one ended it
    std::string output{};
    std::string errors{};
    bool was_stopped = false;  ///< `stop_at` was seen
};

/// The child's environment is PATH, HOME=/nonexistent, LC_ALL=C and TZ=UTC, nothing of ours.
[[nodiscard]] core::Result<Outcome> run(const Command& command, const core::Clock& clock);

/// Whether a line of `text` begins so.
[[nodiscard]] bool has_line_beginning(std::string_view text, std::string_view beginning);

}  // namespace curfew::process
