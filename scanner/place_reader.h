/// The bytes at a place that another tool's report names: a file as it is now, or as a commit has
/// it. Nothing outside of one folder is read, whatever the report says.
///
/// Owns:     the repository's handle. Its bytes are wiped by whoever takes them.
/// Threads:  one thread.
/// Errors:   not_found (file gone, commit unknown, not in its commit), denied (outside of the
/// folder,
///           no permission), invalid_input (no regular file), exhausted (over the limit); each with
///           a sentence without the path, so that equal ones can be counted.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "scanner/core/place.h"
#include "scanner/core/result.h"
#include "scanner/sources/git_repository.h"

namespace curfew {

struct PlaceBytes {
    core::Place place;  ///< without position
    std::string bytes;
};

class PlaceReader {
  public:
    /// `root`: what relative paths are relative to; the repository it lies in knows the commits.
    PlaceReader(std::string root, std::size_t bytes_max);

    /// `commit`: empty for the file as it is now.
    [[nodiscard]] core::Result<PlaceBytes> read(const std::string& path,
                                                const std::string& commit) const;

  private:
    [[nodiscard]] core::Result<std::vector<std::string>> names_of(const std::string& path) const;
    [[nodiscard]] core::Result<PlaceBytes> read_file(const std::vector<std::string>& names) const;
    [[nodiscard]] core::Result<PlaceBytes> read_version(std::vector<std::string> names,
                                                        const std::string& commit) const;

    std::string root_;  // absolute, links resolved
    std::size_t bytes_max_;
    std::optional<sources::GitRepository> repository_;
};

}  // namespace curfew
