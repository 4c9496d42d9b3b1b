/// Where the time comes from: an object that is handed in, so that tests can wind it by hand.
///
/// Threads:  SystemClock is safe from many.
/// Not here: a clock for tests (tests/support/simulated_clock.h).
#pragma once

#include "scanner/core/instant.h"

namespace curfew::core {

class Clock {
  public:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    Clock(Clock&&) = delete;
    Clock& operator=(Clock&&) = delete;
    virtual ~Clock() = default;

    /// The wall clock: what instants in files and answers are compared with.
    [[nodiscard]] virtual Instant now() const = 0;

    /// Time since some fixed point; never goes back. For waiting and measuring.
    [[nodiscard]] virtual Duration steady() const = 0;
};

class SystemClock final : public Clock {
  public:
    [[nodiscard]] Instant now() const override;
    [[nodiscard]] Duration steady() const override;
};

}  // namespace curfew::core
