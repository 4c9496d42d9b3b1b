/// The TOML library with our choices, and where in a file something stands. Only config*.cc see it.
///
/// Threads:  pure functions.
#pragma once

#include <string>

// Some broken headers ("[=]") meet an assertion of toml++ 3.3.0 before the parser reports them; it
// is switched off here, and the parser then does report them (see rules/catalog_toml.cc).
#undef NDEBUG
#define TOML_ASSERT(expression) static_assert(true)
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "integrations/cli/config.h"

namespace curfew::cli {

/// "name:line:column"
[[nodiscard]] inline std::string where(const ConfigText& file, const toml::source_region& region) {
    return file.name + ":" + std::to_string(region.begin.line) + ":" +
           std::to_string(region.begin.column);
}

}  // namespace curfew::cli
