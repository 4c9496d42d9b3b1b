/// `curfew version`: the program, its engine and its catalogue.
#pragma once

#include <string>

namespace curfew::cli {

[[nodiscard]] std::string version_text();

}  // namespace curfew::cli
