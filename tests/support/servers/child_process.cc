/// Between fork and exec only calls that are safe after a fork of a program with threads: all that
/// allocates, looks up users or builds text happens before.
#include "tests/support/servers/child_process.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scanner/core/check.h"
#include "tests/support/temp_dir.h"

namespace curfew::support {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

class Descriptor {
  public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    Descriptor(Descriptor&&) = delete;
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor() { reset(); }

    [[nodiscard]] int number() const { return number_; }
    void reset() {
        if (number_ >= 0) ::close(number_);
        number_ = -1;
    }

  private:
    int number_;
};

struct User {
    uid_t user = 0;
    gid_t group = 0;
};

Result<std::optional<User>> user_to_become(const std::string& name) {
    if (name.empty() || ::geteuid() != 0) return std::optional<User>();
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 4096> text{};
    if (::getpwnam_r(name.c_str(), &entry, text.data(), text.size(), &found) != 0 || !found) {
        return Error(ErrorKind::not_found, "no user called " + name);
    }
    return std::optional<User>(User{entry.pw_uid, entry.pw_gid});
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    all.reserve(texts.size() + 1);
    for (std::string& text : texts) all.push_back(text.data());
    all.push_back(nullptr);
    return all;
}

/// All that the child needs, made before the fork.
struct Prepared {
    std::vector<std::string> arguments;
    std::vector<std::string> environment;
    std::optional<User> user;
    std::string errors;
    pid_t parent = ::getpid();
};

Result<Prepared> prepare(const ChildPlan& plan) {
    Prepared prepared;
    TRY_ASSIGN(prepared.user, user_to_become(plan.run_as));
    prepared.arguments = plan.arguments;
    prepared.arguments.insert(prepared.arguments.begin(), plan.program);
    prepared.environment = plan.environment;
    prepared.environment.insert(
        prepared.environment.begin(),
        {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8",
         "TZ=UTC", "HOME=" + plan.folder});
    prepared.errors = plan.errors.empty() ? plan.output : plan.errors;
    return prepared;
}

bool put_file_at(int descriptor, const char* path, int flags) {
    const int opened = ::open(path, flags, 0600);
    if (opened < 0) return false;
    if (opened == descriptor) return true;
    const bool is_there = ::dup2(opened, descriptor) == descriptor;
    ::close(opened);
    return is_there;
}

bool become(const User& user) {
    return ::setgroups(1, &user.group) == 0 && ::setgid(user.group) == 0 &&
           ::setuid(user.user) == 0;
}

/// Runs in the child; comes back only when something failed, with errno set.
void turn_into(const ChildPlan& plan, const Prepared& prepared, char** arguments,
               char** environment) {
    constexpr int kWrite = O_WRONLY | O_CREAT | O_APPEND;
    if (::setpgid(0, 0) != 0) return;
    if (!put_file_at(STDIN_FILENO, plan.input.c_str(), O_RDONLY)) return;
    if (!put_file_at(STDOUT_FILENO, plan.output.c_str(), kWrite)) return;
    if (!put_file_at(STDERR_FILENO, prepared.errors.c_str(), kWrite)) return;
    if (::chdir(plan.folder.c_str()) != 0) return;
    if (prepared.user && !become(*prepared.user)) return;
    // A change of user clears it, so it comes after that.
    if (::prctl(PR_SET_PDEATHSIG, plan.death_signal) != 0) return;
    if (::getppid() != prepared.parent) ::_exit(126);  // it died before the line above
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::execve(plan.program.c_str(), arguments, environment);
}

/// The error number that the child reports, or 0 when its exec closed the pipe.
int failure_read_from(int descriptor) {
    int failure = 0;
    ssize_t got = 0;
    do {
        got = ::read(descriptor, &failure, sizeof failure);
    } while (got < 0 && errno == EINTR);
    return got == sizeof failure ? failure : 0;
}

/// glibc 2.36 declares pidfd_open without extern "C", so that C++ cannot link it.
int handle_of(pid_t process) {
    return static_cast<int>(::syscall(SYS_pidfd_open, process, 0));
}

int reap(pid_t child) {
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

int exit_code_of(int status) {
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

Result<pid_t> start_child(const ChildPlan& plan) {
    TRY_ASSIGN(Prepared prepared, prepare(plan));
    const std::vector<char*> arguments = pointers(prepared.arguments);
    const std::vector<char*> environment = pointers(prepared.environment);
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return Error(ErrorKind::internal, "no pipe");
    const Descriptor reading(ends[0]);
    Descriptor writing(ends[1]);
    const pid_t child = ::fork();
    if (child < 0) return Error(ErrorKind::internal, "no new process");
    if (child == 0) {
        turn_into(plan, prepared, const_cast<char**>(arguments.data()),
                  const_cast<char**>(environment.data()));
        const int failure = errno;
        const ssize_t written = ::write(writing.number(), &failure, sizeof failure);
        ::_exit(written == sizeof failure ? 127 : 126);
    }
    writing.reset();
    const int failure = failure_read_from(reading.number());
    if (failure == 0) return child;
    reap(child);
    return Error(ErrorKind::not_found,
                 plan.program + " cannot be started: " + std::strerror(failure));
}

bool has_ended_within(pid_t child, std::chrono::milliseconds patience) {
    const Descriptor handle(handle_of(child));
    if (handle.number() < 0) return true;  // reaped already
    pollfd wanted{handle.number(), POLLIN, 0};
    int ready = 0;
    do {
        ready = ::poll(&wanted, 1, static_cast<int>(patience.count()));
    } while (ready < 0 && errno == EINTR);
    return ready > 0;
}

void end_child(pid_t child, int signal, std::chrono::milliseconds patience) {
    ::kill(-child, signal);
    ::kill(-child, SIGCONT);  // a stopped one hears it only then
    if (!has_ended_within(child, patience)) ::kill(-child, SIGKILL);
    // What is left of its group, before it is reaped: until then the number is nobody else's.
    if (has_ended_within(child, patience)) ::kill(-child, SIGKILL);
    reap(child);
}

Result<ClientOutcome> run_client(const ClientCall& call) {
    const TempDir folder;
    ChildPlan plan;
    plan.program = call.program;
    plan.arguments = call.arguments;
    plan.environment = call.environment;
    plan.folder = folder.path();
    plan.input = folder.write("input", call.input);
    plan.output = folder.write("output", "");
    plan.errors = folder.write("errors", "");
    plan.run_as = call.run_as;
    hand_over(folder.path(), call.run_as);
    TRY_ASSIGN(const pid_t child, start_child(plan));
    if (!has_ended_within(child, call.patience)) {
        end_child(child, SIGKILL, std::chrono::seconds(3));
        return Error(ErrorKind::timed_out, call.program + " took too long");
    }
    ClientOutcome outcome;
    outcome.exit_code = exit_code_of(reap(child));
    outcome.output = read_file(plan.output);
    outcome.errors = read_file(plan.errors);
    return outcome;
}

void hand_over(const std::string& path, const std::string& user) {
    const auto found = user_to_become(user);
    if (!found.has_value() || !found.value()) return;
    const User& owner = *found.value();
    core::check(::lchown(path.c_str(), owner.user, owner.group) == 0);
    if (!std::filesystem::is_directory(path)) return;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
        core::check(::lchown(entry.path().c_str(), owner.user, owner.group) == 0);
    }
}

}  // namespace curfew::support
