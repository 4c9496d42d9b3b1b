/// Threads for client libraries that make their caller wait: a bounded number, at most two a host,
/// each conversation with a deadline. A server that hangs holds its own two and delays nobody else.
///
/// Owns:     its threads. The destructor cancels what waits for a server, answers what still queues
///           (each task runs exactly once, with a Patience that is already over) and joins.
/// Threads:  run() from any; tasks on the pool's own.
/// Units:    Duration; bytes.
/// Not here: looking names up (server_address.h), which has the system resolver's own time limit.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "scanner/core/clock.h"
#include "scanner/core/result.h"

namespace curfew::providers {

/// How long one conversation may still take, and whether it is wanted at all.
class Patience {
  public:
    struct Limits {
        core::Duration timeout = std::chrono::seconds(15);
        /// What one connection may send us; an account's row has a few hundred bytes, a Redis with
        /// 10,000 clients lists them in 3 MB.
        std::uint64_t answer_bytes_max = 16U << 20U;
    };

    /// `cancel_descriptor` becomes readable when nobody wants the answer any more.
    Patience(const core::Clock& clock, Limits limits, int cancel_descriptor);

    /// timed_out or cancelled once it is over.
    [[nodiscard]] core::Result<void> check() const;

    /// Waits for `events` of poll(2) on the socket and says which came. Errors: timed_out,
    /// cancelled, exhausted (the peer has sent more than it may).
    [[nodiscard]] core::Result<short> wait(int socket, short events) const;

    /// Lets `span` go by. Errors: those of check().
    [[nodiscard]] core::Result<void> pause(core::Duration span) const;

    [[nodiscard]] core::Duration left() const;

  private:
    const core::Clock& clock_;
    core::Duration deadline_;
    std::uint64_t answer_bytes_max_;
    int cancel_descriptor_;
};

class BlockingPool {
  public:
    struct Options {
        std::size_t threads_max = 32;
        std::size_t per_host_max = 2;
        Patience::Limits limits{};
    };
    using Task = std::function<void(const Patience& patience)>;

    BlockingPool(const core::Clock& clock, Options options);
    BlockingPool(const BlockingPool&) = delete;
    BlockingPool& operator=(const BlockingPool&) = delete;
    BlockingPool(BlockingPool&&) = delete;
    BlockingPool& operator=(BlockingPool&&) = delete;
    ~BlockingPool();

    /// Runs `task` as soon as a thread is free and the host has room. Its time begins then.
    void run(const std::string& host, Task task);

  private:
    struct Host {
        std::deque<Task> waiting;
        std::size_t under_way = 0;
    };

    void work();
    /// The next host that has both a task and room, in turn; null where there is none.
    Host* next_host();

    const core::Clock& clock_;
    const Options options_;
    int cancel_descriptor_;

    std::mutex mutex_;  // guards the rest
    std::condition_variable is_changed_;
    std::map<std::string, Host> hosts_;
    std::string last_host_;
    std::size_t idle_ = 0;
    bool is_ending_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace curfew::providers
