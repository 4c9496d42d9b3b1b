/// Lines and columns of one blob's bytes, counted once however many are asked for.
///
/// Owns:     the begins of the lines, found when first asked; borrows the bytes.
/// Threads:  one thread at a time.
/// Units:    lines and columns count from 1, columns in bytes. A line ends with '\n'.
/// Cost:     eight bytes a line.
#pragma once

#include <cstddef>
#include <vector>

#include "scanner/core/bytes.h"
#include "scanner/core/place.h"

namespace curfew::decode {

class LineIndex {
  public:
    explicit LineIndex(core::BlobView bytes) : bytes_(bytes) {}

    /// The span is half-open, and so is the position: its end is the byte after the last.
    [[nodiscard]] core::Position position_of(core::Span span);

    [[nodiscard]] core::BlobView bytes() const { return bytes_; }

  private:
    void find_lines();

    core::BlobView bytes_;
    std::vector<std::size_t> begins_;  // of every line; empty until first asked
};

/// The same without an index: one pass over the bytes before the span.
[[nodiscard]] core::Position position_in(core::BlobView bytes, core::Span span);

}  // namespace curfew::decode
