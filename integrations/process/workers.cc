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

std::optional<Workers::Waiting> Workers::next() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return is_ending_ || !waiting_.empty(); });
    if (waiting_.empty()) return std::nullopt;
    Waiting found{std::move(waiting_.front()), is_ending_};
    waiting_.pop_front();
    return found;
}

void Workers::work() {
    while (const auto waiting = next()) waiting->task(waiting->is_ending);
}

}  // namespace curfew::process
