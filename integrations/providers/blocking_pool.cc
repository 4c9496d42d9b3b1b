#include "integrations/providers/blocking_pool.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "scanner/core/check.h"

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

// What the kernel has taken in for this connection; nothing where it does not say.
std::uint64_t bytes_received(int socket) {
    tcp_info info{};
    socklen_t size = sizeof info;
    if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return 0;
    return info.tcpi_bytes_received;
}

}  // namespace

Patience::Patience(const core::Clock& clock, Limits limits, int cancel_descriptor)
    : clock_(clock),
      deadline_(clock.steady() + limits.timeout),
      answer_bytes_max_(limits.answer_bytes_max),
      cancel_descriptor_(cancel_descriptor) {}

core::Duration Patience::left() const {
    return std::max(deadline_ - clock_.steady(), core::Duration::zero());
}

Result<void> Patience::check() const {
    pollfd cancelled{.fd = cancel_descriptor_, .events = POLLIN, .revents = 0};
    if (::poll(&cancelled, 1, 0) > 0) {
        return Error(ErrorKind::cancelled, "stopped before the answer came");
    }
    if (left() <= core::Duration::zero()) {
        return Error(ErrorKind::timed_out, "the server did not answer in time");
    }
    return {};
}

Result<short> Patience::wait(int socket, short events) const {
    while (true) {
        TRY(check());
        if (bytes_received(socket) > answer_bytes_max_) {
            return Error(ErrorKind::exhausted, "the server sends more than an answer may hold");
        }
        std::array<pollfd, 2> watched = {
            {{.fd = socket, .events = events, .revents = 0},
             {.fd = cancel_descriptor_, .events = POLLIN, .revents = 0}}};
        const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(left()).count();
        const int ready = ::poll(watched.data(), watched.size(), static_cast<int>(milliseconds));
        if (ready < 0 && errno != EINTR) {
            return Error(ErrorKind::internal, "a connection cannot be waited for");
        }
        if (ready > 0 && watched[0].revents != 0) return watched[0].revents;
    }
}

Result<void> Patience::pause(core::Duration span) const {
    const auto milliseconds =
        std::chrono::ceil<std::chrono::milliseconds>(std::min(span, left())).count();
    pollfd cancelled{.fd = cancel_descriptor_, .events = POLLIN, .revents = 0};
    ::poll(&cancelled, 1, static_cast<int>(milliseconds));
    return check();
}

BlockingPool::BlockingPool(const core::Clock& clock, Options options)
    : clock_(clock), options_(options), cancel_descriptor_(::eventfd(0, EFD_CLOEXEC)) {
    core::check(cancel_descriptor_ >= 0);
}

BlockingPool::~BlockingPool() {
    {
        const std::lock_guard lock(mutex_);
        is_ending_ = true;
    }
    const std::uint64_t one = 1;
    core::check(::write(cancel_descriptor_, &one, sizeof one) == sizeof one);
    is_changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
    ::close(cancel_descriptor_);
}

void BlockingPool::run(const std::string& host, Task task) {
    {
        const std::lock_guard lock(mutex_);
        hosts_[host].waiting.push_back(std::move(task));
        // A thread more whenever none is free; the tasks that wait are then for busy hosts.
        const bool may_grow = threads_.size() < options_.threads_max;
        if (idle_ == 0 && may_grow) threads_.emplace_back([this] { work(); });
    }
    is_changed_.notify_one();
}

BlockingPool::Host* BlockingPool::next_host() {
    const std::size_t room = is_ending_ ? options_.threads_max : options_.per_host_max;
    const auto can_start = [&](const auto& entry) {
        return !entry.second.waiting.empty() && entry.second.under_way < room;
    };
    const auto after = hosts_.upper_bound(last_host_);
    auto found = std::find_if(after, hosts_.end(), can_start);
    if (found == hosts_.end()) {
        found = std::find_if(hosts_.begin(), after, can_start);
        if (found == after) return nullptr;
    }
    last_host_ = found->first;
    return &found->second;
}

void BlockingPool::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        Host* const host = next_host();
        if (host == nullptr) {
            if (is_ending_) return;
            ++idle_;
            is_changed_.wait(lock);
            --idle_;
            continue;
        }
        const std::string name = last_host_;
        ++host->under_way;
        {
            Task task = std::move(host->waiting.front());
            host->waiting.pop_front();
            lock.unlock();
            task(Patience(clock_, options_.limits, cancel_descriptor_));
        }
        lock.lock();
        --host->under_way;
        if (host->under_way == 0 && host->waiting.empty()) hosts_.erase(name);
    }
}

}  // namespace curfew::providers
