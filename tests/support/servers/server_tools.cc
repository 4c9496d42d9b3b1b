#include "tests/support/servers/server_tools.h"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <vector>

namespace curfew::support {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
namespace fs = std::filesystem;

const std::string kServers = CURFEW_ROOT "/build/servers";
constexpr std::string_view kInstall = "`./dev servers` installs it";

Result<std::string> existing(const fs::path& path, std::string_view how_to_get) {
    std::error_code problem;
    if (fs::exists(path, problem)) return path.string();
    return Error(ErrorKind::not_found, path.string() + " is not there; " + std::string(how_to_get));
}

/// Debian keeps PostgreSQL's programs beside its version; the newest comes first.
std::vector<fs::path> postgresql_folders() {
    std::vector<fs::path> folders;
    std::error_code problem;
    for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", problem)) {
        folders.push_back(entry.path() / "bin");
    }
    std::ranges::sort(folders, std::ranges::greater());
    return folders;
}

}  // namespace

Result<std::string> system_program(const std::string& name) {
    // PostgreSQL's own come first: what lies in /usr/bin are wrappers around them.
    std::vector<fs::path> folders = postgresql_folders();
    for (const char* folder : {"/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"}) {
        folders.emplace_back(folder);
    }
    for (const fs::path& folder : folders) {
        auto found = existing(folder / name, kInstall);
        if (found.has_value()) return found;
    }
    return Error(ErrorKind::not_found, name + " is not there; " + std::string(kInstall));
}

Result<std::string> python_program(const std::string& name) {
    return existing(kServers + "/venv/bin/" + name, kInstall);
}

Result<std::string> moto_python() {
    return existing(kServers + "/moto/bin/python", kInstall);
}

Result<std::string> peer_program(const std::string& name) {
    return existing(kServers + "/peers/bin/" + name, kInstall);
}

Result<std::string> node_folder() {
    TRY_ASSIGN(const std::string modules, existing(kServers + "/npm/node_modules", kInstall));
    return fs::path(modules).parent_path().string();
}

Result<std::string> built_file(const std::string& part, const std::string& name) {
    return existing(kServers + "/" + part + "/" + name, "`./dev test --all` builds it");
}

std::string fixture_file(const std::string& name) {
    return CURFEW_ROOT "/tests/support/servers/" + name;
}

}  // namespace curfew::support
