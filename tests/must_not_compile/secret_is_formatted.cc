// refused: Cannot format
#include <fmt/format.h>

#include "scanner/core/secret_string.h"
std::string print(const curfew::core::SecretString& secret) {
    return fmt::format("{}", secret);
}
