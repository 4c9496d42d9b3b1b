/// `curfew config init|show|path`.
///
/// Errors:   come out as a sentence on standard error and exit code 2.
#pragma once

#include "integrations/cli/options.h"

namespace curfew::cli {

[[nodiscard]] int run_config(const Invocation& invocation, const ConfigOptions& options);

}  // namespace curfew::cli
