#include "integrations/process/workers.h"

#include <utility>

namespace curfew::process {

Workers::~Workers() {
    {
        const std::lock_guard lock(mutex_);
        is_ending_ = true;
    }
    wake_.notify_all();
    threads_.clear();
}

void Workers::run(Task task) {
    {
        const std::lock_guard lock(mutex_);
        waiting_.push_back(std::move(task));
        if (threads_.size() < threads_max_) threads_.emplace_back([this] { work(); });
    }
    wake_.notify_one();
}

void Workers::work() {
    bool is_ending = false;
    while (const Task task = next(is_ending)) task(is_ending);
}

Workers::Task Workers::next(bool& is_ending) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return is_ending_ || !waiting_.empty(); });
    if (waiting_.empty()) return {};
    Task task = std::move(waiting_.front());
    waiting_.pop_front();
    is_ending = is_ending_;
    return task;
}

}  // namespace curfew::process
