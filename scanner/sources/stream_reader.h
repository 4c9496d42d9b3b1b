/// Reads an open file or pipe to its end and pushes it: whole when it fits, otherwise in pieces
/// that overlap (core::Piece), so that memory does not grow with the input.
///
/// Owns:     nothing; borrows the sink and a buffer, which grows to kPieceBytesMax and a byte.
/// Threads:  one thread at a time.
/// Errors:   none; the outcome tells how it ended. A stop ends it early, also while a pipe is
///           silent; what was read until then is pushed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <vector>

#include "scanner/core/blob.h"
#include "scanner/core/limits.h"

namespace curfew::sources {

struct StreamOptions {
    std::uint64_t bytes_max = 0;       ///< of all
    std::uint64_t bytes_expected = 0;  ///< 0: not known
    bool keeps_first_part = false;     ///< what is larger is read up to `bytes_max`, not left out
    bool may_be_silent = false;        ///< a pipe: reading may have to wait
    std::size_t piece_bytes_max = core::kPieceBytesMax;  ///< tests make pieces small
    std::size_t overlap_bytes = core::kPieceOverlapBytes;
};

struct StreamOutcome {
    enum class End { whole, too_large, binary, failed };

    End end = End::whole;
    std::uint64_t bytes = 0;  ///< pushed, each counted once
};

class StreamReader {
  public:
    StreamReader(core::BlobSink& sink, std::vector<std::byte>& buffer, std::stop_token stop);

    [[nodiscard]] StreamOutcome read(int descriptor, const core::BlobOrigin& origin,
                                     const StreamOptions& options);

  private:
    [[nodiscard]] bool fill_to(std::size_t size);
    [[nodiscard]] bool fill_buffer();
    [[nodiscard]] bool has_bytes_to_read();
    [[nodiscard]] std::size_t room() const;
    [[nodiscard]] StreamOutcome read_pieces();
    [[nodiscard]] StreamOutcome finish(StreamOutcome::End end);
    void push(std::size_t own_end);
    void move_on();

    core::BlobSink& sink_;
    std::vector<std::byte>& buffer_;
    std::stop_token stop_;
    int descriptor_ = -1;
    const core::BlobOrigin* origin_ = nullptr;
    StreamOptions options_;
    std::size_t filled_ = 0;
    std::uint64_t before_ = 0;  ///< bytes before the buffer's first
    core::Piece piece_;
    bool is_ended_ = false;
};

}  // namespace curfew::sources
