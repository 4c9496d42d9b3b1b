/// A source made of texts, for tests of what comes after reading.
///
/// Owns:     its texts.
/// Threads:  pushes from the calling thread, to the sinks in turn.
#pragma once

#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "scanner/sources/source.h"

namespace curfew::support {

struct FakeBlob {
    core::BlobOrigin origin;
    std::string text;
};

class FakeSource final : public sources::Source {
  public:
    explicit FakeSource(std::vector<FakeBlob> blobs) : blobs_(std::move(blobs)) {}

    core::Result<core::Covered> read(std::span<core::BlobSink* const> sinks,
                                     std::stop_token stop) override {
        core::Covered covered;
        for (std::size_t at = 0; at < blobs_.size() && !stop.stop_requested(); ++at) {
            const FakeBlob& blob = blobs_[at];
            sinks[at % sinks.size()]->take(
                {.bytes = core::as_bytes(blob.text), .origin = blob.origin});
            ++covered.blobs;
            covered.bytes += blob.text.size();
        }
        for (core::Skipped skipped : skipped_) sinks.front()->skip(std::move(skipped));
        return covered;
    }

    void will_skip(core::Skipped skipped) { skipped_.push_back(std::move(skipped)); }

  private:
    std::vector<FakeBlob> blobs_;
    std::vector<core::Skipped> skipped_;
};

}  // namespace curfew::support
