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
    while (true) {
        Task task;
        bool is_ending = false;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return is_ending_ || !waiting_.empty(); });
            if (waiting_.empty()) return;
            task = std::move(waiting_.front());
            waiting_.pop_front();
            is_ending = is_ending_;
        }
        task(is_ending);
    }
}

}  // namespace curfew::process
