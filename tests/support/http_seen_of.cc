#include "tests/support/http_seen_of.h"

#include "scanner/core/lower_case.h"

namespace curfew::support {

HttpSeen seen_of(const boost::beast::http::request<boost::beast::http::string_body>& request) {
    HttpSeen seen;
    seen.method = std::string(request.method_string());
    seen.target = std::string(request.target());
    seen.body = request.body();
    for (const auto& field : request) {
        const std::string name =
            core::in_lower_case({field.name_string().data(), field.name_string().size()});
        seen.headers[name] = std::string(field.value());
    }
    return seen;
}

}  // namespace curfew::support
