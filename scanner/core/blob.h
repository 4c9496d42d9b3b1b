/// A piece of bytes on its way through the scanner, and the sink it is pushed into.
///
/// A source pushes blobs; a decoder makes blobs from blobs and hands them on through the same
/// interface. Bytes live only until `take` returns: whoever wants them longer copies them.
///
/// Threads:  a BlobSink is used by one thread at a time; a source that reads on several threads is
///           given one sink for each.
/// Units:    offsets are bytes from the start of the blob.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "scanner/core/bytes.h"
#include "scanner/core/ids.h"
#include "scanner/core/place.h"

namespace curfew::core {

/// What a source knows of a blob's whereabouts while reading. For git objects the path, commit and
/// author come later, from attribution; `object` is then the key.
struct BlobOrigin {
    PlaceKind kind = PlaceKind::file;
    std::string path{};
    ObjectId object{};
    bool is_git_ignored = false;
};

/// Bytes [from, from + length) of the base blob stand unchanged at `to` in this blob.
struct CopiedRange {
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    std::uint64_t length = 0;
};

/// Tells where a byte of a decoded blob stands in the blob it was made from.
/// Nothing: the decoded bytes have no place of their own there (a compressed stream).
using OffsetMap = std::function<std::optional<std::size_t>(std::size_t decoded_offset)>;

/// A stretch of something too large to be held. Neighbours overlap, so that nothing is cut in two;
/// what begins in `own` is told here, the rest of the overlap by the neighbour.
struct Piece {
    std::uint64_t line = 1;  ///< where its first byte stands, as in Position
    std::uint64_t column = 1;
    std::uint64_t letter_column = 1;
    Span own;
};

struct Blob {
    BlobView bytes;
    const BlobOrigin& origin;

    /// For a blob made by a decoder: what it was made from, how, and where its bytes stand there.
    const Blob* outer = nullptr;
    Container container{};
    OffsetMap offset_in_outer{};
    std::size_t begin_in_outer = 0;  ///< where the encoded text begins in `outer`

    /// For a blob stored as a difference: the base, already pushed, and what was copied from it.
    /// For a blob made by a decoder: what was copied from `outer` and only stands around the rest.
    ObjectId base{};
    std::span<const CopiedRange> copied{};

    /// For a stretch of something larger; lives as long as the bytes.
    const Piece* piece = nullptr;
};

/// Something that was not read. `is_gap`: it lay in the range that was asked for, and could not be
/// read (exit code 3); otherwise it was left out by choice.
struct Skipped {
    std::string what;    ///< "file", "blob", "object", …
    std::string reason;  ///< one of a small set of sentences, so that equal ones can be counted
    std::string name;    ///< path or id, for the person who wants to look
    bool is_gap = false;
};

class BlobSink {
  public:
    BlobSink() = default;
    BlobSink(const BlobSink&) = delete;
    BlobSink& operator=(const BlobSink&) = delete;
    BlobSink(BlobSink&&) = delete;
    BlobSink& operator=(BlobSink&&) = delete;
    virtual ~BlobSink() = default;

    /// Looks at the blob; its bytes may be gone when this returns. Does not throw.
    virtual void take(const Blob& blob) = 0;

    /// Counts and names something that was not read.
    virtual void skip(Skipped skipped) = 0;

    /// For whoever shows progress: the source has `steps` more to go. Told by one sink.
    virtual void expect_steps(std::uint64_t /*steps*/) {}
    /// So many of them are done.
    virtual void advance_steps(std::uint64_t /*steps*/) {}
};

}  // namespace curfew::core
