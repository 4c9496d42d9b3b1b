/// Is what a pattern matched a secret of this kind? Checksum, filters, stand-ins, parts, and from
/// these the confidence with its reasons.
///
/// Threads:  pure functions.
/// Errors:   invalid_input when a part's pattern does not compile.
/// Not here: shapes that are code judge their candidates themselves (shapes.h); `filtered` is the
///           part of the judgement they share.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "scanner/core/result.h"
#include "scanner/match/candidate.h"
#include "scanner/match/confirm.h"
#include "scanner/rules/signature.h"

namespace curfew::match {

/// A match with borders that hold, on its way to become a detection.
struct Claim {
    const Confirmer& confirmer;
    const rules::Signature& signature;
    std::uint32_t number = 0;  ///< of the signature in the catalogue
    std::string_view text;
    Match match;
};

/// The detection; nothing when it is refused.
[[nodiscard]] core::Result<std::optional<Detection>> accepted(const Claim& claim);

/// A detection that the code of a shape proposed, after the signature's filters and parts.
[[nodiscard]] core::Result<std::optional<Detection>> accepted_from_shape(const Claim& claim,
                                                                         Detection detection);

/// Whether one of the signature's keywords ends at most `keyword_distance` bytes before the match,
/// or stands inside it before the secret.
[[nodiscard]] bool has_keyword(const rules::Signature& signature, std::string_view text,
                               const Match& match);

}  // namespace curfew::match
