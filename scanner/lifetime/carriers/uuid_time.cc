// UUIDs of the versions that carry a time: 1, 6 and 7 (RFC 9562).
//
// Versions 1 and 6 count 100 ns since 1582-10-15, version 7 ms since 1970. The moment of issue
// only. The UUID may stand inside a longer text; two different ones tell nothing.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "scanner/core/instant.h"
#include "scanner/core/lower_case.h"
#include "scanner/core/result.h"
#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/lifetime/carriers/readers.h"
#include "scanner/lifetime/carriers/text_encoding.h"
#include "scanner/lifetime/carriers/times.h"

namespace curfew::lifetime {
namespace {

constexpr std::string_view kCarrier = "uuid_time";
constexpr std::size_t kLength = 36;
constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::int64_t kGregorianBegan = 122'192'928'000'000'000;  // 1970 in 100 ns since 1582

bool is_hex(char letter) {
    return kHex.find(core::to_lower(letter)) != std::string_view::npos;
}

bool is_uuid(std::string_view text) {
    for (std::size_t i = 0; i < kLength; ++i) {
        const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (is_dash ? text[i] != '-' : !is_hex(text[i])) return false;
    }
    return true;
}

/// Whether the text from `from` on begins with a UUID that is no piece of something longer.
bool stands_alone(std::string_view text, std::size_t from) {
    if (from > 0 && is_base62(text[from - 1])) return false;
    const std::size_t end = from + kLength;
    if (end < text.size() && is_base62(text[end])) return false;
    return is_uuid(text.substr(from, kLength));
}

std::string without_dashes(std::string_view uuid) {
    std::string digits;
    for (const char letter : uuid) {
        if (letter != '-') digits.push_back(core::to_lower(letter));
    }
    return digits;
}

/// The 32 digits of the only UUID in the text, lower case; the second if there are two.
std::array<std::string, 2> digits_in(std::string_view text) {
    std::array<std::string, 2> found;
    for (std::size_t from = 0; from + kLength <= text.size(); ++from) {
        if (!stands_alone(text, from)) continue;
        const std::string digits = without_dashes(text.substr(from, kLength));
        if (found[0].empty()) found[0] = digits;
        else if (found[0] != digits) found[1] = digits;
    }
    return found;
}

std::int64_t hex_number(const std::string& digits) {
    return number_in(digits, kHex).value_or(0);
}

core::Result<core::Instant> from_gregorian(const std::string& digits) {
    const std::int64_t ticks = hex_number(digits) - kGregorianBegan;
    if (ticks <= 0) return core::Error(core::ErrorKind::invalid_input, "lies before 1970");
    return core::Instant{core::Duration{ticks / 10}};
}

core::Result<core::Instant> instant_in(const std::string& digits) {
    switch (digits[12]) {
        case '1':
            return from_gregorian(digits.substr(13, 3) + digits.substr(8, 4) + digits.substr(0, 8));
        case '6':
            return from_gregorian(digits.substr(0, 12) + digits.substr(13, 3));
        case '7':
            return instant_from_epoch(static_cast<double>(hex_number(digits.substr(0, 12))) /
                                      1000.0);
        default:
            return core::Error(core::ErrorKind::unsupported, "is not in this version of UUID");
    }
}

}  // namespace

CarrierFacts read_uuid_time(std::string_view text) {
    const auto [digits, other] = digits_in(text);
    if (digits.empty()) return broken(kCarrier, "there is no UUID in it");
    if (!other.empty()) return broken(kCarrier, "there are several UUIDs in it");
    // The variant of RFC 9562: the two upper bits are 10.
    if (std::string_view("89ab").find(digits[16]) == std::string_view::npos) {
        return broken(kCarrier, "it is a UUID of a foreign variant");
    }
    const auto at = instant_in(digits);
    if (!at.has_value()) return broken(kCarrier, "its time " + at.error().message());
    CarrierFacts facts = facts_of(kCarrier);
    facts.issued_at = at.value();
    return facts;
}

}  // namespace curfew::lifetime
