/// From facts to a validity window, the strongest evidence first.
///
/// embedded (read out of the secret) > adjacent (written beside it) > catalogue (known of the kind:
/// "never expires"; default and maximum spans count only from a known moment of issue) > history
/// (the first commit gives the latest possible begin). Facts that disagree become a contradiction.
///
/// Threads:  pure functions.
/// Source:   design.md 2.
#pragma once

#include <optional>

#include "scanner/core/validity_window.h"
#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/rules/signature.h"

namespace curfew::lifetime {

struct WindowInputs {
    const rules::LifetimeRule& rule;
    const CarrierFacts& embedded;  ///< empty carrier name: the kind has none
    const CarrierFacts& adjacent;
    std::optional<core::Instant> first_seen;  ///< from history
};

[[nodiscard]] core::ValidityWindow window_of(const WindowInputs& inputs);

}  // namespace curfew::lifetime
