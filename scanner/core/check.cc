#include "scanner/core/check.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

#include <unistd.h>

namespace curfew::core {

void stop_at(const std::source_location& where) noexcept {
    std::array<char, 512> line{};
    const int length = std::snprintf(line.data(), line.size(),
                                     "curfew: a check failed at %s:%u; please report it\n",
                                     where.file_name(), static_cast<unsigned>(where.line()));
    if (length > 0) {
        const auto bytes = std::min(static_cast<std::size_t>(length), line.size() - 1);
        [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), bytes);
    }
    std::abort();
}

}  // namespace curfew::core
