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
/// What is filled in is never read again as a template, and nothing empty is filled into a URL.
/// `{base}` stands at the beginning of a URL alone; it, `{admin}` and settings come from the user's
/// configuration; `{id}` and `{owner}` from a binding.
///
/// Owns:     the made request owns every byte of it.
/// Threads:  pure functions.
/// Errors:   invalid_input: a value that cannot stand in its position, a name the credential has no
///           value for. unsupported: `{base}`, `{admin}` or a setting that is not configured.
///           Messages hold names only.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/http.h"
#include "scanner/provider/access.h"
#include "scanner/provider/credential.h"
#include "scanner/provider/provider.h"
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
    std::string_view base{};   ///< "https://gitlab.example.com", empty: not configured
    std::string_view admin{};  ///< the administrator's credential, empty: not configured
    std::string_view id{};     ///< by which the provider knows the credential
    std::string_view owner{};  ///< as the provider calls it
    const std::map<std::string, std::string>* settings = nullptr;  ///< `[provider.ID]` of the user
};

[[nodiscard]] core::Result<FilledRequest> fill(const rules::RequestRule& rule,
                                               const TemplateValues& values);

/// Where it would go, and whether every name has a value. Cheaper than fill(); what cannot stand in
/// its position outside the host is found by fill() alone.
[[nodiscard]] core::Result<Target> target_of(const rules::RequestRule& rule,
                                             const TemplateValues& values);

/// Whether the request names `{name}` anywhere.
[[nodiscard]] bool mentions(const rules::RequestRule& rule, std::string_view name);

}  // namespace curfew::provider
