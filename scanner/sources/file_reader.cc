#include "scanner/sources/file_reader.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scanner/core/limits.h"
#include "scanner/sources/plain_file.h"

namespace curfew::sources {
namespace {

/// Enough to tell binaries before the rest is read.
constexpr std::size_t kFirstBytes = 64U << 10U;

/// Fills `buffer` from `filled` on as far as one file goes; false when reading fails.
bool fill(int descriptor, std::span<std::byte> buffer, std::size_t& filled) {
    while (filled < buffer.size()) {
        const ssize_t got = ::read(descriptor, buffer.data() + filled, buffer.size() - filled);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return false;
        if (got == 0) break;
        filled += static_cast<std::size_t>(got);
    }
    return true;
}

}  // namespace

void FileReader::read(const FoundFile& file) {
    const Descriptor opened =
        open_below(reading_.root, file.path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
    if (opened.is_open()) return read(file, opened.number());
    switch (errno) {
        case ENOENT:
            return skip(file, "gone while the tree was read", false);
        case ELOOP:
            return skip(file, "symbolic link", false);
        case EACCES:
        case EPERM:
            return skip(file, "permission denied", true);
        default:
            return skip(file, "cannot be read", true);
    }
}

void FileReader::read(const FoundFile& file, int descriptor) {
    struct stat facts{};
    if (::fstat(descriptor, &facts) != 0) return skip(file, "cannot be read", true);
    if (!S_ISREG(facts.st_mode)) return skip(file, "FIFO, socket or device", false);
    const auto bytes = static_cast<std::uint64_t>(facts.st_size);
    if (bytes > reading_.file_bytes_max) return skip(file, kTooLarge, false);
    const auto turn = reading_.large_turn.wait(bytes);
    read_open(file, descriptor, bytes);
    if (buffer_.size() > core::kLargeBlobBytes) buffer_ = {};
}

void FileReader::read_open(const FoundFile& file, int descriptor, std::uint64_t bytes) {
    std::size_t filled = 0;
    if (buffer_.size() < kFirstBytes) buffer_.resize(kFirstBytes);
    if (!fill(descriptor, std::span(buffer_).first(kFirstBytes), filled)) {
        return skip(file, "cannot be read", true);
    }
    if (is_binary({buffer_.data(), filled})) return skip(file, kBinary, false);
    // A file may have grown since it was measured, and some have no size: on to the end of it,
    // and one byte over the limit tells that there is more.
    std::uint64_t wanted = std::max<std::uint64_t>(bytes + 1, kFirstBytes);
    while (filled >= kFirstBytes) {
        wanted = std::min(wanted, reading_.file_bytes_max + 1);
        if (buffer_.size() < wanted) buffer_.resize(wanted);
        if (!fill(descriptor, std::span(buffer_).first(wanted), filled)) {
            return skip(file, "cannot be read", true);
        }
        if (filled < wanted) break;
        if (filled > reading_.file_bytes_max) return skip(file, kTooLarge, false);
        wanted *= 2;
    }
    push(file, {buffer_.data(), filled});
}

void FileReader::push(const FoundFile& file, core::BlobView bytes) {
    ++covered_.files;
    covered_.bytes += bytes.size();
    if (bytes.empty()) return;
    core::BlobOrigin origin;
    origin.kind = reading_.kind;
    origin.path = reading_.path_prefix + file.path;
    origin.is_git_ignored = file.is_git_ignored;
    sink_.take({.bytes = bytes, .origin = origin});
}

void FileReader::skip(const FoundFile& file, const char* reason, bool is_gap) {
    sink_.skip({"file", reason, reading_.path_prefix + file.path, is_gap});
}

}  // namespace curfew::sources
