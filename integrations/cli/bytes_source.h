/// Bytes that are held already, as a source of a scan: a version of a file that was read again, or
/// what came from standard input.
///
/// Owns:     its bytes, and wipes them.
/// Threads:  pushes from the calling thread.
#pragma once

#include <string>
#include <utility>

#include "scanner/core/blob.h"
#include "scanner/core/secret_string.h"
#include "scanner/sources/source.h"

namespace curfew::cli {

class BytesSource final : public sources::Source {
  public:
    BytesSource(core::BlobOrigin origin, std::string bytes)
        : origin_(std::move(origin)), bytes_(std::move(bytes)) {}
    BytesSource(const BytesSource&) = delete;
    BytesSource& operator=(const BytesSource&) = delete;
    BytesSource(BytesSource&&) = delete;
    BytesSource& operator=(BytesSource&&) = delete;
    ~BytesSource() override { core::wipe_memory(bytes_.data(), bytes_.size()); }

    core::Result<core::Covered> read(std::span<core::BlobSink* const> sinks,
                                     std::stop_token /*stop*/) override {
        sinks.front()->take({.bytes = core::as_bytes(bytes_), .origin = origin_});
        core::Covered covered;
        covered.blobs = 1;
        covered.bytes = bytes_.size();
        return covered;
    }

  private:
    core::BlobOrigin origin_;
    std::string bytes_;
};

}  // namespace curfew::cli
