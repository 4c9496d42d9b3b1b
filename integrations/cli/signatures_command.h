/// `curfew signatures list|show|check`.
///
/// `check` loads signature files of the user's, makes every example and near miss, and runs both
/// engines over them.
///
/// Errors:   come out as sentences on standard error; exit code 1 for a signature whose examples do
///           not hold, 2 for a file that does not load.
#pragma once

#include "integrations/cli/options.h"

namespace curfew::cli {

[[nodiscard]] int run_signatures(const Invocation& invocation, const SignaturesOptions& options);

}  // namespace curfew::cli
