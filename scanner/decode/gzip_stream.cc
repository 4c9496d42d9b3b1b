#include "scanner/decode/gzip_stream.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>

#include <zlib.h>

#include "scanner/core/bytes.h"
#include "scanner/decode/text_likeness.h"

namespace curfew::decode {
namespace {

// What is inflated without asking for the ratio: small texts of one letter are no bomb.
constexpr std::size_t kFreeBytes = 1U << 20U;

// 15 bits of window, and 16: a gzip header is expected.
constexpr int kGzipWindow = 15 + 16;

struct EndInflate {
    void operator()(z_stream* stream) const {
        inflateEnd(stream);
        delete stream;  // NOLINT(cppcoreguidelines-owning-memory): the deleter of its owner
    }
};

class GzipStream {
  public:
    GzipStream(const core::Blob& blob, Budget& budget, core::BlobSink& sink)
        : blob_(blob), budget_(budget), sink_(sink), input_(core::as_text(blob.bytes)) {}

    void run() {
        auto stream = std::make_unique<z_stream>();
        if (inflateInit2(stream.get(), kGzipWindow) != Z_OK) return;
        stream_.reset(stream.release());
        piece_.resize(std::min(kGzipPieceBytes, 64 * input_.size() + kRegionOverlap));
        while (fill() && push()) keep_overlap();
    }

  private:
    // Inflates until the piece is full or nothing more comes; false when there is nothing new.
    bool fill() {
        const std::size_t before = filled_;
        while (filled_ < piece_.size() && !has_ended_) step();
        return filled_ > before;
    }

    void step() {
        const std::size_t in = std::min<std::size_t>(input_.size(), kStepMax);
        const std::size_t out = std::min<std::size_t>(piece_.size() - filled_, kStepMax);
        // zlib does not write through next_in; its type is from before const.
        stream_->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input_.data()));
        stream_->avail_in = static_cast<uInt>(in);
        stream_->next_out = reinterpret_cast<Bytef*>(piece_.data() + filled_);
        stream_->avail_out = static_cast<uInt>(out);
        const int state = inflate(stream_.get(), Z_NO_FLUSH);
        input_.remove_prefix(in - stream_->avail_in);
        const std::size_t made = out - stream_->avail_out;
        filled_ += made;
        made_ += made;
        if (state == Z_STREAM_END) {
            begin_next_member();
        } else if (state != Z_OK || (made == 0 && input_.empty())) {
            has_ended_ = true;
        }
    }

    void begin_next_member() {
        has_ended_ = !is_gzip(input_) || inflateReset(stream_.get()) != Z_OK;
    }

    bool push() {
        const std::size_t read = blob_.bytes.size() - input_.size();
        if (made_ > kFreeBytes && made_ / kGzipRatioMax > read) {
            budget_.cut(blob_, sink_);
            return false;
        }
        if (!budget_.take(filled_ - kept_, blob_, sink_)) return false;
        sink_.take({.bytes = core::as_bytes(std::string_view(piece_).substr(0, filled_)),
                    .origin = blob_.origin,
                    .outer = &blob_,
                    .container = {.kind = "gzip", .detail = {}},
                    .offset_in_outer = {},
                    .begin_in_outer = 0,
                    .base = {},
                    .copied = {}});
        return !has_ended_;
    }

    void keep_overlap() {
        kept_ = std::min(filled_, kRegionOverlap);
        std::copy_n(piece_.data() + filled_ - kept_, kept_, piece_.data());
        filled_ = kept_;
    }

    static constexpr std::size_t kStepMax = 1U << 30U;  // fits zlib's counters

    const core::Blob& blob_;
    Budget& budget_;
    core::BlobSink& sink_;
    std::string_view input_;  // what was not read yet
    std::unique_ptr<z_stream, EndInflate> stream_;
    std::string piece_;
    std::size_t filled_ = 0;
    std::size_t kept_ = 0;  // of `filled_`, what the last piece had already
    std::uint64_t made_ = 0;
    bool has_ended_ = false;
};

}  // namespace

bool decode_gzip(const core::Blob& blob, Budget& budget, core::BlobSink& sink) {
    if (!is_gzip(core::as_text(blob.bytes))) return false;
    if (!budget.is_spent()) GzipStream(blob, budget, sink).run();
    return true;
}

}  // namespace curfew::decode
