/// Signature Version 4: what makes a request to Amazon ours, computed over the request itself.
///
/// Signs the one form this project sends: POST to "/", parameters in a form body. libcurl can sign
/// too (CURLOPT_AWS_SIGV4), and is not used for it: the scheme, the secret key and the session
/// would have to become fields of core::HttpRequest, which every client and every fake must then
/// honour for the sake of one provider; the signature could neither be tested apart from a network
/// nor follow the server's clock by a parameter; and 7.88 signs queries wrongly, which a later
/// caller of such fields would not know. What stands here is four HMACs of core/digest.h.
///
/// Owns:     keys own their secrets and wipe them; so is everything derived from them on the way.
/// Threads:  pure functions.
/// Errors:   invalid_input for keys or a host that cannot stand in a header; told without content.
/// Source:   IAM User Guide, "Create a signed AWS API request".
/// Not here: what is asked (aws_call.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/http.h"
#include "scanner/core/instant.h"
#include "scanner/core/result.h"
#include "scanner/core/secret_string.h"

namespace curfew::providers {

struct AwsKeys {
    std::string id;  ///< "AKIA…", "ASIA…": public
    core::SecretString secret;
    core::SecretString session_token;  ///< empty: a long-lived key

    [[nodiscard]] AwsKeys duplicate() const;
};

/// What a signature is good for, beside its day.
struct AwsScope {
    std::string region;   ///< "us-east-1"
    std::string service;  ///< "sts", "iam"
};

/// The headers of `POST https://host/` with the form `body`: content type, date, session token and
/// signature. `host` as the client sends it: with the port where that is not the scheme's own.
[[nodiscard]] core::Result<std::vector<core::HttpHeader>> signed_headers(const AwsKeys& keys,
                                                                         const AwsScope& scope,
                                                                         std::string_view host,
                                                                         std::string_view body,
                                                                         core::Instant at);

/// "20260102T030405Z".
[[nodiscard]] std::string basic_time(core::Instant at);

/// Whether `text` may be the id of a key: 16 to 128 capital letters and digits.
[[nodiscard]] bool is_key_id(std::string_view text);

}  // namespace curfew::providers
