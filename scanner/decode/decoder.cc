#include "scanner/decode/decoder.h"

#include "scanner/core/limits.h"
#include "scanner/decode/base64_text.h"
#include "scanner/decode/budget.h"
#include "scanner/decode/escape_text.h"
#include "scanner/decode/gzip_stream.h"
#include "scanner/decode/percent_text.h"
#include "scanner/decode/region.h"
#include "scanner/decode/utf16_text.h"

namespace curfew::decode {

struct DecoderStack::Parts {
    Budget budget;
};

DecoderStack::DecoderStack() : parts_(std::make_unique<Parts>()) {}
DecoderStack::DecoderStack(DecoderStack&&) noexcept = default;
DecoderStack& DecoderStack::operator=(DecoderStack&&) noexcept = default;
DecoderStack::~DecoderStack() = default;

void DecoderStack::decode(const core::Blob& blob, core::BlobSink& sink) {
    Budget& budget = parts_->budget;
    if (budget.is_spent() || depth_of(blob) >= core::kDecodeDepthMax) return;
    if (decode_gzip(blob, budget, sink) || decode_utf16(blob, budget, sink)) return;
    RegionWriter writer(blob, budget, sink);
    decode_base64_in(blob, writer);
    decode_escapes_in(blob, writer);
    decode_percent_in(blob, writer);
}

void DecoderStack::begin() {
    parts_->budget.begin();
}

}  // namespace curfew::decode
