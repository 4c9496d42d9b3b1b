/// The progress line on standard error, for work that lasts longer than half a second.
///
/// Owns:     a thread that wakes to redraw, while it lives.
/// Threads:  `update` may be called from many threads.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <thread>

#include "scanner/core/clock.h"
#include "scanner/scan.h"

namespace curfew::cli {

/// How long the rest takes if it goes on as it did: `done` of `total` took `elapsed`. Nothing while
/// there is nothing to judge by.
[[nodiscard]] std::optional<core::Duration> time_left(std::uint64_t done, std::uint64_t total,
                                                      core::Duration elapsed);

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
    void draw(core::Duration elapsed);
    [[nodiscard]] std::optional<core::Duration> left(core::Duration elapsed);

    const core::Clock& clock_;
    std::atomic<std::uint64_t> blobs_ = 0;
    std::atomic<std::uint64_t> bytes_ = 0;
    std::atomic<std::uint64_t> findings_ = 0;
    std::atomic<std::uint64_t> steps_ = 0;
    std::atomic<std::uint64_t> steps_total_ = 0;
    /// Where the source that is read was seen first; the painter's own.
    std::uint64_t source_total_ = 0;
    std::uint64_t source_begin_steps_ = 0;
    core::Duration source_begin_{};
    std::jthread painter_;
};

}  // namespace curfew::cli
