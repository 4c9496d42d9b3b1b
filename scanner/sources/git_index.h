/// What is about to be committed, or not yet staged: the index against HEAD, the work tree against
/// the index. Reads whole blobs of changed paths; nothing else.
///
/// Threads:  one; ten small files are not worth more.
/// Errors:   as git_repository.h.
#pragma once

#include <cstdint>
#include <string>

#include "scanner/sources/source.h"

namespace curfew::sources {

enum class IndexSide { staged, unstaged };

class GitIndex final : public Source {
  public:
    GitIndex(std::string path, IndexSide side, std::uint64_t blob_bytes_max)
        : path_(std::move(path)), side_(side), blob_bytes_max_(blob_bytes_max) {}

    core::Result<core::Covered> read(std::span<core::BlobSink* const> sinks,
                                     std::stop_token stop) override;

  private:
    std::string path_;
    IndexSide side_;
    std::uint64_t blob_bytes_max_;
};

/// The versions that HEAD holds of the paths the index touches (for "is this finding new?").
class GitBaseVersions final : public Source {
  public:
    /// `with_work_tree`: also the staged versions of paths changed in the work tree.
    GitBaseVersions(std::string path, std::uint64_t blob_bytes_max, bool with_work_tree = false)
        : path_(std::move(path)),
          blob_bytes_max_(blob_bytes_max),
          with_work_tree_(with_work_tree) {}

    core::Result<core::Covered> read(std::span<core::BlobSink* const> sinks,
                                     std::stop_token stop) override;

  private:
    std::string path_;
    std::uint64_t blob_bytes_max_;
    bool with_work_tree_;
};

/// Two revisions: what lies between them is judged.
struct RevisionPair {
    std::string from;
    std::string to;
};

/// The versions that `from` holds of the paths `to` changed or left out.
class GitRangeBaseVersions final : public Source {
  public:
    GitRangeBaseVersions(std::string path, RevisionPair range, std::uint64_t blob_bytes_max)
        : path_(std::move(path)), range_(std::move(range)), blob_bytes_max_(blob_bytes_max) {}

    core::Result<core::Covered> read(std::span<core::BlobSink* const> sinks,
                                     std::stop_token stop) override;

  private:
    std::string path_;
    RevisionPair range_;
    std::uint64_t blob_bytes_max_;
};

}  // namespace curfew::sources
