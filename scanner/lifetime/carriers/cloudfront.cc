// Signed URLs and cookies of CloudFront.
//
// A canned policy is the field Expires, seconds since 1970. A custom one is the field Policy:
// base64 with `-` for `+`, `_` for `=` and `~` for `/`, of a JSON whose only statement has
// DateLessThan and perhaps DateGreaterThan. Key-Pair-Id names the key. Cookies have the same names
// behind "CloudFront-". Amazon CloudFront Developer Guide, "Use signed URLs".

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "scanner/core/instant.h"
#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/lifetime/carriers/json_document.h"
#include "scanner/lifetime/carriers/query_fields.h"
#include "scanner/lifetime/carriers/readers.h"
#include "scanner/lifetime/carriers/text_encoding.h"
#include "scanner/lifetime/carriers/times.h"

namespace curfew::lifetime {
namespace {

constexpr std::string_view kCarrier = "cloudfront";

std::optional<std::string> field(const QueryFields& fields, std::string_view name) {
    if (auto value = fields.find(name)) return value;
    return fields.find("CloudFront-" + std::string(name));
}

std::optional<std::string> policy_decoded(std::string text) {
    std::ranges::replace(text, '-', '+');
    std::ranges::replace(text, '_', '=');
    std::ranges::replace(text, '~', '/');
    return base64_decoded(text, Alphabet::standard);
}

void read_condition(CarrierFacts& facts, std::optional<core::Instant>& into, JsonView condition,
                    std::string_view name) {
    const auto date = condition.find(name);
    if (!date) return;
    const auto at = epoch_member(*date, "AWS:EpochTime");
    if (at.has_value()) into = at.value();
    else facts.problem = std::string(name) + ": " + at.error().message();
}

CarrierFacts read_policy(CarrierFacts facts, const std::string& policy) {
    const auto bytes = policy_decoded(policy);
    if (!bytes) {
        facts.problem = "Policy is not base64";
        return facts;
    }
    const auto document = JsonDocument::parse(*bytes);
    const auto statements = document.has_value() ? document.value().root().find("Statement")
                                                 : std::optional<JsonView>();
    // CloudFront accepts one statement only.
    const auto condition = statements && statements->size() == 1
                               ? statements->at(0).find("Condition")
                               : std::optional<JsonView>();
    if (!condition) {
        facts.problem = "Policy is not a policy with one statement";
        return facts;
    }
    read_condition(facts, facts.expires_at, *condition, "DateLessThan");
    read_condition(facts, facts.not_before, *condition, "DateGreaterThan");
    if (!facts.expires_at && facts.problem.empty()) facts.problem = "Policy has no DateLessThan";
    return facts;
}

}  // namespace

CarrierFacts read_cloudfront(std::string_view text) {
    const QueryFields fields(text);
    const std::string_view twice =
        fields.ambiguous({"Policy", "Expires", "Key-Pair-Id", "CloudFront-Policy",
                          "CloudFront-Expires", "CloudFront-Key-Pair-Id"});
    if (!twice.empty()) {
        return broken(kCarrier, std::string(twice) + " stands there twice with different values");
    }
    CarrierFacts facts = facts_of(kCarrier);
    facts.name = clean_text(field(fields, "Key-Pair-Id").value_or(""));
    if (const auto policy = field(fields, "Policy")) return read_policy(std::move(facts), *policy);
    const auto expires = field(fields, "Expires");
    if (!expires) return broken(kCarrier, "it has neither Policy nor Expires");
    const auto end = instant_from_epoch_text(*expires);
    if (end.has_value()) facts.expires_at = end.value();
    else facts.problem = "Expires " + end.error().message();
    return facts;
}

}  // namespace curfew::lifetime
