/// A real git repository, made commit by commit in a folder of the test's own.
///
/// Whole snapshots go in, through the git program, with fixed names and times, so that equal plans
/// give equal ids. Nobody's git configuration is read.
///
/// Owns:     nothing; the folder is the caller's (TempDir).
/// Threads:  one thread at a time.
/// Errors:   a git command that fails is a failed check, with its output on standard error.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/ids.h"

namespace curfew::support {

/// Path to content.
using Snapshot = std::map<std::string, std::string>;

struct CommitPlan {
    Snapshot files{};
    std::vector<std::size_t> parents{};  ///< numbers of earlier commits, as `commit` returned them
    std::string branch = "refs/heads/main";
    std::string message = "change\n";
    std::int64_t seconds = 0;  ///< since 1970; 0: a minute after the commit before
};

class RepoBuilder {
  public:
    /// Makes a repository with a work tree at `path`, or a bare one.
    explicit RepoBuilder(std::string path, bool is_bare = false);

    /// Adds a commit and moves its branch there; returns its number.
    std::size_t commit(CommitPlan plan);

    /// The same for many at once, in one run of git; returns the number of the first.
    std::size_t commit_all(std::vector<CommitPlan> plans);

    [[nodiscard]] core::ObjectId id(std::size_t commit) const { return ids_.at(commit); }
    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::string git_directory() const;

    /// Runs `git ARGUMENTS` there and returns what it printed, without the last line end.
    std::string git(const std::vector<std::string>& arguments, std::string_view input = {}) const;

    /// The id of the blob with this content.
    [[nodiscard]] core::ObjectId blob_id(std::string_view content) const;

  private:
    std::string path_;
    bool is_bare_;
    std::vector<core::ObjectId> ids_;
    std::int64_t seconds_ = 1'700'000'000;
};

/// Runs `git ARGUMENTS` in `folder`, with nobody's configuration; fails a check when git fails.
std::string run_git(const std::string& folder, const std::vector<std::string>& arguments,
                    std::string_view input = {});

}  // namespace curfew::support
