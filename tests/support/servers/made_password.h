/// A password for one run of a test server: letters and digits, never the same twice.
///
/// Threads:  safe from many.
#pragma once

#include <string>

namespace curfew::support {

[[nodiscard]] std::string made_password();

}  // namespace curfew::support
