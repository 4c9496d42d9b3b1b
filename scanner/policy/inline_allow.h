/// Comments on a secret's own line that allow it: ours, and those of other scanners in use.
///
/// Ours: `curfew:allow <reason>`; without a reason it does not count, and that is said.
/// Others: listed by `foreign_markers`.
///
/// Threads:  pure functions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "scanner/core/bytes.h"
#include "scanner/report/finding.h"

namespace curfew::policy {

/// The markers of other scanners that are honoured, sorted.
[[nodiscard]] std::span<const std::string_view> foreign_markers();

/// What the line around `secret` (and the line above, for markers that speak of the next line)
/// says.
[[nodiscard]] std::optional<report::Suppression> inline_allow(core::BlobView bytes,
                                                              core::Span secret);

}  // namespace curfew::policy
