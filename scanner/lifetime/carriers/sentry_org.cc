// Sentry organisation tokens: `sntrys_`, base64 JSON, `_`, the secret part.
//
// The JSON has `iat` (seconds, with a fraction), `url`, `region_url` and `org`. There is no end.
// getsentry/sentry, src/sentry/utils/security/orgauthtoken_token.py.

#include <cstddef>
#include <string>
#include <string_view>

#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/lifetime/carriers/json_document.h"
#include "scanner/lifetime/carriers/readers.h"
#include "scanner/lifetime/carriers/text_encoding.h"
#include "scanner/lifetime/carriers/times.h"

namespace curfew::lifetime {
namespace {

constexpr std::string_view kCarrier = "sentry_org";
constexpr std::string_view kPrefix = "sntrys_";

}  // namespace

CarrierFacts read_sentry_org(std::string_view text) {
    std::string_view token = trimmed(text);
    const std::size_t end = token.rfind('_');
    if (!token.starts_with(kPrefix) || end < kPrefix.size() || end == std::string_view::npos) {
        return broken(kCarrier, "it is not shaped like an organisation token");
    }
    token = token.substr(kPrefix.size(), end - kPrefix.size());
    const auto bytes = base64_decoded(token, Alphabet::standard);
    if (!bytes) return broken(kCarrier, "its payload is not base64");
    const auto document = JsonDocument::parse(*bytes);
    if (!document.has_value() || !document.value().root().is_object()) {
        return broken(kCarrier, "its payload is not JSON");
    }
    const JsonView root = document.value().root();
    CarrierFacts facts = facts_of(kCarrier);
    facts.account = clean_text(root.text_at("org"));
    const std::string region = root.text_at("region_url");
    facts.name = clean_text(region.empty() ? root.text_at("url") : region);
    const auto issued = epoch_member(root, "iat");
    if (issued.has_value()) facts.issued_at = issued.value();
    else facts.problem = issued.error().message();
    return facts;
}

}  // namespace curfew::lifetime
