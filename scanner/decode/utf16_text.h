/// A blob that is text in UTF-16, as UTF-8.
///
/// With a byte order mark, or where letters of ASCII with zeros between them leave no doubt.
/// A place in it is told by the lines and columns of the UTF-8 text, which is what an editor shows.
///
/// Source:   RFC 2781. Single surrogates become U+FFFD.
#pragma once

#include "scanner/core/blob.h"
#include "scanner/decode/region.h"

namespace curfew::decode {

inline constexpr std::string_view kUtf16Kind = "utf16";

/// Whether the blob was UTF-16, and so nothing else is to be looked for in it.
bool decode_utf16(const core::Blob& blob, Budget& budget, core::BlobSink& sink);

}  // namespace curfew::decode
