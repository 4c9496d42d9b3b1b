/// From the settings to what providers are asked with: administrators' credentials are fetched from
/// where the configuration says they are.
///
/// Threads:  one thread at start.
/// Errors:   with the provider's id and the place: not_found, denied (a file that others may read
///           or write, a program that failed), invalid_input (nothing there, or no single line),
///           exhausted, timed_out. None holds a secret.
/// Not here: reading the settings (config.h).
#pragma once

#include <string>
#include <vector>

#include "integrations/cli/config.h"
#include "scanner/core/clock.h"
#include "scanner/core/result.h"
#include "scanner/provider/access.h"
#include "scanner/rules/catalog.h"

namespace curfew::cli {

struct LoadedAccess {
    provider::Access access;
    std::vector<std::string> warnings;  ///< for the person: a file that the group may read
};

/// `catalog` tells which providers there are: a `[provider.ID]` of none is an error.
[[nodiscard]] core::Result<LoadedAccess> load_access(const Settings& settings,
                                                     const rules::Catalog& catalog,
                                                     const core::Clock& clock);

}  // namespace curfew::cli
