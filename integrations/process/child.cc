#include "integrations/process/child.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace curfew::process {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

class Descriptor {
  public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        reset();
        number_ = std::exchange(other.number_, -1);
        return *this;
    }
    ~Descriptor() { reset(); }

    [[nodiscard]] int number() const { return number_; }
    void reset() {
        if (number_ >= 0) ::close(number_);
        number_ = -1;
    }

  private:
    int number_ = -1;
};

/// Standard input as a nameless file in memory, wiped at the end.
class InputFile {
  public:
    static Result<InputFile> holding(const core::SecretString& bytes) {
        InputFile file;
        file.descriptor_ = Descriptor(::memfd_create("input", MFD_CLOEXEC));
        file.size_ = bytes.size();
        const int number = file.descriptor_.number();
        // ssh refuses private keys that others may read.
        if (number < 0 || ::fchmod(number, 0600) != 0 || !put(number, bytes.reveal())) {
            return Error(ErrorKind::internal, "no file in memory for a program's input");
        }
        return file;
    }

    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;
    InputFile(InputFile&& other) noexcept
        : descriptor_(std::move(other.descriptor_)), size_(std::exchange(other.size_, 0)) {}
    InputFile& operator=(InputFile&&) = delete;
    ~InputFile() {
        if (size_ > 0) put(descriptor_.number(), std::string(size_, '\0'));
    }

    [[nodiscard]] int number() const { return descriptor_.number(); }

  private:
    InputFile() = default;

    static bool put(int number, std::string_view bytes) {
        std::size_t done = 0;
        while (done < bytes.size()) {
            const ssize_t put = ::pwrite(number, bytes.data() + done, bytes.size() - done,
                                         static_cast<off_t>(done));
            if (put <= 0) return false;
            done += static_cast<std::size_t>(put);
        }
        return true;
    }

    Descriptor descriptor_;
    std::size_t size_ = 0;
};

struct Pipe {
    Descriptor reading;
    Descriptor writing;
};

Result<Pipe> make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return Error(ErrorKind::internal, "no pipe");
    Pipe made{Descriptor(ends[0]), Descriptor(ends[1])};
    if (::fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) return Error(ErrorKind::internal, "no pipe");
    return made;
}

/// What posix_spawn wants, freed together.
class SpawnSettings {
  public:
    SpawnSettings() {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawnattr_init(&attributes_);
    }
    SpawnSettings(const SpawnSettings&) = delete;
    SpawnSettings& operator=(const SpawnSettings&) = delete;
    SpawnSettings(SpawnSettings&&) = delete;
    SpawnSettings& operator=(SpawnSettings&&) = delete;
    ~SpawnSettings() {
        ::posix_spawn_file_actions_destroy(&actions_);
        ::posix_spawnattr_destroy(&attributes_);
    }

    /// In `folder`, with these three descriptors and no other, in a group of its own, with all
    /// signals as a program expects them.
    bool set(const std::string& folder, int input, int output, int errors) {
        sigset_t none;
        sigset_t all;
        ::sigemptyset(&none);
        ::sigfillset(&all);
        constexpr short kFlags =
            POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
        return ::posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str()) == 0 &&
               ::posix_spawn_file_actions_adddup2(&actions_, input, STDIN_FILENO) == 0 &&
               ::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO) == 0 &&
               ::posix_spawn_file_actions_adddup2(&actions_, errors, STDERR_FILENO) == 0 &&
               ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1) == 0 &&
               ::posix_spawnattr_setflags(&attributes_, kFlags) == 0 &&
               ::posix_spawnattr_setpgroup(&attributes_, 0) == 0 &&
               ::posix_spawnattr_setsigmask(&attributes_, &none) == 0 &&
               ::posix_spawnattr_setsigdefault(&attributes_, &all) == 0;
    }

    [[nodiscard]] const posix_spawn_file_actions_t* actions() const { return &actions_; }
    [[nodiscard]] const posix_spawnattr_t* attributes() const { return &attributes_; }

  private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    all.reserve(texts.size() + 1);
    for (std::string& text : texts) all.push_back(text.data());
    all.push_back(nullptr);
    return all;
}

