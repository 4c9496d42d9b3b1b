// JSON caches of cloud command lines: gcloud, AWS SSO and CLI, Azure CLI and MSAL.
//
// The end stands beside the token, in the same object. A cache of several tokens with different
// ends tells nothing of any one of them; names are those of named_times.h.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/lifetime/carriers/json_document.h"
#include "scanner/lifetime/carriers/readers.h"
#include "scanner/lifetime/carriers/text_encoding.h"
#include "scanner/lifetime/named_times.h"

namespace curfew::lifetime {
namespace {

constexpr std::string_view kCarrier = "cloud_cache";
constexpr std::size_t kObjectsMax = 4096;

struct Found {
    std::vector<CarrierFacts> ends;  ///< of objects with an end, different ones only
    std::size_t objects = 0;
};

void keep(Found& found, const CarrierFacts& facts) {
    if (!facts.expires_at) return;
    for (const CarrierFacts& other : found.ends) {
        if (other.expires_at == facts.expires_at) return;
    }
    found.ends.push_back(facts);
}

/// Recursion is bounded: JsonDocument refuses deeper nesting than kStructureDepthMax.
void walk(Found& found, JsonView value) {
    if (++found.objects > kObjectsMax) return;
    for (std::size_t i = 0; i < value.size(); ++i) walk(found, value.at(i));
    NamedTimes times;
    value.for_each([&](std::string_view name, JsonView member) {
        const auto text = member.text();
        const auto number = member.number();
        if (text) times.add(name, *text);
        else if (number) times.add(name, fmt::format("{:.6f}", *number));
        else walk(found, member);
    });
    keep(found, times.facts(TimeOwner::access));
}

}  // namespace

CarrierFacts read_cloud_cache(std::string_view text) {
    const auto document = JsonDocument::parse(trimmed(text));
    if (!document.has_value()) return broken(kCarrier, document.error().message());
    Found found;
    walk(found, document.value().root());
    if (found.ends.empty()) return broken(kCarrier, "no end stands beside a token in it");
    if (found.ends.size() > 1) return broken(kCarrier, "its tokens have different ends");
    CarrierFacts facts = found.ends.front();
    facts.carrier = kCarrier;
    return facts;
}

}  // namespace curfew::lifetime
