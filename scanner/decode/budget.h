/// How many bytes may still be decoded from one outermost blob; says once when it cut.
///
/// Threads:  one thread at a time.
#pragma once

#include <cstdint>

#include "scanner/core/blob.h"
#include "scanner/core/limits.h"

namespace curfew::decode {

class Budget {
  public:
    void begin() { *this = Budget(); }

    /// Whether `bytes` more may be pushed. The first time they may not, `sink` is told.
    [[nodiscard]] bool take(std::uint64_t bytes, const core::Blob& blob, core::BlobSink& sink) {
        if (bytes <= left_) {
            left_ -= bytes;
            return true;
        }
        left_ = 0;
        cut(blob, sink);
        return false;
    }

    /// Says that something was cut, once.
    void cut(const core::Blob& blob, core::BlobSink& sink) {
        if (is_cut_) return;
        is_cut_ = true;
        const core::BlobOrigin& origin = blob.origin;
        sink.skip({.what = "blob",
                   .reason = "decoded bytes over the limit",
                   .name = origin.path.empty() ? origin.object.hex() : origin.path,
                   .is_gap = false});
    }

    [[nodiscard]] bool is_spent() const { return left_ == 0; }

  private:
    std::uint64_t left_ = core::kDecodedBytesMax;
    bool is_cut_ = false;
};

}  // namespace curfew::decode
