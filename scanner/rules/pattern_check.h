/// What the text of a pattern shows without compiling it: gaps without a bound, repetitions RE2
/// refuses.
///
/// Threads:  pure functions.
/// Not here: whether it compiles (scanner/match).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace curfew::rules {

struct PatternFault {
    std::size_t offset = 0;  ///< in the pattern
    std::string message;
};

/// The first fault, or nothing.
[[nodiscard]] std::optional<PatternFault> fault_in_pattern(std::string_view pattern);

}  // namespace curfew::rules
