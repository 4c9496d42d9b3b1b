/// Things that hold bytes: a repository's history, a work tree, the index, standard input.
///
/// A source pushes every blob of its range once, in the order that is cheapest to read, spread over
/// the sinks it is given: sink i is used by one thread. Results must not depend on how many.
///
/// Threads:  `read` is called once; it starts and joins its own threads (as many as sinks).
/// Errors:   whatever makes the whole range unreadable. One bad blob is told by skip(), not here.
/// Not here: who brought a blob and whether it is still there (attribution.h).
#pragma once

#include <span>
#include <stop_token>

#include "scanner/core/blob.h"
#include "scanner/core/coverage.h"
#include "scanner/core/result.h"

namespace curfew::sources {

class Source {
  public:
    Source() = default;
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;
    Source(Source&&) = delete;
    Source& operator=(Source&&) = delete;
    virtual ~Source() = default;

    /// At least one sink. Returns early, with what was covered, when `stop` is requested.
    virtual core::Result<core::Covered> read(std::span<core::BlobSink* const> sinks,
                                             std::stop_token stop) = 0;
};

}  // namespace curfew::sources
