#include "scanner/sources/file_reader.h"

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>

#include "scanner/core/limits.h"
#include "scanner/sources/plain_file.h"
#include "scanner/sources/stream_reader.h"

namespace curfew::sources {
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
    core::BlobOrigin origin;
    origin.kind = reading_.kind;
    origin.path = reading_.path_prefix + file.path;
    origin.is_git_ignored = file.is_git_ignored;
    StreamReader reader(sink_, buffer_, reading_.stop);
    const StreamOutcome outcome = reader.read(
        descriptor, origin, {.bytes_max = reading_.file_bytes_max, .bytes_expected = bytes});
    switch (outcome.end) {
        case StreamOutcome::End::failed:
            return skip(file, "cannot be read", true);
        case StreamOutcome::End::binary:
            return skip(file, kBinary, false);
        case StreamOutcome::End::too_large:
            return skip(file, kTooLarge, false);
        case StreamOutcome::End::whole:
            break;
    }
    ++covered_.files;
    covered_.bytes += outcome.bytes;
}

void FileReader::skip(const FoundFile& file, const char* reason, bool is_gap) {
    sink_.skip({"file", reason, reading_.path_prefix + file.path, is_gap});
}

}  // namespace curfew::sources
