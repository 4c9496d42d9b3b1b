#include "scanner/sources/plain_file.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace curfew::sources {
namespace {

struct OpenFile {
    Descriptor descriptor;
    std::size_t bytes = 0;
};

core::Result<OpenFile> open_plain(const std::string& path) {
    // O_NONBLOCK: a FIFO put in a file's place must not make us wait for its writer.
    OpenFile file{Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY))};
    if (!file.descriptor.is_open()) return system_error(errno, path);
    struct stat facts{};
    if (::fstat(file.descriptor.number(), &facts) != 0) return system_error(errno, path);
    if (!S_ISREG(facts.st_mode)) {
        return core::Error(core::ErrorKind::invalid_input, path + ": not a regular file");
    }
    file.bytes = static_cast<std::size_t>(facts.st_size);
    return file;
}

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
}

Descriptor::~Descriptor() {
    if (number_ >= 0) ::close(number_);
}

int Descriptor::release() {
    return std::exchange(number_, -1);
}

core::Error system_error(int number, const std::string& path) {
    switch (number) {
        case ENOENT:
        case ENOTDIR:
            return {core::ErrorKind::not_found, path + ": not there"};
        case EACCES:
        case EPERM:
            return {core::ErrorKind::denied, path + ": permission denied"};
        case EMFILE:
        case ENFILE:
        case ENOMEM:
            return {core::ErrorKind::exhausted, path + ": out of memory or file descriptors"};
        default:
            return {core::ErrorKind::unreachable,
                    path + ": cannot be read (system error " + std::to_string(number) + ")"};
    }
}

core::Result<std::string> read_plain_file(const std::string& path, std::size_t bytes_max) {
    TRY_ASSIGN(const OpenFile file, open_plain(path));
    if (file.bytes > bytes_max) {
        return core::Error(core::ErrorKind::exhausted,
                           path + ": larger than " + std::to_string(bytes_max) + " bytes");
    }
    std::string text(file.bytes, '\0');
    std::size_t filled = 0;
    while (filled < text.size()) {
        const ssize_t got =
            ::read(file.descriptor.number(), text.data() + filled, text.size() - filled);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return system_error(errno, path);
        if (got == 0) break;  // it shrank meanwhile
        filled += static_cast<std::size_t>(got);
    }
    text.resize(filled);
    return text;
}

bool is_directory(const std::string& path) {
    struct stat facts{};
    return ::stat(path.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode);
}

bool is_plain_file(const std::string& path) {
    struct stat facts{};
    return ::stat(path.c_str(), &facts) == 0 && S_ISREG(facts.st_mode);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : begin_(std::exchange(other.begin_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
    std::swap(begin_, other.begin_);
    std::swap(size_, other.size_);
    return *this;
}

MappedFile::~MappedFile() {
    if (begin_ != nullptr) ::munmap(const_cast<std::byte*>(begin_), size_);
}

core::Result<MappedFile> MappedFile::open(const std::string& path) {
    TRY_ASSIGN(const OpenFile file, open_plain(path));
    MappedFile mapped;
    if (file.bytes == 0) return mapped;
    void* const begin =
        ::mmap(nullptr, file.bytes, PROT_READ, MAP_PRIVATE, file.descriptor.number(), 0);
    if (begin == MAP_FAILED) return system_error(errno, path);
    mapped.begin_ = static_cast<const std::byte*>(begin);
    mapped.size_ = file.bytes;
    return mapped;
}

}  // namespace curfew::sources
