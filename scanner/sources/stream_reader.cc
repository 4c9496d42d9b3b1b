#include "scanner/sources/stream_reader.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "scanner/decode/line_index.h"
#include "scanner/sources/blob_rules.h"
#include "scanner/sources/plain_file.h"

namespace curfew::sources {
namespace {

/// Enough to tell binaries before the rest is read.
constexpr std::size_t kFirstBytes = 64U << 10U;

/// Waits for bytes or for a stop, whichever comes first.
void wait_for_bytes(int descriptor, const std::stop_token& stop) {
    const Descriptor bell(::eventfd(0, EFD_CLOEXEC));
    const std::stop_callback ring(stop, [&bell] {
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto rung = ::write(bell.number(), &one, sizeof one);
    });
    std::array<pollfd, 2> watched{{{descriptor, POLLIN, 0}, {bell.number(), POLLIN, 0}}};
    while (::poll(watched.data(), watched.size(), -1) < 0 && errno == EINTR) {
    }
}

}  // namespace

StreamReader::StreamReader(core::BlobSink& sink, std::vector<std::byte>& buffer,
                           std::stop_token stop)
    : sink_(sink), buffer_(buffer), stop_(std::move(stop)) {}

StreamOutcome StreamReader::read(int descriptor, const core::BlobOrigin& origin,
                                 const StreamOptions& options) {
    descriptor_ = descriptor;
    origin_ = &origin;
    options_ = options;
    filled_ = 0;
    before_ = 0;
    piece_ = {};
    is_ended_ = false;
    if (!fill_to(std::min(kFirstBytes, room()))) return {StreamOutcome::End::failed, 0};
    if (is_binary({buffer_.data(), filled_})) return {StreamOutcome::End::binary, 0};
    return read_pieces();
}

/// One byte over a limit tells that there is more.
std::size_t StreamReader::room() const {
    const std::uint64_t left = options_.bytes_max - before_ + 1;
    return static_cast<std::size_t>(std::min<std::uint64_t>(options_.piece_bytes_max + 1, left));
}

StreamOutcome StreamReader::read_pieces() {
    while (true) {
        if (!fill_buffer()) return {StreamOutcome::End::failed, before_};
        if (before_ + filled_ > options_.bytes_max) {
            if (!options_.keeps_first_part) return {StreamOutcome::End::too_large, before_};
            filled_ = static_cast<std::size_t>(options_.bytes_max - before_);
            return finish(StreamOutcome::End::too_large);
        }
        if (is_ended_) return finish(StreamOutcome::End::whole);
        push(filled_ - options_.overlap_bytes / 2);
        move_on();
    }
}

StreamOutcome StreamReader::finish(StreamOutcome::End end) {
    push(filled_);
    return {end, before_ + filled_};
}

/// A file may have grown since it was measured, and some have no size: on until it ends.
bool StreamReader::fill_buffer() {
    std::uint64_t wanted = options_.bytes_expected + 1;
    wanted = wanted > before_ ? wanted - before_ : 0;
    while (!is_ended_ && filled_ < room()) {
        wanted = std::max<std::uint64_t>(wanted, std::uint64_t{filled_} * 2);
        if (!fill_to(static_cast<std::size_t>(std::min<std::uint64_t>(wanted, room())))) {
            return false;
        }
    }
    return true;
}

bool StreamReader::fill_to(std::size_t size) {
    if (buffer_.size() < size) buffer_.resize(size);
    while (!is_ended_ && filled_ < size) {
        if (!has_bytes_to_read()) break;
        const ssize_t got = ::read(descriptor_, buffer_.data() + filled_, size - filled_);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return false;
        is_ended_ = got == 0;
        filled_ += static_cast<std::size_t>(got);
    }
    return true;
}

/// False, and the end, when a stop was requested.
bool StreamReader::has_bytes_to_read() {
    if (options_.may_be_silent && !stop_.stop_requested()) wait_for_bytes(descriptor_, stop_);
    is_ended_ = is_ended_ || stop_.stop_requested();
    return !is_ended_;
}

/// What begins before `own_end` is this piece's own.
void StreamReader::push(std::size_t own_end) {
    if (filled_ == 0) return;
    const bool is_whole = before_ == 0 && own_end == filled_;
    piece_.own = {before_ == 0 ? 0 : options_.overlap_bytes / 2, own_end};
    sink_.take({.bytes = {buffer_.data(), filled_},
                .origin = *origin_,
                .piece = is_whole ? nullptr : &piece_});
}

/// The end of the buffer becomes the begin of the next piece.
void StreamReader::move_on() {
    const std::size_t gone = filled_ - options_.overlap_bytes;
    decode::LineIndex lines({buffer_.data(), gone});
    const core::Position end = lines.position_of({gone, gone});
    const core::LetterColumns letters = lines.letter_columns_of({gone, gone});
    const bool is_same_line = end.line == 1;
    piece_.column = end.column + (is_same_line ? piece_.column - 1 : 0);
    piece_.letter_column = letters.column + (is_same_line ? piece_.letter_column - 1 : 0);
    piece_.line += end.line - 1;
    std::memmove(buffer_.data(), buffer_.data() + gone, options_.overlap_bytes);
    before_ += gone;
    filled_ = options_.overlap_bytes;
}

}  // namespace curfew::sources
