/// Which bytes must stand around a literal, or from the begin of a match on: the part of a pattern
/// that can be checked with a few table look-ups.
///
/// Threads:  pure functions, immutable values.
/// Units:    offsets are bytes; at most kOutlineBytesMax positions are told.
/// Not here: the check itself (quick_check.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "scanner/match/pattern_syntax.h"

namespace curfew::match {

/// Positions looked at. Random text passes 64 positions of any token's alphabet too rarely for more
/// to pay.
inline constexpr std::size_t kOutlineBytesMax = 64;

/// For every match of the pattern that holds the literal where it may: the bytes that follow the
/// literal are in `after`, one set for each, and the ones before it, going backwards, in `before`.
struct LiteralOutline {
    bool is_possible = true;  ///< false: no match of the pattern holds the literal there
    std::vector<ByteSet> before;
    std::vector<ByteSet> after;
};

/// `before_literal` as in rules::Signature: how far a match may reach before the literal.
[[nodiscard]] LiteralOutline outline_around(const Automaton& automaton, std::string_view literal,
                                            std::uint32_t before_literal);

/// The bytes of every match from its begin on, as many as the shortest match has.
[[nodiscard]] std::vector<ByteSet> outline_from_begin(const Automaton& automaton);

/// What a match may begin and end with.
[[nodiscard]] ByteSet first_bytes(const Automaton& automaton);
[[nodiscard]] ByteSet last_bytes(const Automaton& automaton);

}  // namespace curfew::match
