#include "integrations/process/private_folder.h"

#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp is POSIX
#include <unistd.h>

namespace curfew::process {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

}  // namespace

Result<PrivateFolder> PrivateFolder::make() {
    std::error_code problem;
    std::string path = std::filesystem::temp_directory_path(problem).string() + "/curfew-XXXXXX";
    if (problem || ::mkdtemp(path.data()) == nullptr) {
        return Error(ErrorKind::denied, "no folder of our own can be made for temporary files");
    }
    return PrivateFolder(path);
}

PrivateFolder::~PrivateFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

std::string PrivateFolder::at(std::string_view name) const {
    return path_ + "/" + std::string(name);
}

Result<std::string> PrivateFolder::write(std::string_view name, std::string_view text) const {
    std::string path = at(name);
    constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
    const int file = ::open(path.c_str(), kFlags, 0600);
    const bool is_written =
        file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    if (file >= 0) ::close(file);
    if (!is_written) return Error(ErrorKind::denied, "a temporary file cannot be written");
    return path;
}

}  // namespace curfew::process
