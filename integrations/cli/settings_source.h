/// Reads the layers of the configuration for this call, and what they point to: the fingerprint key
/// and the baselines.
///
/// Threads:  one thread at start.
/// Errors:   as config.h and files.h, with the file's name.
#pragma once

#include <string>
#include <vector>

#include "integrations/cli/config.h"
#include "integrations/cli/options.h"
#include "scanner/core/fingerprint.h"
#include "scanner/core/result.h"
#include "scanner/store/baseline.h"

namespace curfew::cli {

/// Where this user's configuration lies, by the environment.
[[nodiscard]] ConfigPaths paths_of_user();

/// The revision whose policy, ignores and baseline judge what came after it (gate --since-commit in
/// CI); empty when the files as they are do. So a change cannot relax the rules it is judged by.
/// Another repository than the one the user stands in has no say, at no revision.
[[nodiscard]] std::string judging_revision(const ScanOptions& options);

/// All layers but the flags. With a `base_revision`, the repository's layer is read as that
/// revision has it.
[[nodiscard]] core::Result<Settings> load_settings(const Invocation& invocation,
                                                   const std::string& base_revision);

/// The organisation's key, or the public one where none is configured.
[[nodiscard]] core::Result<core::Fingerprinter> load_fingerprinter(const Settings& settings);

/// The baselines of settings and options, and the repository's .curfewignore.
[[nodiscard]] core::Result<std::vector<store::Baseline>> load_baselines(const Settings& settings,
                                                                        const ScanOptions& options,
                                                                        const std::string& key_id);

}  // namespace curfew::cli
