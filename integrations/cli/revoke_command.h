/// `curfew revoke`: ends the credentials that were named, and proves it; a dry run until --yes.
///
/// Threads:  one thread calls.
/// Errors:   come out as a sentence on standard error and exit code 2.
/// Not here: finding a secret again (find_again.h), the plan (revocation_plan.h), the act
///           (revocation.h).
#pragma once

#include "integrations/cli/options.h"
#include "scanner/core/clock.h"

namespace curfew::cli {

/// The exit code of design.md 4.
[[nodiscard]] int revoke(const Invocation& invocation, const RevokeOptions& options,
                         const core::Clock& clock);

}  // namespace curfew::cli
