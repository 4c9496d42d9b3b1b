/// From a hit of a pattern's literal or keyword to detections with exact borders.
///
/// Threads:  free functions; a SearchMemory belongs to one thread and one blob at a time.
/// Units:    offsets are bytes of the blob.
/// Errors:   invalid_input when a pattern does not compile.
/// Not here: whether a match is a secret (acceptance.h), overlaps (settle.h).
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "scanner/core/result.h"
#include "scanner/match/candidate.h"
#include "scanner/match/confirm.h"
#include "scanner/match/hit_index.h"
#include "scanner/rules/signature.h"

namespace curfew::match {

/// What was seen of each signature in this blob, so that the same bytes are not searched again for
/// every literal and keyword near them.
class SearchMemory {
  public:
    /// For the next blob. Costs nothing for signatures that had no hit in the last one.
    void reset(std::size_t signature_count) {
        for (const std::uint32_t signature : seen_) places_[signature] = {};
        seen_.clear();
        places_.resize(signature_count);
    }

    /// The whole match found last.
    [[nodiscard]] core::Span& last_match(std::uint32_t signature) {
        return place_of(signature).last_match;
    }
    /// Begins before this offset were tried for an earlier hit.
    [[nodiscard]] std::size_t& searched_until(std::uint32_t signature) {
        return place_of(signature).searched_until;
    }

  private:
    struct Place {
        core::Span last_match;
        std::size_t searched_until = 0;
        bool is_seen = false;
    };

    Place& place_of(std::uint32_t signature) {
        Place& place = places_[signature];
        if (!place.is_seen) seen_.push_back(signature);
        place.is_seen = true;
        return place;
    }

    std::vector<Place> places_;
    std::vector<std::uint32_t> seen_;  ///< whose places are not as they were made
};

/// What to search, and where.
struct PatternSearch {
    const rules::Signature& signature;
    const HitEntry& entry;
    const CheckPool& pool;
    const Confirmer& confirmer;
    std::string_view text;
};

/// Whether a match may follow the keyword: the quick check of a keyword's hit.
[[nodiscard]] bool may_follow(const PatternSearch& search, core::Span keyword);

/// Appends the accepted matches that belong to the literal or keyword at `hit`.
[[nodiscard]] core::Result<void> search_at(const PatternSearch& search, core::Span hit,
                                           SearchMemory& memory, std::vector<Detection>& found);

/// Judges the detections from `first` on that the code of a shape appended, and drops those that
/// are refused.
[[nodiscard]] core::Result<void> keep_accepted(const PatternSearch& search, std::size_t first,
                                               std::vector<Detection>& found);

}  // namespace curfew::match
