// Signed URLs of Google Cloud Storage.
//
// V4: X-Goog-Date (basic ISO 8601) and X-Goog-Expires (at most 604,800 s), the signer first in
// X-Goog-Credential. V2: Expires in seconds since 1970 beside GoogleAccessId. Either dies with the
// key that signed it. Cloud Storage documentation, "V4 signing process", "V2 signing process".

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/lifetime/carriers/query_fields.h"
#include "scanner/lifetime/carriers/readers.h"
#include "scanner/lifetime/carriers/text_encoding.h"
#include "scanner/lifetime/carriers/times.h"

namespace curfew::lifetime {
namespace {

constexpr std::string_view kCarrier = "presigned_gcs";
constexpr std::int64_t kSpanSecondsMax = 604'800;

CarrierFacts read_version_four(const QueryFields& fields) {
    CarrierFacts facts = facts_of(kCarrier);
    const std::string credential = fields.find("X-Goog-Credential").value_or("");
    facts.account = clean_text(credential.substr(0, credential.find('/')));
    const auto begin = instant_from_basic(fields.find("X-Goog-Date").value_or(""));
    if (!begin.has_value()) {
        facts.problem = "X-Goog-Date " + begin.error().message();
        return facts;
    }
    facts.issued_at = begin.value();
    facts.not_before = begin.value();
    const auto seconds = number_in(fields.find("X-Goog-Expires").value_or(""), "0123456789");
    if (!seconds || *seconds < 1 || *seconds > kSpanSecondsMax) {
        facts.problem = "X-Goog-Expires is not a number from 1 to 604800";
        return facts;
    }
    facts.expires_at = later_by(begin.value(), std::chrono::seconds{*seconds});
    return facts;
}

CarrierFacts read_version_two(const QueryFields& fields) {
    CarrierFacts facts = facts_of(kCarrier);
    facts.account = clean_text(fields.find("GoogleAccessId").value_or(""));
    const auto end = instant_from_epoch_text(fields.find("Expires").value_or(""));
    if (end.has_value()) facts.expires_at = end.value();
    else facts.problem = "Expires " + end.error().message();
    return facts;
}

}  // namespace

CarrierFacts read_presigned_gcs(std::string_view text) {
    const QueryFields fields(text);
    const std::string_view twice = fields.ambiguous(
        {"X-Goog-Date", "X-Goog-Expires", "X-Goog-Credential", "Expires", "GoogleAccessId"});
    if (!twice.empty()) {
        return broken(kCarrier, std::string(twice) + " stands there twice with different values");
    }
    if (fields.has("X-Goog-Date")) return read_version_four(fields);
    if (fields.has("GoogleAccessId") && fields.has("Expires")) return read_version_two(fields);
    return broken(kCarrier, "it has neither X-Goog-Date nor GoogleAccessId with Expires");
}

}  // namespace curfew::lifetime
