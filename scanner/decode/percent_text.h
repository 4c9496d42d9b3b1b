/// Percent-encoded text: runs of URL letters with escapes of printable ASCII.
///
/// Source:   RFC 3986, 2.1. Escapes of other bytes stay as they are.
/// Cost:     one memchr for percent signs where there are none.
#pragma once

#include "scanner/core/blob.h"
#include "scanner/decode/region.h"

namespace curfew::decode {

/// Shorter runs are formats of printf and the like.
inline constexpr std::size_t kPercentRunMin = 12;

void decode_percent_in(const core::Blob& blob, RegionWriter& writer);

}  // namespace curfew::decode
