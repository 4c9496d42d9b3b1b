#include "integrations/cli/progress.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <string>

#include <unistd.h>

#include "integrations/cli/files.h"

namespace curfew::cli {
namespace {

constexpr auto kFirstDraw = std::chrono::milliseconds(500);
constexpr auto kRedraw = std::chrono::milliseconds(200);
constexpr std::string_view kEraseLine = "\r\x1b[K";

}  // namespace

ProgressLine::ProgressLine(const core::Clock& clock, bool is_shown) : clock_(clock) {
    if (!is_shown) return;
    painter_ = std::jthread([this](const std::stop_token& stop) { draw_until(stop); });
}

ProgressLine::~ProgressLine() {
    if (!painter_.joinable()) return;
    painter_.request_stop();
    painter_.join();
}

void ProgressLine::update(const Progress& progress) {
    // Readers report in no order; the line never goes back.
    const auto raise = [](std::atomic<std::uint64_t>& shown, std::uint64_t now) {
        std::uint64_t before = shown.load(std::memory_order_relaxed);
        while (before < now && !shown.compare_exchange_weak(before, now)) {
        }
    };
    raise(blobs_, progress.blobs);
    raise(bytes_, progress.bytes);
    raise(findings_, progress.findings);
}

void ProgressLine::draw_until(const std::stop_token& stop) {
    const core::Duration begin = clock_.steady();
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    const auto is_stopped = [&stop] { return stop.stop_requested(); };
    bool has_drawn = false;
    auto pause = std::chrono::duration_cast<std::chrono::milliseconds>(kFirstDraw);
    while (!wake.wait_for(lock, stop, pause, is_stopped) && !stop.stop_requested()) {
        draw(clock_.steady() - begin);
        has_drawn = true;
        pause = kRedraw;
    }
    if (has_drawn) [[maybe_unused]]
        const auto erased = write_all(STDERR_FILENO, kEraseLine);
}

void ProgressLine::draw(core::Duration elapsed) const {
    const std::uint64_t bytes = bytes_.load();
    const auto millis = std::max<std::uint64_t>(
        1, static_cast<std::uint64_t>(
               std::chrono::duration_cast<std::chrono::milliseconds>(elapsed).count()));
    std::string line(kEraseLine);
    line += std::to_string(blobs_.load()) + " objects, " + std::to_string(bytes >> 20U) + " MiB, " +
            std::to_string((bytes / millis * 1000) >> 20U) + " MiB/s, " +
            std::to_string(findings_.load()) + " sightings";
    [[maybe_unused]] const auto written = write_all(STDERR_FILENO, line);
}

}  // namespace curfew::cli
