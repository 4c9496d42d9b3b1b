/// A few threads for calls that block: child processes, client libraries without an event loop.
///
/// Owns:     its threads, the first of which starts with the first task. Destruction runs every
/// task that still waits with `is_ending` set, then
///           joins: each task is run exactly once, so each handler inside is answered.
/// Threads:  run() from any thread, also from a task. Destroy it from another thread than its own.
/// Errors:   none.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace curfew::process {

class Workers {
  public:
    /// `is_ending`: answer at once, do nothing.
    using Task = std::function<void(bool is_ending)>;

    explicit Workers(std::size_t threads_max) : threads_max_(threads_max) {}
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;
    Workers(Workers&&) = delete;
    Workers& operator=(Workers&&) = delete;
    ~Workers();

    void run(Task task);

  private:
    struct Waiting {
        Task task;
        bool is_ending = false;
    };

    /// Waits for a task; nothing once they end and none is left.
    std::optional<Waiting> next();
    void work();

    const std::size_t threads_max_;
    std::mutex mutex_;  ///< guards all below
    std::condition_variable wake_;
    std::deque<Task> waiting_;
    bool is_ending_ = false;
    std::vector<std::jthread> threads_;
};

}  // namespace curfew::process
