// Grafana Cloud access policy tokens: `glc_` and base64 JSON {o, n, k, m: {r}}.
//
// `o` is the organisation, `n` the token's name, `k` the key itself, `m.r` the region. No time.

#include <cstdint>
#include <string>
#include <string_view>

#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/lifetime/carriers/json_document.h"
#include "scanner/lifetime/carriers/readers.h"
#include "scanner/lifetime/carriers/text_encoding.h"

namespace curfew::lifetime {
namespace {

constexpr std::string_view kCarrier = "grafana_cloud";
constexpr std::string_view kPrefix = "glc_";
constexpr double kWholeMax = 9e15;  // a double counts whole numbers up to here

/// Text, or a whole number as digits.
std::string word_at(JsonView object, std::string_view name) {
    const auto member = object.find(name);
    if (!member) return {};
    const auto number = member->number();
    if (number && *number >= 0 && *number < kWholeMax) {
        return std::to_string(static_cast<std::int64_t>(*number));
    }
    return clean_text(member->text().value_or(std::string_view()));
}

}  // namespace

CarrierFacts read_grafana_cloud(std::string_view text) {
    const std::string_view token = trimmed(text);
    if (!token.starts_with(kPrefix)) return broken(kCarrier, "it does not begin with glc_");
    const auto bytes = base64_decoded(token.substr(kPrefix.size()), Alphabet::either);
    if (!bytes) return broken(kCarrier, "its payload is not base64");
    const auto document = JsonDocument::parse(*bytes);
    if (!document.has_value() || !document.value().root().is_object()) {
        return broken(kCarrier, "its payload is not JSON");
    }
    const JsonView root = document.value().root();
    CarrierFacts facts = facts_of(kCarrier);
    facts.account = word_at(root, "o");
    facts.name = word_at(root, "n");
    if (const auto more = root.find("m")) {
        const std::string region = word_at(*more, "r");
        if (!region.empty()) facts.note = "region " + region;
    }
    if (facts.account.empty()) facts.problem = "its payload names no organisation";
    return facts;
}

}  // namespace curfew::lifetime
