/// Apart from http_seen.h, so that a test that looks at requests need not read Boost.Beast.
///
/// Threads:  safe from many.
#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "tests/support/http_seen.h"

namespace curfew::support {

[[nodiscard]] HttpSeen seen_of(
    const boost::beast::http::request<boost::beast::http::string_body>& request);

}  // namespace curfew::support
