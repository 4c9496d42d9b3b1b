#include "scanner/decode/decoder.h"

#include <utility>

#include "scanner/core/limits.h"
#include "scanner/decode/base64_text.h"
#include "scanner/decode/budget.h"
#include "scanner/decode/escape_text.h"
#include "scanner/decode/gzip_stream.h"
#include "scanner/decode/percent_text.h"
#include "scanner/decode/region.h"
#include "scanner/decode/utf16_text.h"

namespace curfew::decode {

namespace {

/// Stands where the last layer's blobs would go: they are told, not looked at.
class LastLayer final : public core::BlobSink {
  public:
    explicit LastLayer(core::BlobSink& sink) : sink_(sink) {}

    void take(const core::Blob& /*blob*/) override { is_hit_ = true; }
    void skip(core::Skipped skipped) override { sink_.skip(std::move(skipped)); }

    [[nodiscard]] bool is_hit() const { return is_hit_; }

  private:
    core::BlobSink& sink_;
    bool is_hit_ = false;
};

void decode_all(const core::Blob& blob, Budget& budget, core::BlobSink& sink) {
    if (decode_gzip(blob, budget, sink) || decode_utf16(blob, budget, sink)) return;
    RegionWriter writer(blob, budget, sink);
    decode_base64_in(blob, writer);
    decode_escapes_in(blob, writer);
    decode_percent_in(blob, writer);
}

}  // namespace

struct DecoderStack::Parts {
    Budget budget;
    bool is_depth_told = false;
};

DecoderStack::DecoderStack() : parts_(std::make_unique<Parts>()) {}
DecoderStack::DecoderStack(DecoderStack&&) noexcept = default;
DecoderStack& DecoderStack::operator=(DecoderStack&&) noexcept = default;
DecoderStack::~DecoderStack() = default;

void DecoderStack::decode(const core::Blob& blob, core::BlobSink& sink) {
    Budget& budget = parts_->budget;
    if (budget.is_spent()) return;
    if (depth_of(blob) < core::kDecodeDepthMax) return decode_all(blob, budget, sink);
    if (parts_->is_depth_told) return;
    LastLayer beyond(sink);
    decode_all(blob, budget, beyond);
    if (!beyond.is_hit()) return;
    parts_->is_depth_told = true;
    const core::BlobOrigin& origin = blob.origin;
    sink.skip({.what = "blob",
               .reason = "encoded in more layers than are undone",
               .name = origin.path.empty() ? origin.object.hex() : origin.path,
               .is_gap = false});
}

void DecoderStack::begin() {
    parts_->budget.begin();
    parts_->is_depth_told = false;
}

}  // namespace curfew::decode
