#include "integrations/cli/files.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace curfew::cli {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

ErrorKind kind_of(int code) {
    switch (code) {
        case ENOENT:
        case ENOTDIR:
            return ErrorKind::not_found;
        case EACCES:
        case EPERM:
        case EROFS:
            return ErrorKind::denied;
        case ENOSPC:
        case EDQUOT:
        case EFBIG:
            return ErrorKind::exhausted;
        case EPIPE:
            return ErrorKind::cancelled;
        default:
            return ErrorKind::unreachable;
    }
}

Error system_error(const std::string& what, int code) {
    return {kind_of(code), what + ": " + std::generic_category().message(code)};
}

/// An open file that closes itself.
class OpenFile {
  public:
    explicit OpenFile(int descriptor) : descriptor_(descriptor) {}
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    OpenFile(OpenFile&&) = delete;
    OpenFile& operator=(OpenFile&&) = delete;
    ~OpenFile() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }

    [[nodiscard]] int descriptor() const { return descriptor_; }

    /// Closes now, because some systems tell a full disk only here. 0, or the error's number.
    int close() {
        const int code = ::close(std::exchange(descriptor_, -1)) == 0 ? 0 : errno;
        return code;
    }

  private:
    int descriptor_;
};

constexpr std::size_t kReadBytes = 64U << 10U;

Result<std::string> read_all(int descriptor, const std::string& path, std::size_t bytes_max) {
    std::string bytes;
    while (true) {
        const std::size_t before = bytes.size();
        bytes.resize(before + kReadBytes);
        const ssize_t count = ::read(descriptor, bytes.data() + before, kReadBytes);
        bytes.resize(before + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return system_error(path, errno);
        if (count == 0) return bytes;
        if (bytes.size() > bytes_max) {
            return Error(ErrorKind::exhausted,
                         path + ": larger than " + std::to_string(bytes_max) + " bytes");
        }
    }
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t bytes_max) {
    const OpenFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
    if (file.descriptor() < 0) return system_error(path, errno);
    return read_all(file.descriptor(), path, bytes_max);
}

Result<std::string> read_regular_file(const std::string& path, std::size_t bytes_max) {
    const OpenFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    if (file.descriptor() < 0) return system_error(path, errno);
    struct stat facts{};
    if (::fstat(file.descriptor(), &facts) != 0) return system_error(path, errno);
    if (!S_ISREG(facts.st_mode)) {
        return Error(ErrorKind::invalid_input, path + ": not a regular file");
    }
    return read_all(file.descriptor(), path, bytes_max);
}

Result<std::string> read_descriptor(int descriptor, const std::string& name,
                                    std::size_t bytes_max) {
    return read_all(descriptor, name, bytes_max);
}

Result<void> write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return system_error("writing failed", errno);
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return {};
}

Result<void> write_file(const std::string& path, std::string_view bytes, unsigned mode) {
    // A device or pipe cannot be replaced by another file; it is written into.
    struct stat facts{};
    const bool is_special = ::stat(path.c_str(), &facts) == 0 && !S_ISREG(facts.st_mode);
    const std::string target = is_special ? path : path + ".new." + std::to_string(::getpid());
    const int flags = is_special ? O_WRONLY : O_WRONLY | O_CREAT | O_EXCL;
    OpenFile file(::open(target.c_str(), flags | O_CLOEXEC, static_cast<mode_t>(mode)));
    if (file.descriptor() < 0) return system_error(path, errno);
    auto written = write_all(file.descriptor(), bytes);
    const int code = file.close();
    if (written.has_value() && code != 0) written = system_error("writing failed", code);
    if (is_special) return written;
    if (written.has_value() && ::rename(target.c_str(), path.c_str()) != 0) {
        written = system_error("could not be replaced", errno);
    }
    if (!written.has_value()) {
        ::unlink(target.c_str());
        return std::move(written).error().at(path);
    }
    return {};
}

Result<void> make_folders(const std::string& path) {
    std::error_code problem;
    std::filesystem::create_directories(path, problem);
    if (problem) return system_error(path, problem.value());
    return {};
}

bool exists(const std::string& path) {
    return ::access(path.c_str(), F_OK) == 0;
}

bool is_folder(const std::string& path) {
    struct stat facts{};
    return ::stat(path.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode);
}

std::string absolute_path(const std::string& path) {
    std::error_code problem;
    const std::filesystem::path canonical = std::filesystem::weakly_canonical(path, problem);
    return problem ? path : canonical.string();
}

Result<std::vector<std::string>> toml_files_below(const std::string& path) {
    if (!is_folder(path)) return std::vector{path};
    std::vector<std::string> files;
    std::error_code problem;
    for (const auto& entry : std::filesystem::directory_iterator(path, problem)) {
        if (entry.path().extension() == ".toml") files.push_back(entry.path().string());
    }
    if (problem) return system_error(path, problem.value());
    if (files.empty()) return Error(ErrorKind::not_found, path + ": holds no .toml file");
    std::ranges::sort(files);
    return files;
}

std::string variable(const char* name) {
    // Read once at start, before any thread exists.
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
    return value == nullptr ? std::string{} : std::string(value);
}

std::string repository_here() {
    std::error_code problem;
    std::filesystem::path folder = std::filesystem::current_path(problem);
    if (problem) return {};
    while (true) {
        if (exists((folder / ".git").string())) return folder.string();
        if (folder == folder.root_path()) return {};
        folder = folder.parent_path();
    }
}

}  // namespace curfew::cli
