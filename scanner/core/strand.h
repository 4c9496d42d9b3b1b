/// Runs tasks later, one after another: the strand on which conversations with providers go on.
///
/// Threads:  run_after() from any thread. Tasks run one at a time on the strand's own thread, never
///           inside run_after(); what they share among them needs no lock.
/// Units:    Duration (microseconds).
/// Not here: what time it is (clock.h); who sends (http.h, which is one as well).
#pragma once

#include <functional>

#include "scanner/core/instant.h"

namespace curfew::core {

class Strand {
  public:
    Strand() = default;
    Strand(const Strand&) = delete;
    Strand& operator=(const Strand&) = delete;
    Strand(Strand&&) = delete;
    Strand& operator=(Strand&&) = delete;
    virtual ~Strand() = default;

    /// Runs `task` once `delay` is over; not at all when the strand ends before.
    virtual void run_after(Duration delay, std::function<void()> task) = 0;
};

}  // namespace curfew::core
