/// What a candidate has to satisfy beyond its shape: the filters of its signature.
///
/// Threads:  pure functions.
/// Not here: stand-ins (placeholder.h), checksums (rules/token_checksum.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scanner/rules/signature.h"

namespace curfew::match {

/// Why the filters refuse `secret`; nothing when it passes. Never holds the secret.
[[nodiscard]] std::optional<std::string> filtered_by(const rules::Filters& filters,
                                                     std::string_view secret);

}  // namespace curfew::match
