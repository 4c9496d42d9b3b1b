#include "scanner/scan_worker.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "scanner/core/limits.h"
#include "scanner/findings.h"
#include "scanner/lifetime/adjacent.h"
#include "scanner/policy/inline_allow.h"
#include "scanner/rules/signature.h"

namespace curfew {
namespace {

// Progress is told in steps of this many bytes or blobs, so that readers do not meet at the
// counters.
constexpr std::uint64_t kProgressBytes = 4ULL << 20U;
constexpr std::uint64_t kProgressBlobs = 512;

/// Where a span of a decoded blob stands in the outermost bytes; nothing inside a compressed
/// stream.
std::optional<core::Span> outermost_span(const core::Blob& blob, core::Span span) {
    const core::Blob* inner = &blob;
    while (inner->outer != nullptr) {
        if (!inner->offset_in_outer) return std::nullopt;
        const auto begin = inner->offset_in_outer(span.begin);
        const auto last = inner->offset_in_outer(span.end > span.begin ? span.end - 1 : span.end);
        if (!begin || !last) return std::nullopt;
        span = {*begin, *last + 1};
        inner = inner->outer;
    }
    return span;
}

const core::Blob& outermost(const core::Blob& blob) {
    const core::Blob* inner = &blob;
    while (inner->outer != nullptr) inner = inner->outer;
    return *inner;
}

/// Whether a detection belongs to this piece and not to the overlap of its neighbours.
bool is_own(const core::Piece& piece, const core::Blob& blob, core::Span span) {
    const auto outer = outermost_span(blob, span);
    return !outer || (piece.own.begin <= outer->begin && outer->begin < piece.own.end);
}

std::uint32_t further(std::uint32_t count, std::uint64_t more) {
    constexpr std::uint64_t kMax = std::numeric_limits<std::uint32_t>::max();
    return static_cast<std::uint32_t>(std::min(kMax, count + more));
}

/// From lines and columns in a piece to those in what it was cut from.
void shift(core::Place& place, const core::Piece& piece) {
    core::Position& position = place.position;
    if (position.line == 0) return;
    if (position.line == 1) {
        position.column = further(position.column, piece.column - 1);
        place.letter_columns.column = further(place.letter_columns.column, piece.letter_column - 1);
    }
    if (position.end_line == 1) {
        position.end_column = further(position.end_column, piece.column - 1);
        place.letter_columns.end_column =
            further(place.letter_columns.end_column, piece.letter_column - 1);
    }
    position.line = further(position.line, piece.line - 1);
    position.end_line = further(position.end_line, piece.line - 1);
}

/// What is read from where it lies is there now; history tells by attribution.
bool is_there_now(core::PlaceKind kind) {
    return kind == core::PlaceKind::file || kind == core::PlaceKind::worktree ||
           kind == core::PlaceKind::index || kind == core::PlaceKind::standard_input;
}

std::string name_of(const core::Blob& blob) {
    return blob.origin.path.empty() ? blob.origin.object.hex() : blob.origin.path;
}

/// What a spelling may swallow at its end that decoding takes away: no escape is longer.
constexpr std::size_t kEscapeBytesMax = 6;

std::size_t bytes_of(const std::optional<core::Span>& span) {
    return span ? span->size() : 0;
}

/// Whether `other`, which overlaps `one`, makes it superfluous.
template <typename Pending>
bool loses(const Pending& one, const Pending& other) {
    if (one.who == other.who) return one.depth > other.depth;
    if (one.depth == other.depth) return false;
    const bool is_raw = one.depth < other.depth;
    const bool is_same_kind = one.detection.signature == other.detection.signature;
    // The finder has undone a URL's percent signs already; once more would make another password.
    if (is_same_kind && one.detection.signature->shape == rules::Shape::url_userinfo)
        return !is_raw;
    if (is_generic(one.detection)) return is_raw;
    if (!is_same_kind) return false;
    // A token may hold base 64 itself: what is left of it in the decoded text is a piece.
    const std::size_t raw = bytes_of((is_raw ? one : other).outermost);
    const std::size_t decoded = bytes_of((is_raw ? other : one).outermost);
    const bool is_piece = raw > decoded + kEscapeBytesMax;
    return is_raw != is_piece;
}

template <typename Pending>
bool overlap(const Pending& one, const Pending& other) {
    return one.outermost && other.outermost && one.outermost->overlaps(*other.outermost);
}

/// Marks in `pending`, sorted by begin, what an overlapping other one makes superfluous. The same
/// secret at the same bytes is one sighting. A value whose raw spelling holds escapes is judged by
/// its decoded bytes, and a generic value that turns out to hold something decoded is that
/// something.
template <typename Pending>
void drop_superfluous(std::vector<Pending>& pending) {
    for (std::size_t at = 0; at < pending.size(); ++at) {
        Pending& one = pending[at];
        for (std::size_t next = at + 1; next < pending.size(); ++next) {
            Pending& other = pending[next];
            if (!overlap(one, other)) break;
            one.is_superfluous |= loses(one, other);
            other.is_superfluous |= loses(other, one);
        }
    }
}

}  // namespace

void SkipCounter::add(core::Skipped skipped) {
    Bucket& bucket = buckets_[{std::move(skipped.what), std::move(skipped.reason), skipped.is_gap}];
    ++bucket.count;
    if (bucket.names.size() < core::kSkippedNamesMax && !skipped.name.empty()) {
        bucket.names.push_back(std::move(skipped.name));
    }
}

void SkipCounter::absorb(SkipCounter&& other) {
    for (auto& [what, theirs] : other.buckets_) {
        Bucket& ours = buckets_[what];
        ours.count += theirs.count;
        for (std::string& name : theirs.names) ours.names.push_back(std::move(name));
    }
    other.buckets_.clear();
}

std::vector<report::SkippedCount> SkipCounter::counts() const {
    std::vector<report::SkippedCount> counts;
    for (const auto& [what, bucket] : buckets_) {
        report::SkippedCount count{std::get<0>(what), std::get<1>(what), bucket.count,
                                   std::get<2>(what), bucket.names};
        std::ranges::sort(count.names);
        if (count.names.size() > core::kSkippedNamesMax) count.names.resize(core::kSkippedNamesMax);
        counts.push_back(std::move(count));
    }
    return counts;
}

ScanWorker::ScanWorker(SharedRun& run, std::unique_ptr<match::Detector::Workspace> workspace)
    : run_(run), workspace_(std::move(workspace)) {}

void ScanWorker::take(const core::Blob& blob) {
    const bool is_outermost = blob.outer == nullptr;
    if (is_outermost) decoders_.begin();
    if (decode::is_ground(blob)) lines_ = decode::LineIndex(blob.bytes);
    scan_one(blob);
    decoders_.decode(blob, *this);
    if (!is_outermost) return;
    settle();
    report_progress(blob.bytes.size());
}

void ScanWorker::skip(core::Skipped skipped) {
    skips_.add(std::move(skipped));
}

void ScanWorker::expect_steps(std::uint64_t steps) {
    run_.steps_total += steps;
}

void ScanWorker::advance_steps(std::uint64_t steps) {
    run_.steps += steps;
}

void ScanWorker::scan_one(const core::Blob& blob) {
    const match::BlobContext context{.path = blob.origin.path, .is_decoded = blob.outer != nullptr};
    // The list is taken out while it is walked: a decoder calls back into this sink.
    std::vector<match::Detection> found = std::move(found_);
    found.clear();
    const auto detected = run_.detector.detect(blob.bytes, context, *workspace_, found);
    if (!detected.has_value()) {
        skip({"blob", "could not be scanned: " + detected.error().message(), name_of(blob), true});
    }
    for (std::size_t cut = workspace_->cut_off(); cut > 0; --cut) {
        skip({"finding", "more in one blob than are kept apart", name_of(blob), false});
    }
    const core::Piece* const piece = outermost(blob).piece;
    for (match::Detection& detection : found) {
        if (piece == nullptr || is_own(*piece, blob, detection.span)) {
            keep(blob, std::move(detection));
        }
    }
    found.clear();
    found_ = std::move(found);
}

void ScanWorker::keep(const core::Blob& blob, match::Detection detection) {
    Pending pending;
    pending.who = run_.fingerprinter.of(detection.secret);
    pending.adjacent = lifetime::read_adjacent(blob.bytes, detection.span);
    pending.depth = decode::depth_of(blob);
    pending.outermost = outermost_span(blob, detection.span);
    core::Place& place = pending.sighting.place;
    place.kind = blob.origin.kind;
    place.path = blob.origin.path;
    place.object = blob.origin.object;
    place.is_git_ignored = blob.origin.is_git_ignored;
    place.is_present = is_there_now(blob.origin.kind);
    place_in(blob, detection.span, place);
    pending.sighting.allowed = policy::inline_allow(blob.bytes, detection.span);
    if (!pending.sighting.allowed && pending.depth > 0 && pending.outermost) {
        pending.sighting.allowed = policy::inline_allow(outermost(blob).bytes, *pending.outermost);
    }
    pending.sighting.lacks_reason =
        !pending.sighting.allowed && policy::lacks_reason(blob.bytes, detection.span);
    pending.detection = std::move(detection);
    pending_.push_back(std::move(pending));
}

void ScanWorker::place_in(const core::Blob& blob, core::Span span, core::Place& place) {
    place.position = decode::position_of(blob, span, lines_);
    place.letter_columns = decode::letter_columns_of(blob, span, lines_);
    place.containers = decode::containers_of(blob);
    if (const core::Piece* piece = outermost(blob).piece) shift(place, *piece);
}

void ScanWorker::settle() {
    const auto begins_before = [](const Pending& left, const Pending& right) {
        if (!left.outermost || !right.outermost)
            return left.outermost.has_value() && !right.outermost;
        return left.outermost->begin < right.outermost->begin;
    };
    std::ranges::stable_sort(pending_, begins_before);
    drop_superfluous(pending_);
    for (Pending& pending : pending_) {
        if (pending.is_superfluous) continue;
        if (run_.sought != nullptr && !run_.sought->entries().contains(pending.who)) continue;
        run_.sightings.fetch_add(1, std::memory_order_relaxed);
        const match::Detection* best =
            table_.add(pending.who, std::move(pending.detection), std::move(pending.adjacent),
                       std::move(pending.sighting));
        if (best != nullptr && run_.on_secret != nullptr) {
            (*run_.on_secret)(*best, account_of(*best));
        }
    }
    pending_.clear();
}

void ScanWorker::report_progress(std::size_t bytes) {
    unreported_bytes_ += bytes;
    ++unreported_blobs_;
    if (unreported_bytes_ < kProgressBytes && unreported_blobs_ < kProgressBlobs) return;
    const std::uint64_t all_bytes = run_.bytes.fetch_add(unreported_bytes_) + unreported_bytes_;
    const std::uint64_t all_blobs = run_.blobs.fetch_add(unreported_blobs_) + unreported_blobs_;
    unreported_bytes_ = 0;
    unreported_blobs_ = 0;
    if (!run_.on_progress) return;
    run_.on_progress(
        {all_blobs, all_bytes, run_.sightings.load(), run_.steps.load(), run_.steps_total.load()});
}

}  // namespace curfew
