/// `curfew verify`: secrets by fingerprint, from a file or from standard input; providers are asked
/// about each.
///
/// Threads:  one thread calls.
/// Errors:   come out as a sentence on standard error and exit code 2.
/// Not here: finding a secret again (find_again.h), asking (asking.h).
#pragma once

#include "integrations/cli/options.h"
#include "scanner/core/clock.h"

namespace curfew::cli {

/// The exit code of design.md 4.
[[nodiscard]] int verify(const Invocation& invocation, const VerifyOptions& options,
                         const core::Clock& clock);

}  // namespace curfew::cli