/// A running child; ended with its whole group and reaped when this goes.
class Running {
  public:
    explicit Running(pid_t child)
        : child_(child),
          // glibc 2.36 declares pidfd_open without extern "C", so that C++ cannot link it.
          handle_(static_cast<int>(::syscall(SYS_pidfd_open, child, 0))) {}
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;
    Running(Running&&) = delete;
    Running& operator=(Running&&) = delete;
    ~Running() { end(); }

    [[nodiscard]] int handle() const { return handle_.number(); }

    /// Nothing of the group lives on: until it is reaped, nobody else can have its number.
    int end() {
        if (child_ == 0) return status_;
        ::kill(-child_, SIGKILL);
        while (::waitpid(child_, &status_, 0) < 0 && errno == EINTR) {
        }
        child_ = 0;
        return status_;
    }

  private:
    pid_t child_;
    Descriptor handle_;
    int status_ = 0;
};

/// One end the child writes to, and what came.
struct Stream {
    int number;  ///< -1 once the child closed it
    std::string& text;
};

/// Takes what is there. Whether it stayed within `room`.
bool take(Stream& stream, std::size_t room) {
    std::array<char, 4096> piece{};
    while (stream.number >= 0) {
        const ssize_t got = ::read(stream.number, piece.data(), piece.size());
        if (got < 0) return true;
        if (got == 0) stream.number = -1;
        if (stream.text.size() + static_cast<std::size_t>(got) > room) return false;
        stream.text.append(piece.data(), static_cast<std::size_t>(got));
    }
    return true;
}

/// Reads until the child has ended, its time is over, or it said what was waited for.
Result<void> follow(const Running& child, std::array<Stream, 2> streams, const Command& command,
                    const core::Clock& clock, Outcome& outcome) {
    const core::Duration deadline = clock.steady() + command.timeout;
    while (true) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(deadline - clock.steady()).count();
        if (left <= 0) return Error(ErrorKind::timed_out, command.program + " took too long");
        std::array<pollfd, 3> watched{pollfd{streams[0].number, POLLIN, 0},
                                      pollfd{streams[1].number, POLLIN, 0},
                                      pollfd{child.handle(), POLLIN, 0}};
        ::poll(watched.data(), watched.size(), static_cast<int>(std::min<long>(left, 1000)));
        const bool fits = take(streams[0], command.output_bytes_max) &&
                          take(streams[1], command.output_bytes_max - streams[0].text.size());
        if (!fits) return Error(ErrorKind::exhausted, command.program + " says too much");
        outcome.was_stopped =
            !command.stop_at.empty() && has_line_beginning(outcome.errors, command.stop_at);
        if (outcome.was_stopped || (watched[2].revents & POLLIN) != 0) return {};
    }
}

int exit_code_of(int status) {
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

bool has_line_beginning(std::string_view text, std::string_view beginning) {
    if (text.starts_with(beginning)) return true;
    return text.find("\n" + std::string(beginning)) != std::string_view::npos;
}

Result<Outcome> run(const Command& command, const core::Clock& clock) {
    TRY_ASSIGN(const InputFile input, InputFile::holding(command.input));
    TRY_ASSIGN(Pipe output, make_pipe());
    TRY_ASSIGN(Pipe errors, make_pipe());
    SpawnSettings settings;
    if (!settings.set(command.folder, input.number(), output.writing.number(),
                      errors.writing.number())) {
        return Error(ErrorKind::internal, "no settings for " + command.program);
    }
    std::vector<std::string> arguments = command.arguments;
    arguments.insert(arguments.begin(), command.program);
    std::vector<std::string> environment{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/nonexistent",
                                         "LC_ALL=C", "TZ=UTC"};
    pid_t child = 0;
    const int problem =
        ::posix_spawn(&child, command.program.c_str(), settings.actions(), settings.attributes(),
                      pointers(arguments).data(), pointers(environment).data());
    if (problem != 0) return Error(ErrorKind::not_found, command.program + " cannot be started");
    output.writing.reset();
    errors.writing.reset();
    Running running(child);
    if (running.handle() < 0) return Error(ErrorKind::internal, "no handle of a process");
    Outcome outcome;
    TRY(follow(running,
               {Stream{output.reading.number(), outcome.output},
                Stream{errors.reading.number(), outcome.errors}},
               command, clock, outcome));
    outcome.exit_code = exit_code_of(running.end());
    return outcome;
}

}  // namespace curfew::process
