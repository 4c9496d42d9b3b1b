/// An answer of Amazon's query services: what its error code says of the key that asked.
///
/// The words of an error are never shown to anybody: SignatureDoesNotMatch may quote the request
/// with its session token. They are only looked into.
///
/// Owns:     its document (aws_xml.h).
/// Threads:  one thread at a time.
/// Source:   Amazon's query APIs (IAM, STS), "Common errors", and answers of moto. The code stands
///           in <ErrorResponse><Error>, <Response><Errors><Error> or one step elsewhere: the first
///           <Code> of the document counts.
#pragma once

#include <string>
#include <string_view>

#include "integrations/providers/aws_xml.h"
#include "scanner/core/http.h"
#include "scanner/provider/verdict.h"

namespace curfew::providers {

struct AwsAnswer {
    int status = 0;
    XmlDocument document;
    std::string code;     ///< "InvalidClientTokenId"; empty where there is none
    std::string message;  ///< for looking into, not for showing
    provider::Evidence evidence;
};

/// `host`: who was asked, for the evidence.
[[nodiscard]] AwsAnswer answer_from(const core::HttpResponse& response, std::string_view host);

/// 200 with the document that `action` has: "GetCallerIdentity" → <GetCallerIdentityResponse>.
[[nodiscard]] bool is_success(const AwsAnswer& answer, std::string_view action);

/// What an answer without success says of the key that signed it.
[[nodiscard]] provider::Detail detail_of(const AwsAnswer& answer);

/// One sentence for a person; without the server's words.
[[nodiscard]] std::string reason_of(const AwsAnswer& answer);

/// Refused because our clock and theirs differ, which says nothing of the key.
[[nodiscard]] bool is_about_time(const AwsAnswer& answer);

/// The thing that was named is not there.
[[nodiscard]] bool is_no_such_entity(const AwsAnswer& answer);

/// Refused by a policy that denies in so many words, not for want of one that allows.
[[nodiscard]] bool is_explicit_deny(const AwsAnswer& answer);

}  // namespace curfew::providers
