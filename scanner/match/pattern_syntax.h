/// A signature's pattern as an automaton over bytes, to be asked what may stand where.
///
/// Understands what signatures use of RE2's syntax (classes, groups, alternation, repeats, flags
/// i, s, m). Where exactness would be dear it is generous: assertions are ignored and long repeats
/// become unbounded, so the automaton accepts at least what the pattern accepts. That is all a
/// quick refusal may rely on.
///
/// Threads:  pure functions, immutable values.
/// Not here: questions to the automaton (pattern_outline.h), matching (confirm.h).
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace curfew::match {

using ByteSet = std::bitset<256>;

/// A position automaton: each position consumes one byte of its set, then one of its followers is
/// next.
struct Automaton {
    std::vector<ByteSet> sets;
    std::vector<std::vector<std::uint32_t>> follow;
    std::vector<std::uint32_t> first;
    std::vector<std::uint32_t> last;
    bool accepts_empty = false;
};

/// Nothing when the pattern uses syntax that is not understood here, or is too large.
[[nodiscard]] std::optional<Automaton> automaton_of(std::string_view pattern);

}  // namespace curfew::match
