/// The progress line on standard error, for work that lasts longer than half a second.
///
/// Owns:     a thread that wakes to redraw, while it lives.
/// Threads:  `update` may be called from many threads.
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>

#include "scanner/core/clock.h"
#include "scanner/scan.h"

namespace curfew::cli {

class ProgressLine {
  public:
    /// Draws nothing unless `is_shown`.
    ProgressLine(const core::Clock& clock, bool is_shown);
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;
    ProgressLine(ProgressLine&&) = delete;
    ProgressLine& operator=(ProgressLine&&) = delete;
    ~ProgressLine();

    void update(const Progress& progress);

  private:
    void draw_until(const std::stop_token& stop);
    void draw(core::Duration elapsed) const;

    const core::Clock& clock_;
    std::atomic<std::uint64_t> blobs_ = 0;
    std::atomic<std::uint64_t> bytes_ = 0;
    std::atomic<std::uint64_t> findings_ = 0;
    std::jthread painter_;
};

}  // namespace curfew::cli
