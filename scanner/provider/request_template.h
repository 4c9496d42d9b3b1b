/// A request of the catalogue, filled in with a credential: each value escaped for where it lands.
///
/// | position | how |
/// | --- | --- |
/// | host | never escaped: letters, digits, dots and hyphens, or an error |
/// | path, query | percent-encoded (RFC 3986 unreserved letters stay) |
/// | header | as it is, without control characters; "Basic user:word" is written in base64 |
/// | JSON body | as the inside of a JSON string (RFC 8259) |
/// | form body | percent-encoded |
///
/// What is filled in is never read again as a template. `{base}` stands at the beginning of a URL
/// alone and comes from the user's configuration.
///
/// Owns:     the made request owns every byte of it.
/// Threads:  pure functions.
/// Errors:   invalid_input: a value that cannot stand in its position, a name the credential has no
///           value for. unsupported: `{base}` without a configured address. Messages hold names
///           only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/http.h"
#include "scanner/provider/access.h"
#include "scanner/provider/credential.h"
#include "scanner/rules/provider_rules.h"

namespace curfew::provider {

struct FilledRequest {
    core::HttpRequest request;
    HostSource host_source = HostSource::catalogue;
    std::string host;  ///< in lower case, without port
};

/// What the placeholders stand for. Borrowed.
struct TemplateValues {
    std::string_view secret;
    const std::vector<CredentialPart>* parts = nullptr;
    std::string_view base;  ///< "https://gitlab.example.com", empty: not configured
};

[[nodiscard]] core::Result<FilledRequest> fill(const rules::RequestRule& rule,
                                               const TemplateValues& values);

}  // namespace curfew::provider
