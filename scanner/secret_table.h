/// Every secret of a run, folded by identity while it is still being read.
///
/// Owns:     the secrets' bytes, once each, and all places where they were seen.
/// Threads:  one thread at a time; each reader fills its own table, and `absorb` joins them in an
///           order that does not matter.
/// Not here: what a secret means (findings.h).
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "scanner/core/fingerprint.h"
#include "scanner/core/place.h"
#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/match/candidate.h"
#include "scanner/report/finding.h"

namespace curfew {

/// One place where a secret was seen, before its history is known.
struct RawSighting {
    core::Place place;
    std::optional<report::Suppression> allowed;  ///< by a comment on its line
    bool lacks_reason = false;                   ///< a comment would allow it, but gives no reason
};

struct SecretEntry {
    match::Detection best;
    std::set<std::string> also_matched;  ///< signature ids other than the best one's
    lifetime::CarrierFacts adjacent;     ///< times written beside it, where any sighting has some
    std::vector<RawSighting> sightings;
};

class SecretTable {
  public:
    using Entries = std::unordered_map<core::RunFingerprint, SecretEntry>;

    /// Adds a detection; the better founded one of the same secret names it. Gives it back, in the
    /// table, when this one does.
    const match::Detection* add(const core::RunFingerprint& who, match::Detection detection,
                                lifetime::CarrierFacts adjacent, RawSighting sighting);

    /// Takes everything out of `other`.
    void absorb(SecretTable&& other);

    [[nodiscard]] Entries& entries() { return entries_; }
    [[nodiscard]] const Entries& entries() const { return entries_; }

  private:
    Entries entries_;
};

/// Whether a generic kind named it, not a provider's own signature.
[[nodiscard]] bool is_generic(const match::Detection& detection);

/// Whether `left` says better what a secret is than `right`: confirmed first, then a provider's own
/// signature over a generic one, confidence, and the id, so that the answer is always the same.
[[nodiscard]] bool is_better_founded(const match::Detection& left, const match::Detection& right);

}  // namespace curfew
