/// Found files on their way from the walk to the readers; bounded, so that the walk cannot run
/// ahead by a million names.
///
/// Threads:  safe from many.
/// Units:    batches; a file a time would wake threads more often than it feeds them.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "scanner/sources/tree_walk.h"

namespace curfew::sources {

class FileQueue {
  public:
    using Batch = std::vector<FoundFile>;

    static constexpr std::size_t kBatchFiles = 32;
    static constexpr std::size_t kBatchesMax = 64;

    /// Takes the batch, or gives it back when the queue is full.
    [[nodiscard]] std::optional<Batch> offer(Batch batch) {
        const std::scoped_lock lock(mutex_);
        if (batches_.size() >= kBatchesMax) return batch;
        batches_.push_back(std::move(batch));
        filled_.notify_one();
        return std::nullopt;
    }

    /// No more batches will come.
    void close() {
        const std::scoped_lock lock(mutex_);
        is_closed_ = true;
        filled_.notify_all();
    }

    /// Waits for a batch; nothing when there will be none any more.
    [[nodiscard]] std::optional<Batch> take() {
        std::unique_lock lock(mutex_);
        filled_.wait(lock, [this] { return !batches_.empty() || is_closed_; });
        if (batches_.empty()) return std::nullopt;
        Batch batch = std::move(batches_.front());
        batches_.pop_front();
        return batch;
    }

  private:
    std::mutex mutex_;  ///< guards all below
    std::condition_variable filled_;
    std::deque<Batch> batches_;
    bool is_closed_ = false;
};

}  // namespace curfew::sources
