/// A request as a test's server saw it.
///
/// Threads:  immutable.
/// Not here: how it is made from a parsed request: http_seen_of.h.
#pragma once

#include <map>
#include <string>

namespace curfew::support {

/// What arrived.
struct HttpSeen {
    std::string method;
    std::string target;
    std::map<std::string, std::string> headers;  ///< names in lower case
    std::string body{};
};

}  // namespace curfew::support
