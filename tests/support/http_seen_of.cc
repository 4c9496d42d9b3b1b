#include "tests/support/http_seen_of.h"

#include <algorithm>
#include <cctype>

namespace curfew::support {

HttpSeen seen_of(const boost::beast::http::request<boost::beast::http::string_body>& request) {
    HttpSeen seen;
    seen.method = std::string(request.method_string());
    seen.target = std::string(request.target());
    seen.body = request.body();
    for (const auto& field : request) {
        std::string name(field.name_string());
        std::ranges::transform(name, name.begin(), [](unsigned char letter) {
            return static_cast<char>(std::tolower(letter));
        });
        seen.headers[name] = std::string(field.value());
    }
    return seen;
}

}  // namespace curfew::support
