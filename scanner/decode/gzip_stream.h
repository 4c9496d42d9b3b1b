/// A blob that is a gzip stream, inflated piece by piece.
///
/// The pieces overlap, so that nothing is cut in two; what a broken stream gave before it broke is
/// pushed. Bytes inside have no place outside.
///
/// Units:    at most kGzipPieceBytes are held at a time.
/// Source:   RFC 1952; further members are read on.
#pragma once

#include "scanner/core/blob.h"
#include "scanner/decode/region.h"

namespace curfew::decode {

inline constexpr std::size_t kGzipPieceBytes = 4U << 20U;

/// More bytes from one are a bomb: logs, the best compressed real texts, give up to 100.
inline constexpr std::size_t kGzipRatioMax = 250;

/// Whether the blob was a gzip stream, and so nothing else is to be looked for in it.
bool decode_gzip(const core::Blob& blob, Budget& budget, core::BlobSink& sink);

}  // namespace curfew::decode
