/// What all sources do alike with bytes: what counts as binary, large blobs one at a time, one
/// thread for each sink.
///
/// Threads:  LargeBlobTurn is safe from many; the functions have no state.
/// Units:    bytes; kLargeBlobBytes of core/limits.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <span>

#include "scanner/core/blob.h"
#include "scanner/core/bytes.h"

namespace curfew::sources {

/// The sentences that skipped things are counted under.
inline constexpr const char* kBinary = "binary";
inline constexpr const char* kTooLarge = "larger than --max-file-size";

/// Whether a person would find no text in it: a NUL among the first 8,000 bytes, as git decides,
/// unless it is a kind that holds readable secrets all the same (UTF-16, gzip, tar, SQLite, key
/// files).
[[nodiscard]] bool is_binary(core::BlobView bytes);

/// Lets blobs over kLargeBlobBytes pass one at a time, so that memory does not grow with threads.
class LargeBlobTurn {
  public:
    /// Waits for the turn when `bytes` is large; the turn ends with what is returned.
    [[nodiscard]] std::unique_lock<std::mutex> wait(std::uint64_t bytes);

  private:
    std::mutex turn_;
};

/// Calls `work(i)` for each sink i, each on a thread of its own (the first on this one), and
/// returns when all are done.
void for_each_sink(std::size_t sinks, const std::function<void(std::size_t)>& work);

}  // namespace curfew::sources
