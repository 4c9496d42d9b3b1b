/// How long a secret was readable, and how long of that it was also accepted.
///
/// Exposure runs from the first sighting until the secret was taken away (the last sighting where
/// nobody knows who took it), or until `as_of` when it is still there.
/// Live exposure is exposure cut with the validity window; it is the order of every report. An end
/// that is unknown counts as still open, and says so.
///
/// Threads:  pure functions and plain values.
/// Source:   design.md 2.
#pragma once

#include <compare>
#include <optional>
#include <string>

#include "scanner/core/instant.h"
#include "scanner/core/validity_window.h"

namespace curfew::lifetime {

struct Exposure {
    std::optional<core::Instant>
        first_seen;                          ///< nothing: only seen now, in a place without history
    std::optional<core::Instant> last_seen;  ///< when it was taken away, or as_of if present
    bool is_present = false;
    core::Duration live{};      ///< readable and accepted, up to as_of
    bool is_live_open = false;  ///< still running: present and not known to be refused
    std::string reason;         ///< why `live` is what it is, when an end is unknown

    friend bool operator==(const Exposure&, const Exposure&) = default;
};

/// First and last moment over all places, and whether one of them is present.
struct Sightings {
    std::optional<core::Instant> first;
    std::optional<core::Instant> last;
    bool is_present = false;

    /// `last_seen`: the end of its exposure there, when it was taken away or last seen.
    void add(std::optional<core::Instant> first_seen, std::optional<core::Instant> last_seen,
             bool present);
};

[[nodiscard]] Exposure exposure_of(const Sightings& sightings, const core::ValidityWindow& window,
                                   core::Instant as_of);

}  // namespace curfew::lifetime
