#include "integrations/cli/journal_file.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace curfew::cli {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using provider::JournalEntry;

/// Follows a record that was torn, so that it is told from one that somebody changed.
constexpr std::string_view kTornMarker = R"({"journal":1,"stage":"torn"})";

// Locks lie on bytes far behind any the file will have.
constexpr off_t kAppendLock = off_t{1} << 62U;
constexpr off_t kClaimsBegin = off_t{1} << 61U;
// An append takes milliseconds; whoever holds it for longer has stopped.
constexpr int kLockTriesMax = 500;
constexpr int kLockPauseMs = 20;

Error system_error(int code) {
    const bool is_denied = code == EACCES || code == EPERM || code == EROFS || code == ELOOP;
    const bool is_full = code == ENOSPC || code == EDQUOT || code == EFBIG;
    const ErrorKind kind = is_denied ? ErrorKind::denied
                           : is_full ? ErrorKind::exhausted
                                     : ErrorKind::unreachable;
    return {kind, std::generic_category().message(code)};
}

/// Whether this process has the lock now; it ends with the descriptor, or by unlock().
Result<bool> try_lock(int file, off_t at) {
    struct flock lock{};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = at;
    lock.l_len = 1;
    if (::fcntl(file, F_OFD_SETLK, &lock) == 0) return true;
    if (errno == EAGAIN || errno == EACCES) return false;
    return system_error(errno);
}

/// The right to append, for as long as it lives.
class AppendLock {
  public:
    explicit AppendLock(int file) : file_(file) {}
    AppendLock(const AppendLock&) = delete;
    AppendLock& operator=(const AppendLock&) = delete;
    AppendLock(AppendLock&&) = delete;
    AppendLock& operator=(AppendLock&&) = delete;
    ~AppendLock() {
        struct flock lock{};
        lock.l_type = F_UNLCK;
        lock.l_whence = SEEK_SET;
        lock.l_start = kAppendLock;
        lock.l_len = 1;
        ::fcntl(file_, F_OFD_SETLK, &lock);
    }

    [[nodiscard]] Result<void> take() const {
        for (int tries = 0; tries < kLockTriesMax; ++tries) {
            TRY_ASSIGN(const bool is_ours, try_lock(file_, kAppendLock));
            if (is_ours) return {};
            ::poll(nullptr, 0, kLockPauseMs);
        }
        return Error(ErrorKind::timed_out, "another run holds it and does not go on");
    }

  private:
    int file_;
};

/// The same in every process: where a credential's claim lies.
off_t claim_of(std::string_view fingerprint) {
    // FNV-1a, 64 bits (RFC draft-eastlake-fnv): spreads well enough over 2^60 places.
    std::uint64_t hash = 0xCBF29CE484222325ULL;
    for (const char letter : fingerprint) {
        hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001B3ULL;
    }
    return kClaimsBegin + static_cast<off_t>(hash >> 4U);
}

Result<void> make_private_folder(const std::filesystem::path& folder) {
    std::error_code problem;
    if (folder.empty() || std::filesystem::is_directory(folder, problem)) return {};
    const std::filesystem::path above = folder.parent_path();
    if (!above.empty()) std::filesystem::create_directories(above, problem);
    if (problem) return system_error(problem.value());
    constexpr mode_t kOwnerAlone = 0700;
    if (::mkdir(folder.c_str(), kOwnerAlone) == 0 || errno == EEXIST) return {};
    return system_error(errno);
}

/// A record that others could have written proves nothing, and could hold back an ending.
Result<void> check_owner(int file) {
    struct stat facts{};
    if (::fstat(file, &facts) != 0) return system_error(errno);
    if (!S_ISREG(facts.st_mode)) return Error(ErrorKind::denied, "it is no regular file");
    const bool is_ours = facts.st_uid == ::geteuid();
    if (!is_ours) return Error(ErrorKind::denied, "it belongs to another user");
    constexpr mode_t kOthersWrite = S_IWGRP | S_IWOTH;
    if ((facts.st_mode & kOthersWrite) != 0) {
        return Error(ErrorKind::denied, "others may write it; only its owner may");
    }
    return {};
}

/// A new file's name is durable only once its folder is.
Result<void> sync_folder(const std::filesystem::path& folder) {
    const JournalDescriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (opened.number() < 0 || ::fsync(opened.number()) != 0) return system_error(errno);
    return {};
}

Result<std::string> read_between(int file, std::uint64_t begin, std::uint64_t end) {
    std::string text(static_cast<std::size_t>(end - begin), '\0');
    std::size_t got = 0;
    while (got < text.size()) {
        const ssize_t count = ::pread(file, text.data() + got, text.size() - got,
                                      static_cast<off_t>(begin) + static_cast<off_t>(got));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return system_error(errno);
        if (count == 0) break;  // it was cut meanwhile: an append that failed
        got += static_cast<std::size_t>(count);
    }
    text.resize(got);
    return text;
}

}  // namespace

