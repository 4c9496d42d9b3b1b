#include "scanner/decode/region.h"

#include <algorithm>
#include <utility>

#include "scanner/core/bytes.h"
#include "scanner/decode/base64.h"

namespace curfew::decode {

void RegionMap::add(const Segment& segment) {
    if (!segments_.empty() && segment.step == Step::same) {
        const Segment& last = segments_.back();
        const bool is_continued =
            last.step == Step::same && segment.outer - last.outer == segment.decoded - last.decoded;
        if (is_continued) return;
    }
    segments_.push_back(segment);
}

void RegionMap::drop_front(std::size_t count) {
    const auto after = std::ranges::upper_bound(segments_, count, {}, &Segment::decoded);
    const auto first = after == segments_.begin() ? after : std::prev(after);
    segments_.erase(segments_.begin(), first);
    if (segments_.empty()) return;
    Segment& front = segments_.front();
    front.outer = outer_of(count).value_or(front.outer);
    front.byte_in_run += count - std::min(count, front.decoded);
    front.decoded = count;
    for (Segment& segment : segments_) segment.decoded -= count;
}

std::optional<std::size_t> RegionMap::outer_of(std::size_t decoded) const {
    const auto after = std::ranges::upper_bound(segments_, decoded, {}, &Segment::decoded);
    if (after == segments_.begin()) return std::nullopt;
    const Segment& segment = *std::prev(after);
    const std::size_t further = decoded - segment.decoded;
    switch (segment.step) {
        case Step::same:
            return segment.outer + further;
        case Step::fixed:
            return segment.outer;
        case Step::base64:
            return segment.outer + base64_letter_of(segment.byte_in_run + further) -
                   base64_letter_of(segment.byte_in_run);
    }
    return std::nullopt;
}

SeenBytes::SeenBytes(const core::Blob& blob) {
    if (blob.outer != nullptr) copied_ = blob.copied;
}

bool SeenBytes::covers(core::Span span) {
    while (!copied_.empty() && copied_.front().to + copied_.front().length <= span.begin)
        copied_ = copied_.subspan(1);
    if (copied_.empty()) return false;
    const core::CopiedRange& next = copied_.front();
    return next.to <= span.begin && span.end <= next.to + next.length;
}

RegionWriter::RegionWriter(const core::Blob& outer, Budget& budget, core::BlobSink& sink)
    : outer_(outer), text_(core::as_text(outer.bytes)), budget_(budget), sink_(sink) {}

void RegionWriter::open(core::Span piece, std::string_view kind) {
    const bool is_near = is_open_ && kind_ == kind && piece.begin - piece_end_ <= 2 * kContextBytes;
    if (is_near) {
        add_context({piece_end_, piece.begin});
    } else {
        finish();
        is_open_ = true;
        kind_ = kind;
        begin_in_outer_ = piece.begin;
        const std::size_t before = std::min(kContextBytes, piece.begin);
        add_context({piece.begin - before, piece.begin});
    }
    piece_end_ = piece.end;
}

void RegionWriter::add_context(core::Span bytes) {
    if (bytes.size() == 0) return;
    copied_.push_back({.from = bytes.begin, .to = region_.size(), .length = bytes.size()});
    append(text_.substr(bytes.begin, bytes.size()), {.outer = bytes.begin, .step = Step::same});
}

void RegionWriter::copy(core::Span bytes) {
    while (bytes.begin < bytes.end) {
        const std::size_t size = std::min(bytes.size(), kRegionOverlap);
        append(text_.substr(bytes.begin, size), {.outer = bytes.begin, .step = Step::same});
        bytes.begin += size;
    }
}

void RegionWriter::put(std::string_view bytes, std::size_t outer) {
    append(bytes, {.outer = outer, .step = Step::fixed});
}

void RegionWriter::put_base64(std::string_view bytes, std::size_t outer, std::size_t byte_in_run) {
    append(bytes, {.outer = outer, .byte_in_run = byte_in_run, .step = Step::base64});
}

void RegionWriter::append(std::string_view bytes, const Segment& segment) {
    if (bytes.empty()) return;
    if (region_.size() + bytes.size() > kRegionBytesMax && region_.size() > kRegionOverlap) {
        push_region();
        shift();
    }
    Segment placed = segment;
    placed.decoded = region_.size();
    map_.add(placed);
    region_ += bytes;
}

// The bytes at the end of a piece have a place after them: the map knows its end.
void RegionWriter::close() {
    map_.add({.decoded = region_.size(), .outer = piece_end_, .step = Step::same});
}

void RegionWriter::finish() {
    if (!is_open_) return;
    add_context({piece_end_, std::min(text_.size(), piece_end_ + kContextBytes)});
    push_region();
    region_.clear();
    map_.clear();
    copied_.clear();
    is_open_ = false;
}

void RegionWriter::push_region() {
    push(region_, [this](std::size_t decoded) { return map_.outer_of(decoded); });
}

// The end of what was pushed becomes the begin of the next region.
void RegionWriter::shift() {
    const std::size_t dropped = region_.size() - kRegionOverlap;
    map_.drop_front(dropped);
    region_.erase(0, dropped);
    copied_.clear();
    begin_in_outer_ = map_.outer_of(0).value_or(begin_in_outer_);
}

void RegionWriter::push_alone(std::string_view bytes, core::Span piece, std::string_view kind,
                              const core::OffsetMap& map) {
    finish();
    kind_ = kind;
    begin_in_outer_ = piece.begin;
    push(bytes, map);
}

void RegionWriter::push(std::string_view bytes, const core::OffsetMap& map) {
    if (!budget_.take(bytes.size(), outer_, sink_)) return;
    sink_.take({.bytes = core::as_bytes(bytes),
                .origin = outer_.origin,
                .outer = &outer_,
                .container = {.kind = std::string(kind_), .detail = {}},
                .offset_in_outer = map,
                .begin_in_outer = begin_in_outer_,
                .base = {},
                .copied = copied_});
}

}  // namespace curfew::decode
