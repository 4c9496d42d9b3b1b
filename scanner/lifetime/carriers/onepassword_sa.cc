// 1Password service account tokens: `ops_` and base64url JSON.
//
// `email` is the account and `signInAddress` where it signs in; the keys beside them are not read.
// An end may have been set when it was made; it does not stand in the token.

#include <string_view>

#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/lifetime/carriers/json_document.h"
#include "scanner/lifetime/carriers/readers.h"
#include "scanner/lifetime/carriers/text_encoding.h"

namespace curfew::lifetime {
namespace {

constexpr std::string_view kCarrier = "onepassword_sa";
constexpr std::string_view kPrefix = "ops_";

}  // namespace

CarrierFacts read_onepassword_sa(std::string_view text) {
    const std::string_view token = trimmed(text);
    if (!token.starts_with(kPrefix)) return broken(kCarrier, "it does not begin with ops_");
    const auto bytes = base64_decoded(token.substr(kPrefix.size()), Alphabet::either);
    if (!bytes) return broken(kCarrier, "its payload is not base64url");
    const auto document = JsonDocument::parse(*bytes);
    if (!document.has_value() || !document.value().root().is_object()) {
        return broken(kCarrier, "its payload is not JSON");
    }
    CarrierFacts facts = facts_of(kCarrier);
    facts.account = clean_text(document.value().root().text_at("email"));
    facts.name = clean_text(document.value().root().text_at("signInAddress"));
    if (facts.account.empty()) facts.problem = "its payload names no account";
    return facts;
}

}  // namespace curfew::lifetime
