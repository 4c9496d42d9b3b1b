/// A git repository opened for reading, safely: nothing of its configuration is ever run.
///
/// Owns:     the library's handles. Copies share nothing; each thread opens its own.
/// Threads:  one thread at a time.
/// Errors:   not_found when there is no repository; unsupported for SHA-256 repositories and
/// unknown
///           extensions, saying so; denied, corrupt.
/// Not here: reading blobs (git_history.h), who brought them (attribution.h).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scanner/core/ids.h"
#include "scanner/core/place.h"
#include "scanner/core/result.h"

namespace curfew::sources {

/// A file as a commit has it.
struct FileVersion {
    core::ObjectId object;
    core::CommitFacts commit;
    std::string bytes;
};

class GitRepository {
  public:
    struct Handle;  ///< libgit2 behind a curtain; sources/git_*.cc only

    GitRepository(const GitRepository&) = delete;
    GitRepository& operator=(const GitRepository&) = delete;
    GitRepository(GitRepository&&) noexcept;
    GitRepository& operator=(GitRepository&&) noexcept;
    ~GitRepository();

    /// Opens the repository whose work tree or git directory is exactly `path`.
    [[nodiscard]] static core::Result<GitRepository> open(const std::string& path);

    /// The root of the repository `path` lies in: its work tree, or its git directory if bare.
    /// Nothing when it lies in none.
    [[nodiscard]] static std::optional<std::string> discover(const std::string& path);

    [[nodiscard]] const std::string& git_directory() const;
    /// Empty when bare.
    [[nodiscard]] const std::string& work_tree() const;
    [[nodiscard]] bool is_shallow() const;

    /// The commit `revision` names. Errors: not_found.
    [[nodiscard]] core::Result<core::CommitId> resolve(const std::string& revision) const;

    /// The bytes of `path` in `commit`'s tree; nothing when it is not there. For reading policy and
    /// base versions; at most `bytes_max`. Errors: corrupt, exhausted.
    [[nodiscard]] core::Result<std::optional<std::string>> read_at(core::CommitId commit,
                                                                   const std::string& path,
                                                                   std::size_t bytes_max) const;

    /// The same with what is known of the commit.
    [[nodiscard]] core::Result<std::optional<FileVersion>> version_at(core::CommitId commit,
                                                                      const std::string& path,
                                                                      std::size_t bytes_max) const;

    [[nodiscard]] Handle& handle() const { return *handle_; }

  private:
    explicit GitRepository(std::unique_ptr<Handle> handle);
    std::unique_ptr<Handle> handle_;
};

}  // namespace curfew::sources
