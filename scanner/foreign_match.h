/// Which of the secrets we see in some bytes is the one another tool speaks of.
///
/// Threads:  pure functions.
/// Not here: reading the bytes (place_reader.h), what becomes of it (import.h).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "scanner/core/bytes.h"
#include "scanner/core/fingerprint.h"
#include "scanner/core/place.h"
#include "scanner/foreign/foreign_finding.h"
#include "scanner/secret_table.h"

namespace curfew {

/// Those that are `secret`, or hold it, or of which it is a part. The same bytes beat what only
/// overlaps them; a key beats its own id, which alone opens nothing.
[[nodiscard]] std::vector<core::RunFingerprint> entries_holding(const SecretTable& seen,
                                                                std::string_view secret);

/// Those that stand at `position`, or hold it: what a digest or a visible beginning points to.
[[nodiscard]] std::vector<core::RunFingerprint> entries_covering(const SecretTable& seen,
                                                                 const core::Position& position);

/// Those on the lines of a finding whose secret its report does not show; where it names columns,
/// those that stand there.
[[nodiscard]] std::vector<core::RunFingerprint> entries_at(const SecretTable& seen,
                                                           const foreign::ForeignFinding& finding);

/// The piece of the finding's lines whose digest the report holds; pieces begin and end where a
/// word, a quote or a blank does. Nothing where none fits.
[[nodiscard]] std::optional<core::Span> span_of_digest(std::string_view bytes,
                                                       const foreign::ForeignFinding& finding);

/// The visible beginning of a half redacted secret on the finding's lines.
[[nodiscard]] std::optional<core::Span> span_of_beginning(std::string_view bytes,
                                                          const foreign::ForeignFinding& finding);

/// Whether `bytes` are what the digest was made of.
[[nodiscard]] bool fits_digest(std::string_view bytes, const foreign::SecretDigest& digest);

}  // namespace curfew
