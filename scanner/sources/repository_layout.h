/// Where the parts of a repository lie: git directory, common directory, work tree, object folders.
///
/// Read by hand, from a handful of small files, so that nothing of a target's configuration is
/// interpreted: no includes, no `core.worktree`, no fsmonitor, no hooks, no filters. Of its
/// `config` only `core.repositoryformatversion`, `core.bare` and the names under `[extensions]` are
/// looked at.
///
/// Threads:  plain values and free functions; safe from many.
/// Errors:   not_found (no repository), unsupported (SHA-256, unknown extension), denied, corrupt.
/// Source:   gitrepository-layout(5), git-worktree(1), repository-version in git's documentation.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/result.h"

namespace curfew::sources {

struct RepositoryLayout {
    std::string git_directory;     ///< HEAD and index of this work tree
    std::string common_directory;  ///< references and objects; the same unless a linked worktree
    std::string work_tree;         ///< empty when bare
    bool is_shallow = false;
    bool is_partial = false;                  ///< a partial clone by its configuration
    std::vector<std::string> object_folders;  ///< its own first, then alternates
};

/// `path`: a work tree or a git directory.
[[nodiscard]] core::Result<RepositoryLayout> lay_out(const std::string& path);

/// As GitRepository::discover.
[[nodiscard]] std::optional<std::string> discover_repository(const std::string& path);

/// What the configuration says of the format.
struct RepositoryFormat {
    bool is_bare = false;
    bool is_partial = false;
};

/// Errors: unsupported, naming what.
[[nodiscard]] core::Result<RepositoryFormat> read_format(std::string_view config);

}  // namespace curfew::sources
