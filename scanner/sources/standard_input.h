/// One open file descriptor read to its end, as one blob.
///
/// Threads:  one.
/// Errors:   unreachable when reading fails. Over the limit: the first part is read, the rest told.
#pragma once

#include <cstdint>

#include "scanner/sources/source.h"

namespace curfew::sources {

class StandardInput final : public Source {
  public:
    /// `descriptor` stays open and the caller's.
    StandardInput(int descriptor, std::uint64_t bytes_max)
        : descriptor_(descriptor), bytes_max_(bytes_max) {}

    core::Result<core::Covered> read(std::span<core::BlobSink* const> sinks,
                                     std::stop_token stop) override;

  private:
    int descriptor_;
    std::uint64_t bytes_max_;
};

}  // namespace curfew::sources
