/// In which order a set of credentials is ended: the right to mint before what it mints, since a
/// refresh token makes a new access token for each one that was ended.
///
/// Threads:  pure functions.
/// Source:   `mints` of the catalogue (signatures/FORMAT.md).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "scanner/rules/catalog.h"

namespace curfew::provider {

/// For each signature its round: 0 is ended first, everything of a round may go at once. Kinds that
/// no other of the set mints, not even over kinds outside the set, are in round 0.
[[nodiscard]] std::vector<unsigned> minting_rounds(
    std::span<const rules::Signature* const> signatures, const rules::Catalog& catalog);

}  // namespace curfew::provider
