#include "tests/support/servers/database_login.h"

#include <random>
#include <string_view>

namespace curfew::support {

std::string made_password() {
    constexpr std::string_view kLetters =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    std::random_device chance;
    std::uniform_int_distribution<std::size_t> pick(0, kLetters.size() - 1);
    std::string password;
    for (int i = 0; i < 24; ++i) password += kLetters[pick(chance)];
    return password;
}

}  // namespace curfew::support
