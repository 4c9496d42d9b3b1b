/// Every blob of a repository's history, or of a part of it, once, in pack order, on all cores.
///
/// All history: whatever any reference, stash, note, reflog reaches, commit and tag messages, and
/// (kind `unreachable`) objects nothing reaches any more. A range: what its commits brought.
/// Missing objects of shallow and partial clones are counted and named.
///
/// Threads:  `read` opens the repository once for each sink.
/// Errors:   as git_repository.h; not_found for a revision.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scanner/sources/source.h"

namespace curfew::sources {

/// What part of a history is asked for. All three empty: everything.
struct HistoryRange {
    std::vector<std::string> include{};  ///< revisions; reachable from these …
    std::vector<std::string> exclude{};  ///< … and not from these
    bool with_unreachable = true;        ///< only when everything is asked for

    [[nodiscard]] bool is_everything() const { return include.empty() && exclude.empty(); }
};

class GitHistory final : public Source {
  public:
    GitHistory(std::string path, HistoryRange range, std::uint64_t blob_bytes_max)
        : path_(std::move(path)), range_(std::move(range)), blob_bytes_max_(blob_bytes_max) {}

    core::Result<core::Covered> read(std::span<core::BlobSink* const> sinks,
                                     std::stop_token stop) override;

  private:
    std::string path_;
    HistoryRange range_;
    std::uint64_t blob_bytes_max_;
};

}  // namespace curfew::sources
