#include "integrations/providers/aws_answer.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "scanner/provider/politeness.h"

namespace curfew::providers {
namespace {

using provider::Detail;

constexpr std::size_t kCodeLengthMax = 64;

struct Meaning {
    std::string_view code;
    Detail detail;
    std::string_view reason;
};

constexpr std::string_view kUnknownKey =
    "the key is unknown here, deleted or inactive; keys of another partition (China, GovCloud) "
    "look the same";
constexpr std::string_view kWrongSecret = "the key id is known, its secret is another one";
constexpr std::string_view kOver = "the session is over";
constexpr std::string_view kDenied = "the asking key is accepted, and may not do this";
constexpr std::string_view kTooFast = "Amazon wants fewer requests";
constexpr std::string_view kTime = "our clock and Amazon's differ by more than a signature may";

constexpr std::array<Meaning, 22> kMeanings{{
    {"InvalidClientTokenId", Detail::refused, kUnknownKey},
    {"UnrecognizedClientException", Detail::refused, kUnknownKey},
    {"InvalidAccessKeyId", Detail::refused, kUnknownKey},
    {"AuthFailure", Detail::refused, kUnknownKey},
    {"SignatureDoesNotMatch", Detail::refused, kWrongSecret},
    {"InvalidSignatureException", Detail::refused, kWrongSecret},
    {"ExpiredToken", Detail::expired, kOver},
    {"ExpiredTokenException", Detail::expired, kOver},
    {"AccessDenied", Detail::live_limited, kDenied},
    {"AccessDeniedException", Detail::live_limited, kDenied},
    {"UnauthorizedOperation", Detail::live_limited, kDenied},
    {"Throttling", Detail::throttled, kTooFast},
    {"ThrottlingException", Detail::throttled, kTooFast},
    {"ThrottledException", Detail::throttled, kTooFast},
    {"RequestLimitExceeded", Detail::throttled, kTooFast},
    {"TooManyRequestsException", Detail::throttled, kTooFast},
    {"SlowDown", Detail::throttled, kTooFast},
    {"RequestTimeTooSkewed", Detail::unclear, kTime},
    {"RequestExpired", Detail::unclear, kTime},
    {"MissingAuthenticationToken", Detail::unclear, "the request arrived without its signature"},
    {"IncompleteSignature", Detail::unclear, "the request arrived with a damaged signature"},
    {"RegionDisabledException", Detail::unclear, "the region is not switched on for the account"},
}};

const Meaning* meaning_of(std::string_view code) {
    const auto* const found = std::ranges::find(kMeanings, code, &Meaning::code);
    return found == kMeanings.end() ? nullptr : found;
}

// A code is a word; anything else in its place is not repeated.
std::string code_in(const XmlDocument& document) {
    const std::string_view code = document.first("Code");
    const bool is_word =
        code.size() <= kCodeLengthMax && std::ranges::all_of(code, [](char letter) {
            return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                   (letter >= '0' && letter <= '9') || letter == '.';
        });
    return is_word ? std::string(code) : std::string();
}

std::string request_id_of(const core::HttpResponse& response) {
    for (const std::string_view name : {"x-amzn-requestid", "x-amz-request-id"}) {
        if (const auto value = response.header(name)) return std::string(*value);
    }
    return {};
}

bool is_refusal(int status) {
    return status >= 400 && status < 500;
}

}  // namespace

AwsAnswer answer_from(const core::HttpResponse& response, std::string_view host) {
    AwsAnswer answer{.status = response.status,
                     .document = XmlDocument(response.body),
                     .code = {},
                     .message = {},
                     .evidence = {}};
    if (answer.status >= 400) {
        answer.code = code_in(answer.document);
        answer.message = answer.document.first("Message");
    }
    provider::Evidence& evidence = answer.evidence;
    evidence.host = host;
    evidence.status = response.status;
    evidence.mark = answer.code.empty() ? std::string(answer.document.root()) : answer.code;
    evidence.request_id = request_id_of(response);
    evidence.asked_at = response.received_at;
    if (response.server_time) evidence.skew = *response.server_time - response.received_at;
    evidence.wait = provider::wait_asked_for(response);
    evidence.may_pass = response.status >= 500;
    return answer;
}

bool is_success(const AwsAnswer& answer, std::string_view action) {
    const std::string_view root = answer.document.root();
    return answer.status == 200 &&
           root.size() == action.size() + std::string_view("Response").size() &&
           root.starts_with(action) && root.ends_with("Response");
}

bool is_about_time(const AwsAnswer& answer) {
    if (answer.code == "RequestTimeTooSkewed" || answer.code == "RequestExpired") return true;
    // STS and IAM call it by the name of a wrong signature, and tell it in words.
    return (answer.code == "SignatureDoesNotMatch" || answer.code == "InvalidSignatureException") &&
           (answer.message.starts_with("Signature expired") ||
            answer.message.starts_with("Signature not yet current"));
}

provider::Detail detail_of(const AwsAnswer& answer) {
    const Meaning* meaning = meaning_of(answer.code);
    if (answer.status == 429) return Detail::throttled;
    if (meaning == nullptr || is_about_time(answer)) return Detail::unclear;
    const bool is_throttle = meaning->detail == Detail::throttled;
    const bool fits = is_refusal(answer.status) || (is_throttle && answer.status == 503);
    return fits ? meaning->detail : Detail::unclear;
}

std::string reason_of(const AwsAnswer& answer) {
    if (is_about_time(answer)) return std::string(kTime);
    const Meaning* meaning = meaning_of(answer.code);
    if (meaning != nullptr && detail_of(answer) == meaning->detail) {
        return std::string(meaning->reason);
    }
    if (answer.status == 429) return std::string(kTooFast);
    if (!answer.code.empty()) return fmt::format("it answered {} {}", answer.status, answer.code);
    return fmt::format("it answered {} without a code that is known", answer.status);
}

bool is_no_such_entity(const AwsAnswer& answer) {
    return answer.status == 404 &&
           (answer.code == "NoSuchEntity" || answer.code == "NoSuchEntityException");
}

bool is_explicit_deny(const AwsAnswer& answer) {
    return answer.status == 403 && detail_of(answer) == Detail::live_limited &&
           answer.message.find("explicit deny") != std::string::npos;
}

}  // namespace curfew::providers
