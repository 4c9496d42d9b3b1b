// What itsdangerous' TimestampSigner writes, Flask's session cookies among it:
// `payload.TS.signature`.
//
// TS is base64url of a big-endian number, the moment of issue in seconds since 1970. Releases
// before 1.1 (October 2018) counted from 2011-01-01; their numbers come out before 1979, which is
// how they are told apart. How old a value may be is the server's choice.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "scanner/lifetime/carriers/byte_reader.h"
#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/lifetime/carriers/readers.h"
#include "scanner/lifetime/carriers/text_encoding.h"
#include "scanner/lifetime/carriers/times.h"

namespace curfew::lifetime {
namespace {

constexpr std::string_view kCarrier = "flask_signed";
constexpr std::uint64_t kOldEpoch = 1'293'840'000;  // 2011-01-01T00:00:00Z
constexpr std::uint64_t kOldLast = 300'000'000;     // July 2020 by the old count
constexpr std::size_t kSignatureMin = 27;           // SHA-1
constexpr std::size_t kSignatureMax = 86;           // SHA-512

/// The number of up to five bytes; none or more is no time.
std::optional<std::uint64_t> timestamp(std::string_view text) {
    const auto bytes = base64_decoded(text, Alphabet::url);
    if (!bytes || bytes->empty() || bytes->size() > 5) return std::nullopt;
    return ByteReader(*bytes).number(bytes->size());
}

}  // namespace

CarrierFacts read_flask_signed(std::string_view text) {
    const std::string_view value = trimmed(text);
    const std::size_t last = value.rfind('.');
    const std::size_t before = last == std::string_view::npos || last == 0
                                   ? std::string_view::npos
                                   : value.rfind('.', last - 1);
    if (before == std::string_view::npos) return broken(kCarrier, "it has no time");
    const std::string_view signature = value.substr(last + 1);
    if (signature.size() < kSignatureMin || signature.size() > kSignatureMax ||
        !all_of(signature, is_base64url)) {
        return broken(kCarrier, "it is not a signed value with a time");
    }
    auto seconds = timestamp(value.substr(before + 1, last - before - 1));
    if (seconds && *seconds < kOldLast) *seconds += kOldEpoch;
    if (!seconds || *seconds < kOldEpoch) {
        return broken(kCarrier, "its time is not one at which it can have been signed");
    }
    const auto at = instant_from_epoch(static_cast<double>(*seconds));
    if (!at.has_value()) return broken(kCarrier, "its time " + at.error().message());
    CarrierFacts facts = facts_of(kCarrier);
    facts.issued_at = at.value();
    facts.note = "how old it may be is the server's choice";
    return facts;
}

}  // namespace curfew::lifetime
