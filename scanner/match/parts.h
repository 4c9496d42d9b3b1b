/// The further pieces of a credential near its secret: the id of a key, the host of a password.
///
/// Searched on both sides within the rule's distance. The nearest wins: first by the lines between,
/// then by the bytes between; of two equally near ones the one before, for an id is usually written
/// before its secret.
///
/// Threads:  pure functions.
/// Errors:   invalid_input when a part's pattern does not compile.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "scanner/core/bytes.h"
#include "scanner/core/result.h"
#include "scanner/match/candidate.h"
#include "scanner/match/confirm.h"
#include "scanner/rules/signature.h"

namespace curfew::match {

/// Whose parts are wanted, and around what.
struct PartSearch {
    const Confirmer& confirmer;
    const rules::Signature& signature;
    std::uint32_t number = 0;  ///< of the signature in the catalogue
    std::string_view text;
    core::Span secret;
};

/// The parts in the order of the rules; those in `known` by name are not searched again. Nothing at
/// all when a required one is missing.
[[nodiscard]] core::Result<std::optional<std::vector<FoundPart>>> find_parts(
    const PartSearch& search, std::vector<FoundPart> known);

}  // namespace curfew::match
