/// Blobs made from a blob: text hidden in base64, escapes, percent, gzip, UTF-16.
///
/// Each decoded piece is pushed into the same kind of sink as a source's blobs, with the outer
/// blob, a container step and a map back to outer offsets, so that places stay right.
///
/// Threads:  a DecoderStack is used by one thread at a time.
/// Units:    depth and bytes are bounded by core/limits.h; what was cut is told through skip().
/// Errors:   none; bytes that do not decode are simply no blob.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "scanner/core/blob.h"

namespace curfew::decode {

class LineIndex;

class DecoderStack {
  public:
    DecoderStack();
    DecoderStack(const DecoderStack&) = delete;
    DecoderStack& operator=(const DecoderStack&) = delete;
    DecoderStack(DecoderStack&&) noexcept;
    DecoderStack& operator=(DecoderStack&&) noexcept;
    ~DecoderStack();

    /// Pushes every blob hidden in `blob`, one level deep, into `sink`. The caller recurses by
    /// calling again from take(). At kDecodeDepthMax nothing is pushed; when there would have been
    /// something, `sink` is told, once. Call `begin` for each outermost blob.
    void decode(const core::Blob& blob, core::BlobSink& sink);

    /// Starts the byte budget anew.
    void begin();

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

/// How many containers lie around this blob.
[[nodiscard]] unsigned depth_of(const core::Blob& blob);

/// Line and column of `span` in the outermost bytes, walking the maps outward; zeros where a
/// container has no offsets.
[[nodiscard]] core::Position position_of(const core::Blob& blob, core::Span span);

/// The same; counted by `lines` when it is of the bytes whose lines are counted. For many findings
/// in one large blob.
[[nodiscard]] core::Position position_of(const core::Blob& blob, core::Span span, LineIndex& lines);

/// The columns of that position in letters.
[[nodiscard]] core::LetterColumns letter_columns_of(const core::Blob& blob, core::Span span,
                                                    LineIndex& lines);

/// Whether lines are counted in this blob's own bytes: an outermost one, or the text of a UTF-16
/// file, which is what an editor shows.
[[nodiscard]] bool is_ground(const core::Blob& blob);

/// The containers around `blob`, outermost first.
[[nodiscard]] std::vector<core::Container> containers_of(const core::Blob& blob);

}  // namespace curfew::decode
