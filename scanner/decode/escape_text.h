/// Strings in double quotes whose escapes hide what stands in them: \n, \t, \", \/, \uXXXX.
///
/// Only strings in which an escape changes what can be found: a token right after `\n`, an
/// assignment behind `\"`, any `\u`. `"done\n"` is left alone.
///
/// Source:   RFC 8259, 7. Escapes it does not know stay as they are.
/// Cost:     one memchr for backslashes where there are none.
#pragma once

#include "scanner/core/blob.h"
#include "scanner/decode/region.h"

namespace curfew::decode {

/// Shorter strings hold no secret that is worth a look.
inline constexpr std::size_t kEscapedStringMin = 12;

void decode_escapes_in(const core::Blob& blob, RegionWriter& writer);

}  // namespace curfew::decode
