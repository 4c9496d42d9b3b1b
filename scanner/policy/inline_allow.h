/// Comments on a secret's own line that allow it: ours, and those of other scanners in use.
///
/// Ours: `curfew:allow <reason>` on the secret's own line, `curfew:allow-next-line <reason>` on the
/// line above; without a reason neither counts, and `lacks_reason` says so.
/// Others: listed by `foreign_markers`.
///
/// Threads:  pure functions.
/// Units:    at most kMarkerReach bytes on either side of the secret are looked at.
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

/// Whether there is a marker of ours that does not count because it gives no reason. For a note to
/// the person who wrote it.
[[nodiscard]] bool lacks_reason(core::BlobView bytes, core::Span secret);

}  // namespace curfew::policy
