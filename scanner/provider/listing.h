/// Which entry of a provider's listing is this very credential.
///
/// The whole secret, found once, is enough. A hint is not: it has to be the only one of its kind in
/// the whole listing, and a second fact that the question told (when it was made, whose it is) has
/// to agree. Whatever else: nobody is ended, a person looks.
///
/// Owns:     what it read of the entries that fit; no secret.
/// Threads:  plain values, one thread at a time.
/// Units:    at most kListingPagesMax pages.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/http.h"
#include "scanner/provider/provider.h"
#include "scanner/rules/provider_rules.h"

namespace curfew::provider {

/// Longest listings seen have some hundred entries; a page has 20 to 100.
inline constexpr std::size_t kListingPagesMax = 50;

/// Whose listing is looked through.
struct Sought {
    std::string_view secret;
    std::string_view public_prefix;
    const Inspection* told = nullptr;  ///< by the question; null: not asked
};

class Listing {
  public:
    /// Borrows `rule`.
    explicit Listing(const rules::FindRule& rule) : rule_(rule) {}
    explicit Listing(const rules::FindRule&& rule) = delete;

    /// Reads one page. Errors: corrupt where it is no listing.
    [[nodiscard]] core::Result<void> read(const core::HttpResponse& page, const Sought& sought);

    /// Where the next page is, as the last one said; nothing at the end, or where enough is known.
    [[nodiscard]] const std::optional<std::string>& next() const { return next_; }

    /// What all pages that were read come to.
    [[nodiscard]] Binding judged(const Sought& sought) const;

  private:
    struct Entry {
        std::optional<std::string> id;
        std::string owner;
        core::End created = core::Unknown{"the listing does not say"};
    };

    [[nodiscard]] Binding judged_by_hint(const Sought& sought) const;

    const rules::FindRule& rule_;
    std::vector<Entry> fitting_;
    std::optional<std::string> next_;
    std::size_t pages_ = 0;
    bool is_cut_ = false;  ///< there is more than was read
};

}  // namespace curfew::provider
