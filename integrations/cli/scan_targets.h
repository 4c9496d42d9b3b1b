/// From what the command line named to the sources that are read.
///
/// Two implementations, chosen when the program is linked: scan_targets_here.cc knows git and the
/// finding store (curfew-full), scan_targets_lean.cc knows standard input and what a gate reads
/// before a commit (curfew).
///
/// Threads:  one thread.
/// Errors:   not_found for a path or revision; invalid_input for options that do not fit;
///           unsupported for a repository that cannot be read.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "integrations/cli/config.h"
#include "integrations/cli/options.h"
#include "scanner/core/result.h"
#include "scanner/scan.h"

namespace curfew::cli {

struct Targets {
    std::vector<ScanTarget> targets;
    /// Base versions: what they hold is not new.
    std::vector<std::unique_ptr<sources::Source>> known;
};

/// Whether this program can read these targets itself; otherwise the whole call is handed to
/// curfew-full.
[[nodiscard]] bool can_read(const ScanOptions& options);

[[nodiscard]] core::Result<Targets> targets_of(const ScanOptions& options,
                                               const Settings& settings);

/// A small file as `revision` has it, in the repository one stands in; nothing when it is not
/// there.
[[nodiscard]] core::Result<std::optional<std::string>> read_at_revision(const std::string& revision,
                                                                        const std::string& path);

/// Remembers where secrets were found, so that a later command finds the place again.
[[nodiscard]] core::Result<void> remember(const std::string& state_folder,
                                          const ScanOptions& options,
                                          const report::ScanReport& report);

}  // namespace curfew::cli
