/// A real server that belongs to one test program: started, awaited, ended.
///
///     TempDir folder;
///     auto server = start_with_ports(1, [&](const std::vector<std::uint16_t>& ports) {
///         return ServerPlan{.child = {...}, .is_ready = [=] { return http_status(...) == 200; }};
///     });
///
/// Owns:     the process and its group. The folder stays the caller's and must outlive it.
/// Threads:  one at a time; start from the thread that runs the tests (child_process.h).
/// Errors:   not_found (program), unreachable (ended before it was ready), timed_out (not ready in
///           time); the message ends with the log's tail.
/// Not here: one server's own start line and readiness: a fixture each, beside this file. Where the
///           programs lie: server_tools.h.
#pragma once

#include <chrono>
#include <csignal>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

#include "scanner/core/result.h"
#include "tests/support/servers/child_process.h"

namespace curfew::support {

struct ServerPlan {
    ChildPlan child;  ///< `output` is the log, usually a file in `folder`
    std::function<bool()> is_ready;
    std::chrono::milliseconds patience = std::chrono::seconds(15);
    int stop_signal = SIGTERM;
};

class ServerProcess {
  public:
    /// Starts the server and comes back when it is ready.
    [[nodiscard]] static core::Result<ServerProcess> start(ServerPlan plan);

    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;
    ServerProcess(ServerProcess&& other) noexcept
        : plan_(std::move(other.plan_)), child_(std::exchange(other.child_, 0)) {}
    ServerProcess& operator=(ServerProcess&& other) noexcept;
    ~ServerProcess() { stop(); }

    [[nodiscard]] pid_t pid() const { return child_; }
    [[nodiscard]] bool is_running() const;
    [[nodiscard]] std::string log_tail() const;

    /// Its stop signal, three seconds, SIGKILL; by its own id and group, never by name.
    void stop();
    /// SIGKILL at once: what a crash looks like.
    void kill_now();
    /// Connections are taken by the kernel, but nobody answers; `resume` ends that.
    void freeze() const;
    void resume() const;
    /// The same program again after stop or kill_now, on the same port and folder.
    [[nodiscard]] core::Result<void> start_again();

  private:
    explicit ServerProcess(ServerPlan plan) : plan_(std::move(plan)) {}
    [[nodiscard]] core::Result<void> launch();
    [[nodiscard]] core::Result<void> await_ready();

    ServerPlan plan_;
    pid_t child_ = 0;  ///< 0: not running
};

using MakePlan = std::function<ServerPlan(const std::vector<std::uint16_t>& ports)>;

/// Picks free ports, makes the plan for them and starts it; again with others when somebody else
/// took one in between.
[[nodiscard]] core::Result<ServerProcess> start_with_ports(std::size_t count, const MakePlan& make);

/// The last lines of a server's log.
[[nodiscard]] std::string tail_of(const std::string& log);

}  // namespace curfew::support
