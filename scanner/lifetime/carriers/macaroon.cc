// Macaroons: a bearer token with readable conditions ("caveats"), all of which must hold.
//
// Caveats are free text of the issuer. Two ways to write an end are in common use and read here:
// `time < INSTANT` (libmacaroons' own examples; INSTANT is RFC 3339 or seconds since 1970) and
// `time-before INSTANT` (go-macaroon-bakery checkers). The earliest of them counts. Without one the
// issuer may still keep an end of its own: then nothing is told.

#include <optional>
#include <string>
#include <string_view>

#include "scanner/core/instant.h"
#include "scanner/core/result.h"
#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/lifetime/carriers/macaroon_bytes.h"
#include "scanner/lifetime/carriers/readers.h"
#include "scanner/lifetime/carriers/text_encoding.h"
#include "scanner/lifetime/carriers/times.h"

namespace curfew::lifetime {
namespace {

constexpr std::string_view kCarrier = "macaroon";

/// What stands behind `time <` or `time-before`; nothing when the caveat is about something else.
std::optional<std::string_view> end_text(std::string_view caveat) {
    constexpr std::string_view kBefore = "time-before ";
    constexpr std::string_view kTime = "time";
    if (caveat.starts_with(kBefore)) return trimmed(caveat.substr(kBefore.size()));
    if (!caveat.starts_with(kTime)) return std::nullopt;
    const std::string_view rest = trimmed(caveat.substr(kTime.size()));
    if (!rest.starts_with('<') || rest.starts_with("<=")) return std::nullopt;
    return trimmed(rest.substr(1));
}

core::Result<core::Instant> instant_in(std::string_view text) {
    auto written = core::parse_instant(text);
    if (written.has_value()) return written;
    return instant_from_epoch_text(text);
}

}  // namespace

CarrierFacts read_macaroon(std::string_view text) {
    const auto macaroon = macaroon_from(text);
    if (!macaroon.has_value()) return broken(kCarrier, macaroon.error().message());
    CarrierFacts facts = facts_of(kCarrier);
    facts.account = clean_text(macaroon.value().location);
    facts.name = clean_text(macaroon.value().identifier);
    for (const std::string& caveat : macaroon.value().caveats) {
        const auto end = end_text(caveat);
        if (!end) continue;
        const auto at = instant_in(*end);
        if (at.has_value()) facts.expires_at = earlier(facts.expires_at, at.value());
        else facts.problem = "a time caveat " + at.error().message();
    }
    if (!facts.problem.empty()) facts.expires_at.reset();
    if (!facts.expires_at) facts.note = "its issuer may keep an end that is not in the token";
    return facts;
}

}  // namespace curfew::lifetime
