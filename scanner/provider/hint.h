/// Whether what a listing shows of a secret fits this secret.
///
/// Threads:  pure functions.
/// Not here: whether a hint is enough (it never is alone: listing.h).
#pragma once

#include <string_view>

#include "scanner/rules/hint_rule.h"

namespace curfew::provider {

/// A hint that shows fewer than kHintLengthMin letters of the secret beyond `public_prefix` fits
/// nothing.
[[nodiscard]] bool hint_fits(const rules::HintRule& rule, std::string_view hint,
                             std::string_view secret, std::string_view public_prefix);

}  // namespace curfew::provider
