/// Every limit of the scanner, with its unit and its reason. No loop over outside input without
/// one.
#pragma once

#include <cstddef>
#include <cstdint>

namespace curfew::core {

/// Files larger than this are counted, not read; `--max-file-size` changes it. Larger text files
/// are data sets and dumps in practice; design.md 4 fixes the default.
inline constexpr std::uint64_t kFileBytesMaxDefault = 64ULL << 20U;

/// Blobs over this are scanned one at a time, so that peak memory stays under 200 MiB.
inline constexpr std::uint64_t kLargeBlobBytes = 8ULL << 20U;

/// Files and streams over this are read in pieces of this size, so that memory stays bounded when
/// `--max-file-size` is raised.
inline constexpr std::size_t kPieceBytesMax = 64U << 20U;

/// What two pieces share: on either side of the seam there is room for the longest secret and its
/// surroundings (kWindowBytesMax).
inline constexpr std::size_t kPieceOverlapBytes = 256U << 10U;

/// How deep decoders may nest (base64 in JSON in gzip …). Real contexts need three or four.
inline constexpr unsigned kDecodeDepthMax = 6;

/// Bytes all decoders together may make from one outermost blob, whatever its size: a bomb ends
/// here.
inline constexpr std::uint64_t kDecodedBytesMax = 64ULL << 20U;

/// Bytes looked at around a hit to find exact borders; a PEM key of 16,384 bits is about 13 KiB.
inline constexpr std::size_t kWindowBytesMax = 32U << 10U;

/// A signature file or configuration file larger than this is refused.
inline constexpr std::size_t kCatalogBytesMax = 4U << 20U;

/// Findings kept apart in one blob; more are counted as skipped (a file made of tokens is a list).
inline constexpr std::size_t kDetectionsPerBlobMax = 20'000;

/// Nesting of JSON and other structures read by carriers.
inline constexpr unsigned kStructureDepthMax = 32;

/// A carrier larger than this is not read. The largest real ones are kubeconfig files and
/// certificate bundles of some 200 KiB.
inline constexpr std::size_t kCarrierBytesMax = 512U << 10U;

/// Scopes, principals and names a carrier may list; further ones are left out.
inline constexpr std::size_t kCarrierNamesMax = 64;

/// Names of skipped things kept for the report; further ones are only counted.
inline constexpr std::size_t kSkippedNamesMax = 1'000;

}  // namespace curfew::core
