/// From a hit of the first engine to the signatures it may belong to, and their quick checks.
///
/// Equal texts of several signatures become one literal with several entries. Signatures of code
/// (shapes other than pattern) are anchored by all their literals and keywords; patterns by their
/// literals, or by their keywords when they have none.
///
/// Literals and keywords of patterns that promise a long run of letters (value_runs.h) are apart:
/// they are looked for in the windows around runs, everything else in every byte.
///
/// Owns:     everything; borrows nothing, not even the catalogue it was built from.
/// Threads:  immutable once built; safe from many.
/// Errors:   invalid_input when a signature names nothing to look for, or a literal no match of its
///           pattern can hold: a line for each, with its id. `from_bytes`: corrupt.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "scanner/core/bytes.h"
#include "scanner/core/result.h"
#include "scanner/match/matcher.h"
#include "scanner/match/quick_check.h"
#include "scanner/rules/signature.h"
#include "scanner/rules/signature_list.h"

namespace curfew::match {

enum class HitRole : std::uint32_t {
    literal,  ///< of a pattern: the match holds it
    keyword,  ///< of a pattern: the secret follows within some distance
    anchor,   ///< of a shape: its code looks around
};

/// One signature a hit may belong to.
struct HitEntry {
    std::uint32_t signature = 0;  ///< its place in the catalogue
    HitRole role = HitRole::literal;
    QuickCheck check;
};

/// Entries [first_entry, end_entry) of one literal.
struct HitSlot {
    std::uint32_t first_entry = 0;
    std::uint32_t end_entry = 0;
    std::uint32_t length = 0;  ///< of the literal
};

class HitIndex {
  public:
    struct Built;

    [[nodiscard]] static core::Result<Built> build(rules::SignatureList signatures);

    /// From the bytes `to_bytes` made, for a catalogue of so many signatures.
    [[nodiscard]] static core::Result<HitIndex> from_bytes(core::BlobView bytes,
                                                           std::size_t signature_count);
    [[nodiscard]] std::string to_bytes() const;

    [[nodiscard]] const HitSlot& slot(std::uint32_t literal) const { return slots_[literal]; }
    [[nodiscard]] std::span<const HitEntry> entries(const HitSlot& slot) const {
        return std::span(entries_).subspan(slot.first_entry, slot.end_entry - slot.first_entry);
    }
    [[nodiscard]] const CheckPool& pool() const { return pool_; }

    /// The bytes around a run in which a keyword of it may stand.
    [[nodiscard]] core::Span window_around(core::Span run, std::size_t text_size) const {
        return {.begin = run.begin - std::min<std::size_t>(run.begin, reach_.before),
                .end = run.end + std::min<std::size_t>(text_size - run.end, reach_.after)};
    }
    [[nodiscard]] std::size_t slot_count() const { return slots_.size(); }

  private:
    /// How far a keyword may stand before a run's begin, and reach beyond its end.
    struct Reach {
        std::uint32_t before = 0;
        std::uint32_t after = 0;
    };

    std::vector<HitSlot> slots_;
    std::vector<HitEntry> entries_;
    CheckPool pool_;
    Reach reach_;
};

struct HitIndex::Built {
    HitIndex index;
    std::vector<Literal> literals;         ///< looked for in every byte; ids are slots
    std::vector<Literal> window_literals;  ///< looked for in windows; ids are slots
};

}  // namespace curfew::match
