#include "tests/support/estates/estate.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <random>

#include <sys/stat.h>

#include "scanner/core/check.h"
#include "scanner/core/clock.h"
#include "scanner/core/instant.h"
#include "tests/support/servers/child_process.h"
#include "tests/support/servers/database_login.h"
#include "tests/support/servers/server_tools.h"

namespace curfew::support {

std::string admin_setting(const TempDir& folder, const std::string& name, std::string_view secret) {
    const std::string path = folder.write(name, std::string(secret) + "\n");
    core::check(::chmod(path.c_str(), S_IRUSR | S_IWUSR) == 0);
    return "admin = { file = \"" + path + "\" }\n";
}

std::string made_text(std::string_view alphabet, std::size_t size) {
    std::random_device chance;
    std::uniform_int_distribution<std::size_t> pick(0, alphabet.size() - 1);
    std::string text;
    while (text.size() < size) text += alphabet[pick(chance)];
    return text;
}

core::Result<std::string> with_digits(const std::function<core::Result<std::string>()>& make) {
    while (true) {
        TRY_ASSIGN(std::string made, make());
        const auto count = [&made](char first, char last) {
            return std::count_if(made.begin(), made.end(), [first, last](char letter) {
                return letter >= first && letter <= last;
            });
        };
        if (count('0', '9') >= 3 && count('a', 'z') >= 3) return made;
    }
}

std::string usual_password() {
    const auto make = []() -> core::Result<std::string> { return made_password(); };
    return with_digits(make).value();
}

int status_by_curl(const std::string& url, const std::vector<std::string>& settings) {
    const auto program = system_program("curl");
    if (!program.has_value()) return 0;
    // They hold secrets, so they go by standard input and not by arguments.
    std::string input = "url = \"" + url + "\"\n";
    for (const std::string& setting : settings) input += setting + "\n";
    const auto outcome = run_client(
        {.program = program.value(),
         .arguments = {"-q", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--config", "-"},
         .input = input});
    return outcome.has_value() ? std::atoi(outcome.value().output.c_str()) : 0;
}

int status_with_header(const std::string& url, const std::string& header) {
    return status_by_curl(url, {"header = \"" + header + "\""});
}

std::string seconds_from_now(int seconds) {
    const auto now = std::chrono::floor<std::chrono::seconds>(core::SystemClock().now());
    return core::to_text(now + std::chrono::seconds(seconds));
}

}  // namespace curfew::support
