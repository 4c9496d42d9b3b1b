/// A signature as a page of a handbook: what it looks like, how long it lives, how to ask, how to
/// end it, and where each fact comes from.
///
/// Threads:  pure functions.
#pragma once

#include <string>

#include "scanner/rules/catalog.h"
#include "scanner/rules/signature.h"

namespace curfew::cli {

[[nodiscard]] std::string signature_page(const rules::Signature& signature,
                                         const rules::Catalog& catalog);

/// One line: id, name, lifetime class, revocability.
[[nodiscard]] std::string signature_line(const rules::Signature& signature);

}  // namespace curfew::cli
