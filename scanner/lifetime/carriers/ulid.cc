// ULIDs: the first ten of 26 letters are milliseconds since 1970 in Crockford's base32.
//
// The moment of issue only. The ULID may stand inside a longer text, as the id behind a prefix; two
// different ones tell nothing. github.com/ulid/spec.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/lifetime/carriers/readers.h"
#include "scanner/lifetime/carriers/text_encoding.h"
#include "scanner/lifetime/carriers/times.h"

namespace curfew::lifetime {
namespace {

constexpr std::string_view kCarrier = "ulid";
constexpr std::string_view kCrockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kLength = 26;
constexpr std::size_t kTimeLength = 10;

bool is_crockford(char letter) {
    return kCrockford.find(letter) != std::string_view::npos;
}

std::string upper_case(std::string_view text) {
    std::string upper(text);
    for (char& letter : upper) {
        if (is_lower(letter)) letter = static_cast<char>(letter - 'a' + 'A');
    }
    return upper;
}

/// Letters and digits that stand together, in upper case, if they could be a ULID.
std::vector<std::string> words_in(std::string_view text) {
    std::vector<std::string> found;
    std::size_t from = 0;
    while (from < text.size() && found.size() < 2) {
        std::size_t end = from;
        while (end < text.size() && is_base62(text[end])) ++end;
        const std::string word = upper_case(text.substr(from, end - from));
        // 48 bits of time in 50: the first letter is at most 7.
        if (word.size() == kLength && all_of(word, is_crockford) && word.front() <= '7' &&
            (found.empty() || found.front() != word)) {
            found.push_back(word);
        }
        from = end + 1;
    }
    return found;
}

}  // namespace

CarrierFacts read_ulid(std::string_view text) {
    const std::vector<std::string> words = words_in(text);
    if (words.empty()) return broken(kCarrier, "there is no ULID in it");
    if (words.size() > 1) return broken(kCarrier, "there are several ULIDs in it");
    const auto milliseconds =
        number_in(std::string_view(words.front()).substr(0, kTimeLength), kCrockford);
    const auto at = instant_from_epoch(static_cast<double>(milliseconds.value_or(0)) / 1000.0);
    if (!at.has_value()) return broken(kCarrier, "its time " + at.error().message());
    CarrierFacts facts = facts_of(kCarrier);
    facts.issued_at = at.value();
    return facts;
}

}  // namespace curfew::lifetime
