/// The layers of the configuration, the weakest first (design.md 4).
#pragma once

#include <string_view>

namespace curfew::cli {

enum class Layer { built_in, system, user, repository, environment, flags };

[[nodiscard]] std::string_view name_of(Layer layer);

}  // namespace curfew::cli
