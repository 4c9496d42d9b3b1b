/// Reports of other secret scanners, read as findings: gitleaks (JSON, CSV), Betterleaks,
/// TruffleHog, Kingfisher (JSON, JSON lines), detect-secrets (baseline) and SARIF 2.1.0 of anybody.
///
/// The format is told by the content. One bad entry is named in `unread`, the others are read.
///
/// Threads:  pure functions.
/// Units:    at most kStructureDepthMax levels of JSON, kForeignFindingsMax entries; whoever reads
///           the file bounds its bytes.
/// Errors:   invalid_input for what is none of these, no UTF-8, or not the format that was forced;
///           corrupt where it begins as one and breaks off or has no readable entry; exhausted.
///           They say where, and never quote what stands there.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "scanner/core/result.h"
#include "scanner/foreign/foreign_finding.h"

namespace curfew::foreign {

/// More is no list a person works through.
inline constexpr std::size_t kForeignFindingsMax = 200'000;

/// `forced`: read as this, whatever it looks like.
[[nodiscard]] core::Result<ForeignReport> read_foreign_report(
    std::string_view text, std::optional<Format> forced = std::nullopt);

}  // namespace curfew::foreign
