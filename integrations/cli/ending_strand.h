/// A strand that can be ended before what still runs on other threads: later tasks are dropped.
///
/// A provider of code answers on a thread of its own, perhaps after the client, whose thread the
/// strand is, has gone.
///
/// Owns:     nothing; the strand behind it is borrowed until end().
/// Threads:  see core/strand.h; end() from any other thread than the strand's.
#pragma once

#include <functional>
#include <mutex>
#include <utility>

#include "scanner/core/strand.h"

namespace curfew::cli {

class EndingStrand final : public core::Strand {
  public:
    explicit EndingStrand(core::Strand& behind) : behind_(&behind) {}

    void run_after(core::Duration delay, std::function<void()> task) override {
        const std::scoped_lock lock(mutex_);
        if (behind_ != nullptr) behind_->run_after(delay, std::move(task));
    }

    void end() {
        const std::scoped_lock lock(mutex_);
        behind_ = nullptr;
    }

  private:
    std::mutex mutex_;  // guards behind_
    core::Strand* behind_;
};

}  // namespace curfew::cli
