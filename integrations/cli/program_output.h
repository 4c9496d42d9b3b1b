/// Runs a program of the user's own configuration and keeps what it writes to standard output.
///
/// Without a shell: the words are what the program gets. Standard input is empty, standard error
/// is ours, so that a prompt or a complaint reaches the person.
///
/// Threads:  one thread; the caller waits.
/// Errors:   not_found (no such program), timed_out (it and its children are killed), exhausted
///           (more output than allowed), denied (it ended with another code than 0).
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "scanner/core/clock.h"
#include "scanner/core/instant.h"
#include "scanner/core/result.h"
#include "scanner/core/secret_string.h"

namespace curfew::cli {

struct ProgramLimits {
    core::Duration timeout = std::chrono::seconds(30);  ///< time for a person at a prompt
    std::size_t bytes_max = 64U << 10U;
};

/// `words` holds the program, by path or as PATH finds it, and its arguments.
[[nodiscard]] core::Result<core::SecretString> output_of(const std::vector<std::string>& words,
                                                         const core::Clock& clock,
                                                         const ProgramLimits& limits);

}  // namespace curfew::cli