JournalDescriptor::~JournalDescriptor() {
    if (number_ >= 0) ::close(number_);
}

Result<std::unique_ptr<JournalFile>> JournalFile::open(const std::string& path) {
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    auto opened = [&]() -> Result<std::unique_ptr<JournalFile>> {
        TRY(make_private_folder(folder));
        constexpr int kFlags = O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
        constexpr mode_t kOwnerAlone = 0600;
        auto file = std::make_unique<JournalDescriptor>(::open(path.c_str(), kFlags, kOwnerAlone));
        if (file->number() < 0) return system_error(errno);
        TRY(check_owner(file->number()));
        TRY(sync_folder(folder.empty() ? "." : folder));
        std::unique_ptr<JournalFile> journal(new JournalFile(path, std::move(file)));
        const AppendLock lock(journal->file_->number());
        TRY(lock.take());
        TRY(journal->catch_up());
        TRY(journal->close_torn_record());
        return journal;
    }();
    if (!opened.has_value()) return std::move(opened).error().at(path);
    return opened;
}

Result<std::uint64_t> JournalFile::size() const {
    struct stat facts{};
    if (::fstat(file_->number(), &facts) != 0) return system_error(errno);
    return static_cast<std::uint64_t>(facts.st_size);
}

Result<void> JournalFile::catch_up() {
    TRY_ASSIGN(const std::uint64_t end, size());
    if (end > kJournalBytesMax) {
        return Error(ErrorKind::exhausted,
                     "it has grown beyond its limit; move it away once "
                     "nothing in it is open any more");
    }
    if (end < known_bytes_) return Error(ErrorKind::corrupt, "somebody has cut it");
    TRY_ASSIGN(const std::string text, read_between(file_->number(), known_bytes_, end));
    return take_in(text);
}

Result<void> JournalFile::take_in(std::string_view text) {
    for (std::size_t end = text.find('\n'); end != text.npos; end = text.find('\n')) {
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end + 1);
        known_bytes_ += end + 1;
        ++lines_;
        if (line == kTornMarker) {
            broken_line_.clear();
            continue;
        }
        if (!broken_line_.empty()) break;
        auto entry = journal_entry_from(line);
        if (!entry.has_value() && entry.error().kind() == ErrorKind::unsupported) {
            return std::move(entry).error().at("line " + std::to_string(lines_));
        }
        if (!entry.has_value()) {
            broken_line_ = "line " + std::to_string(lines_) + ": " + entry.error().message();
            continue;
        }
        const std::string who = entry.value().fingerprint;
        entries_[who].push_back(std::move(entry).value());
    }
    if (broken_line_.empty()) return {};
    return Error(ErrorKind::corrupt, broken_line_ +
                                         "; what was sent cannot be known from it: look "
                                         "at it, and move it away");
}

Result<void> JournalFile::close_torn_record() {
    TRY_ASSIGN(const std::uint64_t end, size());
    if (end == known_bytes_) return {};
    TRY(write_whole("\n" + std::string(kTornMarker) + "\n"));
    torn_ = path_ + ": its last record was torn (" + std::to_string(end - known_bytes_) +
            " bytes at line " + std::to_string(lines_ + 1) +
            "); a run ended while it wrote, before it sent anything on this record's word";
    return catch_up();
}

Result<void> JournalFile::write_whole(std::string_view line) {
    TRY_ASSIGN(const std::uint64_t before, size());
    int code = 0;
    std::string_view rest = line;
    while (!rest.empty() && code == 0) {
        const ssize_t count = ::write(file_->number(), rest.data(), rest.size());
        if (count >= 0) rest.remove_prefix(static_cast<std::size_t>(count));
        else if (errno != EINTR) code = errno;
    }
    if (code == 0 && ::fsync(file_->number()) != 0) code = errno;
    if (code == 0) return {};
    // Where even this fails, the next run finds a torn record.
    if (::ftruncate(file_->number(), static_cast<off_t>(before)) == 0) ::fsync(file_->number());
    return system_error(code);
}

Result<void> JournalFile::append(const JournalEntry& entry) {
    auto appended = [&]() -> Result<void> {
        const AppendLock lock(file_->number());
        TRY(lock.take());
        TRY(catch_up());
        TRY(close_torn_record());
        TRY(write_whole(journal_line_of(entry) + "\n"));
        return catch_up();
    }();
    if (!appended.has_value()) return std::move(appended).error().at(path_);
    return {};
}

Result<std::vector<JournalEntry>> JournalFile::read(std::string_view fingerprint) {
    auto caught_up = catch_up();
    if (!caught_up.has_value()) return std::move(caught_up).error().at(path_);
    const auto found = entries_.find(fingerprint);
    return found == entries_.end() ? std::vector<JournalEntry>() : found->second;
}

Result<bool> JournalFile::claim(std::string_view fingerprint) {
    auto claimed = try_lock(file_->number(), claim_of(fingerprint));
    if (!claimed.has_value()) return std::move(claimed).error().at(path_);
    return claimed;
}

}  // namespace curfew::cli
