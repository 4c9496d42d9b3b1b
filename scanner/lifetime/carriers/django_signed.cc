// What Django's TimestampSigner and signing.dumps write: `value:TS:signature`.
//
// TS is the moment of issue, seconds since 1970 in base62 with the letters 0-9A-Za-z. How old a
// value may be is the reader's choice and does not stand in it. django/core/signing.py.

#include <cstddef>
#include <string_view>

#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/lifetime/carriers/readers.h"
#include "scanner/lifetime/carriers/text_encoding.h"
#include "scanner/lifetime/carriers/times.h"

namespace curfew::lifetime {
namespace {

constexpr std::string_view kCarrier = "django_signed";
constexpr std::string_view kBase62 =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::size_t kSha1Letters = 27;
constexpr std::size_t kSha256Letters = 43;
constexpr double kDjangoBegan = 1'121'212'800;  // 13 July 2005: nothing was signed before

bool is_signature(std::string_view text) {
    return (text.size() == kSha1Letters || text.size() == kSha256Letters) &&
           all_of(text, is_base64url);
}

}  // namespace

CarrierFacts read_django_signed(std::string_view text) {
    const std::string_view value = trimmed(text);
    const std::size_t last = value.rfind(':');
    const std::size_t before = last == std::string_view::npos || last == 0
                                   ? std::string_view::npos
                                   : value.rfind(':', last - 1);
    if (before == std::string_view::npos || !is_signature(value.substr(last + 1))) {
        return broken(kCarrier, "it is not a signed value with a time");
    }
    const auto number = number_in(value.substr(before + 1, last - before - 1), kBase62);
    const auto seconds = static_cast<double>(number.value_or(0));
    const auto at = instant_from_epoch(seconds);
    if (!at.has_value() || seconds < kDjangoBegan) {
        return broken(kCarrier, "its time is not one at which it can have been signed");
    }
    CarrierFacts facts = facts_of(kCarrier);
    facts.issued_at = at.value();
    facts.note = "how old it may be is the server's choice";
    return facts;
}

}  // namespace curfew::lifetime
