#include "integrations/providers/ssh_revocation_list.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "integrations/process/child.h"
#include "integrations/process/private_folder.h"
#include "scanner/core/bytes.h"
#include "scanner/core/digest.h"
#include "scanner/rules/maker.h"

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using process::Command;
using process::Outcome;
using process::PrivateFolder;

constexpr std::string_view kMagic("SSHKRL\n\0", 8);
constexpr std::size_t kListBytesMax = 64U << 20U;
constexpr int kTriesMax = 3;
constexpr core::Duration kLockPatience = std::chrono::seconds(10);

class File {
  public:
    explicit File(int number) : number_(number) {}
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    File(File&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    File& operator=(File&&) = delete;
    ~File() {
        if (number_ >= 0) ::close(number_);
    }
    [[nodiscard]] int number() const { return number_; }

  private:
    int number_;
};

ErrorKind kind_of(int system_error) {
    if (system_error == ENOENT || system_error == ENOTDIR) return ErrorKind::not_found;
    if (system_error == EACCES || system_error == EPERM || system_error == EROFS) {
        return ErrorKind::denied;
    }
    return ErrorKind::internal;
}

/// Held until the file is closed.
Result<File> lock_beside(const std::string& path, const core::Clock& clock) {
    const std::string name = path + ".lock";
    File file(::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (file.number() < 0) return Error(kind_of(errno), name + " cannot be opened for locking");
    const core::Duration deadline = clock.steady() + kLockPatience;
    while (::flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
        if (clock.steady() >= deadline) return Error(ErrorKind::timed_out, name + " is locked");
        ::poll(nullptr, 0, 20);
    }
    return file;
}

/// A file that is gone at the end unless it got another name.
class Beside {
  public:
    explicit Beside(const std::string& path) {
        const core::Digest dice = core::random_digest();
        const std::filesystem::path original(path);
        path_ = (original.parent_path() /
                 ("." + original.filename().string() + "." +
                  core::hex_of(core::as_bytes({reinterpret_cast<const char*>(dice.data()), 8}))))
                    .string();
    }
    Beside(const Beside&) = delete;
    Beside& operator=(const Beside&) = delete;
    Beside(Beside&&) = delete;
    Beside& operator=(Beside&&) = delete;
    ~Beside() { ::unlink(path_.c_str()); }

    [[nodiscard]] const std::string& path() const { return path_; }

    Result<void> fill(const std::string& bytes, const struct stat& like) const {
        const File file(
            ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
        if (file.number() < 0) return Error(kind_of(errno), "no file can be made beside the list");
        const bool is_done = ::write(file.number(), bytes.data(), bytes.size()) ==
                                 static_cast<ssize_t>(bytes.size()) &&
                             ::fchown(file.number(), like.st_uid, like.st_gid) == 0 &&
                             ::fchmod(file.number(), like.st_mode & 07777U) == 0;
        if (!is_done) return Error(kind_of(errno), "the file beside the list cannot be written");
        return {};
    }

  private:
    std::string path_;
};

bool sync(const std::string& path, int flags) {
    const File file(::open(path.c_str(), flags | O_CLOEXEC));
    return file.number() >= 0 && ::fsync(file.number()) == 0;
}

std::string somebody_elses_key() {
    const core::Digest dice = core::random_digest();
    std::string blob("\0\0\0\x0bssh-ed25519\0\0\0\x20", 19);
    blob.append(reinterpret_cast<const char*>(dice.data()), dice.size());
    return "ssh-ed25519 " + rules::base64_of(blob, false);
}

}  // namespace

/// The list as it was when it was read.
struct SshRevocationList::Original {
    std::string path;  ///< without symbolic links: the name that is replaced
    std::string bytes;
    struct stat state{};

    static Result<Original> read(const std::string& path) {
        const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr),
                                                               &std::free);
        if (real == nullptr) return Error(kind_of(errno), path + " is not there");
        Original original{.path = real.get(), .bytes = {}};
        const File file(::open(real.get(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
        if (file.number() < 0 || ::fstat(file.number(), &original.state) != 0) {
            return Error(kind_of(errno), path + " cannot be read");
        }
        const auto size = static_cast<std::size_t>(original.state.st_size);
        if (!S_ISREG(original.state.st_mode) || size > kListBytesMax) {
            return Error(ErrorKind::unsupported, path + " is no file of a list's size");
        }
        original.bytes.resize(size);
        if (::read(file.number(), original.bytes.data(), size) != original.state.st_size) {
            return Error(ErrorKind::corrupt, path + " changes while it is read");
        }
        return original;
    }

    [[nodiscard]] bool is_unchanged() const {
        struct stat now{};
        return ::stat(path.c_str(), &now) == 0 && now.st_ino == state.st_ino &&
               now.st_dev == state.st_dev && now.st_size == state.st_size &&
               now.st_mtim.tv_sec == state.st_mtim.tv_sec &&
               now.st_mtim.tv_nsec == state.st_mtim.tv_nsec;
    }
};

SshRevocation revocation_of(const SshPublicKey& key) {
    return {.line = "key: " + key.line(), .authority = {}, .subject = key.line()};
}

SshRevocation revocation_of(const SshCertificate& certificate) {
    SshRevocation revocation = revocation_of(certificate.key);
    revocation.subject = certificate.line;
    if (certificate.serial == 0) return revocation;
    revocation.line = "serial: " + std::to_string(certificate.serial);
    revocation.authority = certificate.authority.line();
    return revocation;
}

SshRevocationList::SshRevocationList(std::string path, std::string keygen, const core::Clock& clock)
    : path_(std::move(path)), keygen_(std::move(keygen)), clock_(clock) {}

Result<bool> SshRevocationList::refuses(const std::string& line) const {
    return asked(path_, line);
}

Result<bool> SshRevocationList::asked(const std::string& list, const std::string& line) const {
    TRY_ASSIGN(const PrivateFolder folder, PrivateFolder::make());
    TRY_ASSIGN(const std::string subject, folder.write("asked.pub", line + "\n"));
    Command command;
    command.program = keygen_;
    command.arguments = {"-Q", "-f", list, subject};
    TRY_ASSIGN(const Outcome outcome, process::run(command, clock_));
    // "PATH (comment): REVOKED" with exit code 1, or "…: ok" with 0; an unreadable list has
    // neither.
    if (outcome.exit_code == 1 && outcome.output.ends_with(": REVOKED\n")) return true;
    if (outcome.exit_code == 0 && outcome.output.ends_with(": ok\n")) return false;
    return Error(ErrorKind::corrupt,
                 path_ + " cannot be read as a key revocation list; sshd refuses everybody then");
}

Result<std::uint64_t> SshRevocationList::version_of(const std::string& list) const {
    Command command;
    command.program = keygen_;
    command.arguments = {"-Q", "-l", "-f", list};
    command.output_bytes_max = kListBytesMax;
    TRY_ASSIGN(const Outcome outcome, process::run(command, clock_));
    constexpr std::string_view kHead = "# KRL version ";
    if (outcome.exit_code != 0 || !outcome.output.starts_with(kHead)) {
        return Error(ErrorKind::corrupt, path_ + " cannot be read as a key revocation list");
    }
    std::uint64_t version = 0;
    const char* begin = outcome.output.data() + kHead.size();
    std::from_chars(begin, outcome.output.data() + outcome.output.size(), version);
    return version;
}

Result<void> SshRevocationList::extend(const std::string& list, bool is_new,
                                       const SshRevocation& revocation) const {
    TRY_ASSIGN(const PrivateFolder folder, PrivateFolder::make());
    Command command;
    command.program = keygen_;
    command.arguments = {"-k", "-f", list};
    std::uint64_t version = 0;
    if (!is_new) {
        TRY_ASSIGN(version, version_of(list));
        command.arguments.emplace_back("-u");
    }
    command.arguments.insert(command.arguments.end(), {"-z", std::to_string(version + 1)});
    if (!revocation.authority.empty()) {
        TRY_ASSIGN(const std::string authority,
                   folder.write("authority.pub", revocation.authority + "\n"));
        command.arguments.insert(command.arguments.end(), {"-s", authority});
    }
    TRY_ASSIGN(const std::string lines, folder.write("lines", revocation.line + "\n"));
    command.arguments.push_back(lines);
    TRY_ASSIGN(const Outcome outcome, process::run(command, clock_));
    if (outcome.exit_code == 0) return {};
    return Error(ErrorKind::corrupt, "ssh-keygen could not add to " + path_);
}

Result<void> SshRevocationList::verify(const std::string& list,
                                       const SshRevocation& revocation) const {
    TRY_ASSIGN(const bool refuses_subject, asked(list, revocation.subject));
    TRY_ASSIGN(const bool refuses_others, asked(list, somebody_elses_key()));
    if (refuses_subject && !refuses_others) return {};
    return Error(ErrorKind::corrupt,
                 "the new list does not say what it should; " + path_ + " stays as it was");
}

Result<bool> SshRevocationList::replace(const Original& original,
                                        const SshRevocation& revocation) const {
    const Beside beside(original.path);
    TRY(beside.fill(original.bytes, original.state));
    TRY(extend(beside.path(), original.bytes.empty(), revocation));
    TRY(verify(beside.path(), revocation));
    if (!sync(beside.path(), O_RDONLY)) {
        return Error(ErrorKind::internal, "the new list cannot be brought to disk");
    }
    if (!original.is_unchanged()) return false;
    if (::rename(beside.path().c_str(), original.path.c_str()) != 0) {
        return Error(kind_of(errno), path_ + " cannot be replaced");
    }
    sync(std::filesystem::path(original.path).parent_path().string(), O_RDONLY | O_DIRECTORY);
    return true;
}

Result<void> SshRevocationList::add(const SshRevocation& revocation) const {
    TRY_ASSIGN(const Original first, Original::read(path_));
    TRY_ASSIGN(const File lock, lock_beside(first.path, clock_));
    for (int attempt = 0; attempt < kTriesMax; ++attempt) {
        TRY_ASSIGN(const Original original, Original::read(path_));
        if (!original.bytes.empty() && !original.bytes.starts_with(kMagic)) {
            return Error(ErrorKind::unsupported,
                         path_ + " is a plain list of keys, not a key revocation list");
        }
        TRY_ASSIGN(const bool is_done, replace(original, revocation));
        if (is_done) return {};
    }
    return Error(ErrorKind::timed_out, path_ + " is changed by somebody else all the time");
}

}  // namespace curfew::providers
