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
#include "scanner/core/secret_string.h"
#include "scanner/rules/provider_rules.h"

namespace curfew::provider {

/// A named piece of a credential beside the secret: the id of a key, the host of a token.
struct CredentialPart {
    std::string name;
    core::SecretString value;
};

/// Where a request's host comes from; decides who may be asked (design.md 8.3).
enum class HostSource {
    catalogue,      ///< written in the signature, at least its last two labels
    configuration,  ///< `{base}`
    beside,         ///< found beside the secret, or inside it: only if the configuration names it
};

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
