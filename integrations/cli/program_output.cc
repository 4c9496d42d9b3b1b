#include "integrations/cli/program_output.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace curfew::cli {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

class Descriptor {
  public:
    explicit Descriptor(int number = -1) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    Descriptor(Descriptor&&) = delete;
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor() { close(); }

    [[nodiscard]] int number() const { return number_; }
    void close() {
        if (number_ >= 0) ::close(std::exchange(number_, -1));
    }

  private:
    int number_;
};

/// Until when one waits, as poll() wants it.
class Deadline {
  public:
    Deadline(const core::Clock& clock, core::Duration span)
        : clock_(clock), end_(clock.steady() + span) {}

    [[nodiscard]] int milliseconds_left() const {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end_ - clock_.steady());
        return static_cast<int>(std::max<std::int64_t>(0, left.count()));
    }

  private:
    const core::Clock& clock_;
    core::Duration end_;
};

/// Whether `descriptor` became readable in time.
bool is_ready(int descriptor, const Deadline& deadline) {
    while (true) {
        pollfd waiting{descriptor, POLLIN, 0};
        const int count = ::poll(&waiting, 1, deadline.milliseconds_left());
        if (count < 0 && errno == EINTR) continue;
        return count > 0;
    }
}

/// Bytes that are wiped when they go.
class WipedBuffer {
  public:
    explicit WipedBuffer(std::size_t size) : bytes_(size) {}
    WipedBuffer(const WipedBuffer&) = delete;
    WipedBuffer& operator=(const WipedBuffer&) = delete;
    WipedBuffer(WipedBuffer&&) = delete;
    WipedBuffer& operator=(WipedBuffer&&) = delete;
    ~WipedBuffer() { core::wipe_memory(bytes_.data(), bytes_.size()); }

    [[nodiscard]] char* free_part() { return bytes_.data() + used_; }
    [[nodiscard]] std::size_t free_size() const { return bytes_.size() - used_; }
    void add(std::size_t count) { used_ += count; }
    [[nodiscard]] std::string_view text() const { return {bytes_.data(), used_}; }

  private:
    std::vector<char> bytes_;
    std::size_t used_ = 0;
};

Result<pid_t> start(const std::vector<std::string>& words, int output) {
    std::vector<std::string> copies = words;
    std::vector<char*> arguments;
    arguments.reserve(copies.size() + 1);
    for (std::string& word : copies) arguments.push_back(word.data());
    arguments.push_back(nullptr);

    posix_spawn_file_actions_t actions{};
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawnattr_t attributes{};
    ::posix_spawnattr_init(&attributes);
    sigset_t none{};
    sigemptyset(&none);
    sigset_t ours{};
    sigemptyset(&ours);
    sigaddset(&ours, SIGPIPE);
    sigaddset(&ours, SIGXFSZ);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setsigdefault(&attributes, &ours);
    // A group of its own, so that its children can be ended with it.
    ::posix_spawnattr_setpgroup(&attributes, 0);
    ::posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    pid_t child = 0;
    const int code = ::posix_spawnp(&child, words.front().c_str(), &actions, &attributes,
                                    arguments.data(), environ);
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    if (code == 0) return child;
    return Error(ErrorKind::not_found, words.front() + ": could not be started");
}

Result<void> read_to_end(int input, WipedBuffer& buffer, const Deadline& deadline) {
    while (is_ready(input, deadline)) {
        if (buffer.free_size() == 0) return Error(ErrorKind::exhausted, "writes too much");
        const ssize_t count = ::read(input, buffer.free_part(), buffer.free_size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return Error(ErrorKind::unreachable, "its output could not be read");
        if (count == 0) return {};
        buffer.add(static_cast<std::size_t>(count));
    }
    return Error(ErrorKind::timed_out, "took too long");
}

/// Waits for the child's own end; kills its whole group when the time is over.
Result<void> wait_for(pid_t child, const Deadline& deadline, bool is_wanted) {
    const Descriptor handle(static_cast<int>(::syscall(SYS_pidfd_open, child, 0)));
    const bool has_ended = is_wanted && is_ready(handle.number(), deadline);
    if (!has_ended) ::kill(-child, SIGKILL);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (!has_ended) return Error(ErrorKind::timed_out, "took too long");
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
    return Error(ErrorKind::denied, WIFEXITED(status)
                                        ? "ended with code " + std::to_string(WEXITSTATUS(status))
                                        : "was ended by a signal");
}

}  // namespace

Result<core::SecretString> output_of(const std::vector<std::string>& words,
                                     const core::Clock& clock, const ProgramLimits& limits) {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        return Error(ErrorKind::exhausted, "no pipe could be made");
    }
    const Descriptor input(ends[0]);
    Descriptor output(ends[1]);
    const Deadline deadline(clock, limits.timeout);
    TRY_ASSIGN(const pid_t child, start(words, output.number()));
    output.close();
    WipedBuffer buffer(limits.bytes_max + 1);
    auto read = read_to_end(input.number(), buffer, deadline);
    auto ended = wait_for(child, deadline, read.has_value());
    if (!read.has_value()) return std::move(read).error().at(words.front());
    if (!ended.has_value()) return std::move(ended).error().at(words.front());
    return core::SecretString(buffer.text());
}

}  // namespace curfew::cli
