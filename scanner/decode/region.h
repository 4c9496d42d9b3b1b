/// A stretch of text with what was encoded in it decoded, and what stands around it as it was.
///
/// A secret is often only one beside its name (`password: aHVudGVy…`), so a decoded piece is not
/// pushed alone: up to kContextBytes before and after it go with it. Pieces whose surroundings
/// touch share a region; a long piece is pushed in several regions that overlap.
///
///     outer    … token = "  PGRlY29kZWQ+ZWQ8Pg==  " # dev …
///     region     token = "  <decoded>ed<>         " # dev
///                context    decoded                 context
///
/// Owns:     the region's bytes while they are pushed.
/// Threads:  one thread at a time; a region writer belongs to one call of decode.
/// Units:    offsets are bytes, in the outer blob unless `decoded` is in the name.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/blob.h"
#include "scanner/decode/budget.h"

namespace curfew::decode {

/// What goes along on either side; the parts of most credentials stand this near.
inline constexpr std::size_t kContextBytes = 160;

/// A region is pushed when it is as long; its map needs 24 bytes for each escape in it.
inline constexpr std::size_t kRegionBytesMax = 256U << 10U;

/// What two regions of one long piece share, so that nothing is cut in two.
inline constexpr std::size_t kRegionOverlap = 32U << 10U;

/// How decoded bytes advance with encoded ones.
enum class Step {
    same,    ///< one byte is one byte
    fixed,   ///< all bytes stand at one place, where the escape begins
    base64,  ///< three bytes are four letters
};

struct Segment {
    std::size_t decoded = 0;
    std::size_t outer = 0;
    std::size_t byte_in_run = 0;  ///< of base64: how many bytes the run gave before
    Step step = Step::same;
};

/// Where decoded bytes stand outside. The offset of the end is where the last segment ends.
class RegionMap {
  public:
    void add(const Segment& segment);
    void clear() { segments_.clear(); }

    /// Forgets the first `count` decoded bytes.
    void drop_front(std::size_t count);

    [[nodiscard]] std::optional<std::size_t> outer_of(std::size_t decoded) const;

  private:
    std::vector<Segment> segments_;  // sorted by `decoded`, the first at 0
};

/// Which bytes of a blob its outer blob had already: they were looked at there.
class SeenBytes {
  public:
    explicit SeenBytes(const core::Blob& blob);

    /// Whether nothing in [begin, end) is new. Ask in ascending order.
    [[nodiscard]] bool covers(core::Span span);

  private:
    std::span<const core::CopiedRange> copied_;
};

class RegionWriter {
  public:
    RegionWriter(const core::Blob& outer, Budget& budget, core::BlobSink& sink);

    /// A piece begins; pieces come in ascending order. `kind` must outlive the writer.
    void open(core::Span piece, std::string_view kind);
    /// These bytes decode to themselves.
    void copy(core::Span bytes);
    /// The escape at `outer` stands for `bytes`.
    void put(std::string_view bytes, std::size_t outer);
    /// Letters of base 64 that begin at `outer` and gave the bytes after the run's first
    /// `byte_in_run`.
    void put_base64(std::string_view bytes, std::size_t outer, std::size_t byte_in_run);
    void close();

    /// Pushes what is still held.
    void finish();

    /// Pushes `bytes`, decoded from `piece`, by themselves: they are no text.
    void push_alone(std::string_view bytes, core::Span piece, std::string_view kind,
                    const core::OffsetMap& map);

    [[nodiscard]] bool is_spent() const { return budget_.is_spent(); }

  private:
    void add_context(core::Span bytes);
    void append(std::string_view bytes, const Segment& segment);
    void push(std::string_view bytes, const core::OffsetMap& map);
    void push_region();
    void shift();

    const core::Blob& outer_;
    std::string_view text_;
    Budget& budget_;
    core::BlobSink& sink_;
    std::string_view kind_;
    std::string region_;
    RegionMap map_;
    std::vector<core::CopiedRange> copied_;
    std::size_t begin_in_outer_ = 0;
    std::size_t piece_end_ = 0;
    bool is_open_ = false;  // a region holds something
};

}  // namespace curfew::decode
