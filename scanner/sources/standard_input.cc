#include "scanner/sources/standard_input.h"

#include <utility>
#include <vector>

#include "scanner/sources/blob_rules.h"
#include "scanner/sources/stream_reader.h"

namespace curfew::sources {

core::Result<core::Covered> StandardInput::read(std::span<core::BlobSink* const> sinks,
                                                std::stop_token stop) {
    core::BlobSink& sink = *sinks.front();
    core::BlobOrigin origin;
    origin.kind = core::PlaceKind::standard_input;
    std::vector<std::byte> buffer;
    StreamReader reader(sink, buffer, std::move(stop));
    const StreamOutcome outcome =
        reader.read(descriptor_, origin,
                    {.bytes_max = bytes_max_, .keeps_first_part = true, .may_be_silent = true});
    switch (outcome.end) {
        case StreamOutcome::End::failed:
            return core::Error(core::ErrorKind::unreachable, "standard input cannot be read");
        case StreamOutcome::End::too_large:
            sink.skip({"stdin", "rest is over --max-file-size", "-", false});
            break;
        case StreamOutcome::End::binary:
            sink.skip({"stdin", kBinary, "-", false});
            break;
        case StreamOutcome::End::whole:
            break;
    }
    core::Covered covered;
    covered.files = 1;
    covered.bytes = outcome.bytes;
    return covered;
}

}  // namespace curfew::sources
