/// Issuers whose tokens tell themselves: a value that is assigned to such a name and has another
/// form is cut off, made up, or for something else.
///
/// Threads:  pure functions.
/// Not here: the exact patterns (signatures/providers).
#pragma once

#include <string_view>

namespace curfew::match {

/// Whether `name` speaks of an issuer of this kind and `value` is not of the form it issues.
[[nodiscard]] bool contradicts_issuer(std::string_view name, std::string_view value);

}  // namespace curfew::match
