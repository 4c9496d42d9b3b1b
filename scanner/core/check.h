/// A stop for programmer errors: what must hold, or the program ends here.
///
/// Stays on in every build we ship. Prints file and line, never values: a value may be a secret.
/// Not here: faults of the outside world (result.h); outside input never reaches a check.
#pragma once

#include <source_location>

namespace curfew::core {

/// What a check that does not hold ends in: aborts with file and line on standard error.
[[noreturn]] void stop_at(const std::source_location& where) noexcept;

/// Aborts with file and line on standard error when `condition` does not hold.
inline void check(bool condition,
                  const std::source_location& where = std::source_location::current()) noexcept {
    if (!condition) stop_at(where);
}

}  // namespace curfew::core
