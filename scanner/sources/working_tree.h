/// A directory or a single file: what agents and people read, ignored files included.
///
/// Symbolic links are not followed out of the tree, devices and FIFOs are not read, well-known
/// dependency and build folders are left out by default. What is left out is told by skip().
///
/// Threads:  the walk feeds as many readers as there are sinks.
/// Errors:   not_found, denied for the root itself; anything below is a skip.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scanner/sources/source.h"

namespace curfew::sources {

struct TreeOptions {
    std::uint64_t file_bytes_max = 0;
    bool reads_all_files = false;         ///< `--all-files`: dependency and build folders too
    bool respects_gitignore = false;      ///< leave out what git ignores
    std::vector<std::string> excludes{};  ///< globs relative to the root: `*`, `**`, `?`
    bool marks_ignored = true;            ///< say in the origin when git ignores a file
};

class WorkingTree final : public Source {
  public:
    WorkingTree(std::string root, TreeOptions options, core::PlaceKind kind)
        : root_(std::move(root)), options_(std::move(options)), kind_(kind) {}

    core::Result<core::Covered> read(std::span<core::BlobSink* const> sinks,
                                     std::stop_token stop) override;

  private:
    std::string root_;
    TreeOptions options_;
    core::PlaceKind kind_;
};

/// Folder names that are left out by default, sorted.
[[nodiscard]] std::span<const std::string_view> left_out_folders();

}  // namespace curfew::sources
