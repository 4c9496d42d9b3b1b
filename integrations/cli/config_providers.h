/// The `[provider.ID]` tables of a configuration file.
///
/// Threads:  pure functions.
/// Errors:   invalid_input with file, line, column, what is wrong and what is right; denied in a
///           repository's file.
#pragma once

#include <string>

#include "integrations/cli/config.h"
#include "integrations/cli/config_toml.h"
#include "scanner/core/result.h"

namespace curfew::cli {

/// Applies everything below `provider` on top of `settings`, key by key.
[[nodiscard]] core::Result<void> apply_providers(Settings& settings, const ConfigText& file,
                                                 const toml::node& node);

/// One line a key, as `config show` prints them; an administrator's credential is named by where it
/// comes from.
[[nodiscard]] std::string providers_text(const Settings& settings);

}  // namespace curfew::cli
