/// Times by the names they are written under: `expires_at`, `token_expiry`, `expirationTimestamp`.
///
/// One object's names and values go in; what is told of one of its secrets comes out. Names compare
/// without case, `_` and `-`. Two values for one thing that differ tell nothing, nor does a value
/// without a zone or unit.
///
/// Threads:  one thread at a time.
/// Source:   each name at its row in named_times.cc.
/// Not here: finding the object (adjacent.h, carriers/cloud_cache.cc).
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "scanner/core/instant.h"
#include "scanner/lifetime/carriers/carrier.h"

namespace curfew::lifetime {

/// Whose times are asked for: an answer with a refresh token and a client secret beside the access
/// token has a time of its own for each.
enum class TimeOwner { access, refresh, client };

/// From the name a secret stands under.
[[nodiscard]] TimeOwner owner_by_name(std::string_view secret_name);

/// An instant as files write it: RFC 3339, with " UTC" or a blank before the offset, seconds or
/// milliseconds since 1970 by their number of digits.
[[nodiscard]] std::optional<core::Instant> instant_from_value(std::string_view value);

class NamedTimes {
  public:
    void add(std::string_view name, std::string_view value);

    /// Times only; the carrier's name is left to the caller.
    [[nodiscard]] CarrierFacts facts(TimeOwner owner) const;

    enum class Role { expires, issued, not_before, span };

  private:
    struct Slot {
        std::optional<core::Instant> at;
        bool is_ambiguous = false;

        void put(core::Instant value);
        [[nodiscard]] std::optional<core::Instant> told() const;
    };

    void add_date(Slot& slot, std::string_view value);

    static constexpr std::size_t kOwners = 3;
    static constexpr std::size_t kRoles = 4;  // a span is kept as an instant since 1970
    std::array<std::array<Slot, kRoles>, kOwners> slots_{};
    std::optional<core::Instant> date_;  ///< an end given as a day alone
    bool never_client_ = false;
    bool has_revoked_ = false;
};

}  // namespace curfew::lifetime
