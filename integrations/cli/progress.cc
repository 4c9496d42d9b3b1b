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

std::optional<core::Duration> time_left(std::uint64_t done, std::uint64_t total,
                                        core::Duration elapsed) {
    if (done == 0 || done > total) return std::nullopt;
    // Whole seconds: what is finer only flickers.
    const double seconds = static_cast<double>(elapsed.count()) *
                           (static_cast<double>(total - done) / static_cast<double>(done)) / 1e6;
    return std::chrono::seconds(static_cast<std::int64_t>(seconds));
}

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
    // These begin anew with each source; a reader that comes late does no harm.
    steps_ = progress.steps;
    steps_total_ = progress.steps_total;
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

std::optional<core::Duration> ProgressLine::left(core::Duration elapsed) {
    const std::uint64_t total = steps_total_.load();
    const std::uint64_t steps = std::min(steps_.load(), total);
    if (total != source_total_) {
        // The first source began when we did.
        const bool is_first = source_total_ == 0 && source_begin_ == core::Duration::zero();
        source_begin_ = is_first ? core::Duration::zero() : elapsed;
        source_begin_steps_ = is_first ? 0 : steps;
        source_total_ = total;
    }
    if (steps < source_begin_steps_) return std::nullopt;
    return time_left(steps - source_begin_steps_, total - source_begin_steps_,
                     elapsed - source_begin_);
}

void ProgressLine::draw(core::Duration elapsed) {
    const std::uint64_t bytes = bytes_.load();
    const auto millis = std::max<std::uint64_t>(
        1, static_cast<std::uint64_t>(
               std::chrono::duration_cast<std::chrono::milliseconds>(elapsed).count()));
    std::string line(kEraseLine);
    line += std::to_string(blobs_.load()) + " objects, " + std::to_string(bytes >> 20U) + " MiB, " +
            std::to_string((bytes / millis * 1000) >> 20U) + " MiB/s, " +
            std::to_string(findings_.load()) + " sightings";
    if (const auto rest = left(elapsed)) line += ", " + core::to_human_text(*rest) + " left";
    [[maybe_unused]] const auto written = write_all(STDERR_FILENO, line);
}

}  // namespace curfew::cli
