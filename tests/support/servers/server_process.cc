#include "tests/support/servers/server_process.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "scanner/core/check.h"
#include "scanner/core/lower_case.h"
#include "tests/support/servers/loopback.h"
#include "tests/support/temp_dir.h"

namespace curfew::support {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

constexpr std::chrono::milliseconds kStep{20};
constexpr std::chrono::milliseconds kGoodbye{3000};

bool is_port_taken(const Error& error) {
    const std::string text = core::in_lower_case(error.message());
    const std::array<std::string_view, 3> signs = {"in use", "eaddrinuse", "cannot bind"};
    return std::ranges::any_of(
        signs, [&text](std::string_view sign) { return text.find(sign) != std::string::npos; });
}

}  // namespace

std::string tail_of(const std::string& log) {
    constexpr std::size_t kTail = 3000;
    const std::string text = read_file(log);
    if (text.size() <= kTail) return text;
    const std::size_t line = text.find('\n', text.size() - kTail);
    return text.substr(line == std::string::npos ? text.size() - kTail : line + 1);
}

Result<ServerProcess> ServerProcess::start(ServerPlan plan) {
    ServerProcess server(std::move(plan));
    TRY(server.launch());
    return server;
}

ServerProcess& ServerProcess::operator=(ServerProcess&& other) noexcept {
    if (this == &other) return *this;
    stop();
    plan_ = std::move(other.plan_);
    child_ = std::exchange(other.child_, 0);
    return *this;
}

Result<void> ServerProcess::launch() {
    std::error_code ignored;  // an old log would be taken for the new one's
    if (plan_.child.output != "/dev/null") std::filesystem::remove(plan_.child.output, ignored);
    TRY_ASSIGN(child_, start_child(plan_.child));
    return await_ready();
}

Result<void> ServerProcess::await_ready() {
    const auto started = std::chrono::steady_clock::now();
    while (!plan_.is_ready()) {
        const bool has_ended = has_ended_within(child_, kStep);
        const bool is_late = std::chrono::steady_clock::now() - started > plan_.patience;
        if (!has_ended && !is_late) continue;
        stop();
        const std::string log = "; its log ends:\n" + tail_of(plan_.child.output);
        if (has_ended) return Error(ErrorKind::unreachable, plan_.child.program + " ended" + log);
        return Error(ErrorKind::timed_out, plan_.child.program + " did not get ready" + log);
    }
    return {};
}

bool ServerProcess::is_running() const {
    return child_ != 0 && !has_ended_within(child_, std::chrono::milliseconds(0));
}

std::string ServerProcess::log_tail() const {
    return tail_of(plan_.child.output);
}

void ServerProcess::stop() {
    if (child_ != 0) end_child(std::exchange(child_, 0), plan_.stop_signal, kGoodbye);
}

void ServerProcess::kill_now() {
    if (child_ != 0) end_child(std::exchange(child_, 0), SIGKILL, kGoodbye);
}

void ServerProcess::freeze() const {
    core::check(child_ != 0 && ::kill(-child_, SIGSTOP) == 0);
}

void ServerProcess::resume() const {
    core::check(child_ != 0 && ::kill(-child_, SIGCONT) == 0);
}

Result<void> ServerProcess::start_again() {
    core::check(child_ == 0);
    return launch();
}

Result<ServerProcess> start_with_ports(std::size_t count, const MakePlan& make) {
    constexpr int kTries = 5;
    for (int attempt = 1;; ++attempt) {
        Result<ServerProcess> server = ServerProcess::start(make(free_ports(count)));
        const bool is_final =
            server.has_value() || attempt == kTries || !is_port_taken(server.error());
        if (is_final) return server;
    }
}

}  // namespace curfew::support
