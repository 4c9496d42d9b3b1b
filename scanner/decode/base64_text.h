/// Text that stands in a text as base 64 or base 64 url, on one line or wrapped.
///
/// A run counts when all of it decodes, strictly, to something that is nearly all printable, or
/// that a decoder below knows (gzip, UTF-16).
///
/// Cost:     one pass of run_finder.h; no allocation unless a run is found that begins like text.
#pragma once

#include "scanner/core/blob.h"
#include "scanner/decode/region.h"

namespace curfew::decode {

/// A shorter run has to decode to nothing but text.
inline constexpr std::size_t kBase64SureLetters = 24;

void decode_base64_in(const core::Blob& blob, RegionWriter& writer);

}  // namespace curfew::decode
