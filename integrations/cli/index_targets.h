/// What the index and the work tree hold and HEAD does not, as sources of a scan.
///
/// They are read without any library, so the lean program reads them too: a commit waits for it.
///
/// Threads:  one thread.
/// Errors:   not_found when one stands in no repository.
#pragma once

#include <cstdint>
#include <string>

#include "integrations/cli/options.h"
#include "integrations/cli/scan_targets.h"
#include "scanner/core/result.h"

namespace curfew::cli {

/// The root of the repository one stands in.
[[nodiscard]] core::Result<std::string> repository_of_user();

/// For `--staged` and `--unstaged`; nothing when neither is asked for.
void add_index_targets(Targets& targets, const std::string& repository, const ScanOptions& options,
                       std::uint64_t file_bytes_max);

}  // namespace curfew::cli
