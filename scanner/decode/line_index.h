/// Lines and columns of one blob's bytes, told from one place to the next.
///
/// Remembers where it last was and counts from there, forward or back: findings come nearly in
/// order, so that many of them in one large blob, or in one large line, cost one pass together.
///
/// Owns:     four numbers; borrows the bytes.
/// Threads:  one thread at a time.
/// Units:    lines and columns count from 1, columns in bytes. A line ends with '\n'.
/// Cost:     the distance from what was asked last.
#pragma once

#include <cstddef>

#include "scanner/core/bytes.h"
#include "scanner/core/place.h"

namespace curfew::decode {

class LineIndex {
  public:
    explicit LineIndex(core::BlobView bytes) : bytes_(bytes) {}

    /// The span is half-open, and so is the position: its end is the byte after the last.
    [[nodiscard]] core::Position position_of(core::Span span);

    /// The same columns in letters; bytes that are no UTF-8 count as if they were Latin.
    [[nodiscard]] core::LetterColumns letter_columns_of(core::Span span);

    [[nodiscard]] core::BlobView bytes() const { return bytes_; }

  private:
    struct Mark {
        std::size_t offset = 0;
        std::size_t line = 1;
        std::size_t line_begin = 0;
        std::size_t letters = 0;  ///< between `line_begin` and `offset`
    };

    void go_to(std::size_t offset);
    void go_forward(std::size_t offset);
    void go_back(std::size_t offset);

    core::BlobView bytes_;
    Mark at_;
};

/// The same without an index: one pass over the bytes before the span.
[[nodiscard]] core::Position position_in(core::BlobView bytes, core::Span span);

}  // namespace curfew::decode
