/// Who logs in to a database server.
///
/// Threads:  immutable.
#pragma once

#include <string>

namespace curfew::support {

struct DatabaseLogin {
    std::string user;
    std::string password;
};

/// A password for one run of a test server: letters and digits, never the same twice.
[[nodiscard]] std::string made_password();

}  // namespace curfew::support
