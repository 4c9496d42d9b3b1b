// Presigned AWS requests: the query carries when it was signed and for how long.
//
// Signature version 4: X-Amz-Date (basic ISO 8601) and X-Amz-Expires (1 to 604,800 s), the key id
// first in X-Amz-Credential. Version 2: Expires in seconds since 1970, beside AWSAccessKeyId and
// Signature. The real end is earlier when the signing credential ends earlier.
// AWS Signature Version 4 for API requests, "query parameters".

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

constexpr std::string_view kCarrier = "presigned_aws";
constexpr std::int64_t kSpanSecondsMax = 604'800;

void name_signer(CarrierFacts& facts, std::string_view key_id) {
    facts.name = clean_text(key_id);
    facts.account = aws_account_in(key_id);
    if (key_id.starts_with("ASIA")) {
        facts.note = "signed by a session, which may end before this request does";
    }
}

CarrierFacts read_version_four(const QueryFields& fields) {
    CarrierFacts facts = facts_of(kCarrier);
    const std::string credential = fields.find("X-Amz-Credential").value_or("");
    name_signer(facts, std::string_view(credential).substr(0, credential.find('/')));
    const auto begin = instant_from_basic(fields.find("X-Amz-Date").value_or(""));
    if (!begin.has_value()) {
        facts.problem = "X-Amz-Date " + begin.error().message();
        return facts;
    }
    facts.issued_at = begin.value();
    facts.not_before = begin.value();
    const auto seconds = number_in(fields.find("X-Amz-Expires").value_or(""), "0123456789");
    if (!seconds || *seconds < 1 || *seconds > kSpanSecondsMax) {
        facts.problem = "X-Amz-Expires is not a number from 1 to 604800";
        return facts;
    }
    facts.expires_at = later_by(begin.value(), std::chrono::seconds{*seconds});
    return facts;
}

CarrierFacts read_version_two(const QueryFields& fields) {
    CarrierFacts facts = facts_of(kCarrier);
    name_signer(facts, fields.find("AWSAccessKeyId").value_or(""));
    const auto end = instant_from_epoch_text(fields.find("Expires").value_or(""));
    if (end.has_value()) facts.expires_at = end.value();
    else facts.problem = "Expires " + end.error().message();
    return facts;
}

}  // namespace

CarrierFacts read_presigned_aws(std::string_view text) {
    const QueryFields fields(text);
    const std::string_view twice = fields.ambiguous(
        {"X-Amz-Date", "X-Amz-Expires", "X-Amz-Credential", "Expires", "AWSAccessKeyId"});
    if (!twice.empty()) {
        return broken(kCarrier, std::string(twice) + " stands there twice with different values");
    }
    if (fields.has("X-Amz-Date")) return read_version_four(fields);
    if (fields.has("AWSAccessKeyId") && fields.has("Expires")) return read_version_two(fields);
    return broken(kCarrier, "it has no X-Amz-Date");
}

}  // namespace curfew::lifetime
