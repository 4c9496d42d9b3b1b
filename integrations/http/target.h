/// Where a request goes: its URL taken apart and checked before anything is sent.
///
/// Threads:  pure functions.
/// Errors:   invalid_input for what is no absolute http(s) URL, holds a user, control characters or
///           blanks; denied for plain HTTP that the reach does not allow. Messages name the host at
///           most: paths and queries may hold secrets.
#pragma once

#include <string>
#include <string_view>

#include "scanner/core/http.h"

namespace curfew::http {

struct Target {
    std::string origin;  ///< "https://api.example.com:443": what places are counted by
    std::string host;    ///< in lower case, brackets of IPv6 kept
    bool is_plain = false;
};

[[nodiscard]] core::Result<Target> target_of(std::string_view url, const core::HttpReach& reach);

/// The proxy the environment names for this target, by the usual variables; empty: none.
/// `variable` looks one up. Source: curl's manual, "ENVIRONMENT"; HTTP_PROXY in capitals is not
/// read, since a CGI client can set it.
[[nodiscard]] std::string proxy_for(const Target& target,
                                    std::string (*variable)(const char* name));

}  // namespace curfew::http
