/// The cheap refusal of a hit: a few table look-ups instead of a regular expression.
///
/// Nearly all hits of short literals and of English words are no secrets. What the pattern demands
/// of the bytes around the literal is told by pattern_outline.h and kept here as runs of equal
/// sets, "36 of [A-Za-z0-9]", over a pool of tables that all signatures share.
///
/// Owns:     a CheckPool owns its tables; a QuickCheck is a range of runs in one pool.
/// Threads:  immutable once built.
/// Units:    offsets and counts are bytes.
/// Cost:     a few nanoseconds for a refusal; it decides the speed of the whole scan.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "scanner/core/bytes.h"
#include "scanner/match/pattern_syntax.h"

namespace curfew::match {

/// 1 for the bytes of a set.
using ByteTable = std::array<std::uint8_t, 256>;

/// `count` bytes, each of the set with this number.
struct CheckRun {
    std::uint16_t table = 0;
    std::uint16_t count = 0;
};

/// Runs [begin, end) of the pool.
struct RunRange {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

struct QuickCheck {
    RunRange before;                ///< of a literal, going backwards; nearest first
    RunRange after;                 ///< of a literal, or from the begin of a match on
    std::uint32_t length_min = 0;   ///< bytes of all runs of `after`
    std::uint16_t any_table = 0;    ///< the union of all sets of `after`
    std::uint16_t is_bordered = 0;  ///< 1: the literal begins the match, and its border counts
    std::uint16_t base64_before = 0;
    std::uint16_t base64_after = 0;
};

class CheckPool {
  public:
    CheckPool() = default;
    CheckPool(std::vector<ByteTable> tables, std::vector<CheckRun> runs)
        : tables_(std::move(tables)), runs_(std::move(runs)) {}

    [[nodiscard]] RunRange add_runs(std::span<const ByteSet> sets);
    [[nodiscard]] std::uint16_t add_table(const ByteSet& set);

    /// Whether the bytes around `literal` are such as the pattern demands.
    [[nodiscard]] bool may_stand_around(const QuickCheck& check, std::string_view text,
                                        core::Span literal) const;

    /// The first offset in [from, latest] where a match may begin; nothing if there is none.
    [[nodiscard]] std::optional<std::size_t> possible_begin(const QuickCheck& check,
                                                            std::string_view text, std::size_t from,
                                                            std::size_t latest) const;

    [[nodiscard]] std::span<const ByteTable> tables() const { return tables_; }
    [[nodiscard]] std::span<const CheckRun> runs() const { return runs_; }

    /// Whether every run and table a check names is there: for checks read from bytes.
    [[nodiscard]] bool holds(const QuickCheck& check) const;
    [[nodiscard]] bool is_sound() const;

  private:
    [[nodiscard]] bool stand_at(RunRange runs, std::string_view text, std::size_t begin) const;
    [[nodiscard]] bool stand_before(RunRange runs, std::string_view text, std::size_t end) const;

    std::vector<ByteTable> tables_;
    std::vector<CheckRun> runs_;
};

}  // namespace curfew::match
