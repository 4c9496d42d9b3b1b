#include "scanner/sources/standard_input.h"

#include <algorithm>
#include <cerrno>
#include <vector>

#include <unistd.h>

#include "scanner/sources/blob_rules.h"

namespace curfew::sources {
namespace {

constexpr std::size_t kFirstBytes = 64U << 10U;

struct Content {
    std::vector<std::byte> bytes;
    bool is_cut = false;  ///< there was more than the limit
};

/// Reads up to `bytes_max` bytes; the buffer is at most twice what was read, and never over that.
core::Result<Content> read_to_end(int descriptor, std::uint64_t bytes_max,
                                  const std::stop_token& stop) {
    Content content;
    std::size_t filled = 0;
    while (!stop.stop_requested()) {
        if (filled == content.bytes.size()) {
            const std::size_t wanted = std::max(kFirstBytes, 2 * filled);
            // One byte over the limit tells that there is more.
            content.bytes.resize(std::min<std::uint64_t>(wanted, bytes_max + 1));
        }
        const ssize_t got =
            ::read(descriptor, content.bytes.data() + filled, content.bytes.size() - filled);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            return core::Error(core::ErrorKind::unreachable, "standard input cannot be read");
        }
        if (got == 0) break;
        filled += static_cast<std::size_t>(got);
        content.is_cut = filled > bytes_max;
        if (content.is_cut) break;
    }
    content.bytes.resize(std::min<std::uint64_t>(filled, bytes_max));
    return content;
}

}  // namespace

core::Result<core::Covered> StandardInput::read(std::span<core::BlobSink* const> sinks,
                                                std::stop_token stop) {
    TRY_ASSIGN(const Content content, read_to_end(descriptor_, bytes_max_, stop));
    core::BlobSink& sink = *sinks.front();
    core::BlobOrigin origin;
    origin.kind = core::PlaceKind::standard_input;
    if (content.is_cut) sink.skip({"stdin", "rest is over --max-file-size", "-", false});
    core::Covered covered;
    covered.files = 1;
    covered.bytes = content.bytes.size();
    if (is_binary(content.bytes)) {
        sink.skip({"stdin", kBinary, "-", false});
    } else if (!content.bytes.empty()) {
        sink.take({.bytes = content.bytes, .origin = origin});
    }
    return covered;
}

}  // namespace curfew::sources
