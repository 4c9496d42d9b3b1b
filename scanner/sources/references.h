/// Everything a repository's history starts from: references, HEADs, stash, notes, reflogs.
///
/// Read from the files themselves: loose references win over packed ones, linked worktrees' HEADs
/// count. A reference that cannot be read is told in `problems`.
///
/// Threads:  free functions; safe from many.
/// Errors:   none here; what cannot be read is a problem, the rest goes on.
/// Source:   gitrepository-layout(5).
/// Not here: peeling tags (object_store.h), names with `~` and `^` (revision.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/blob.h"
#include "scanner/core/ids.h"
#include "scanner/sources/repository_layout.h"

namespace curfew::sources {

struct Reference {
    std::string name;  ///< "refs/heads/main"; "HEAD" when detached
    core::ObjectId id;

    friend auto operator<=>(const Reference&, const Reference&) = default;
};

struct References {
    std::vector<Reference> named;               ///< sorted by name, each name once
    std::optional<core::ObjectId> head;         ///< nothing when it is not born yet
    std::vector<core::ObjectId> reflogs;        ///< but of the two below; each id once
    std::vector<core::ObjectId> stash_reflogs;  ///< older stashes; each id once
    std::vector<core::ObjectId> note_reflogs;   ///< older notes; each id once
    std::vector<core::Skipped> problems;

    [[nodiscard]] const Reference* find(std::string_view name) const;
};

[[nodiscard]] References read_references(const RepositoryLayout& layout);

/// The id of one reference by its full name, without reading the others.
[[nodiscard]] std::optional<core::ObjectId> find_reference(const RepositoryLayout& layout,
                                                           std::string_view name);

/// What HEAD points to; nothing when it is not born yet.
[[nodiscard]] std::optional<core::ObjectId> find_head(const RepositoryLayout& layout);

/// Whether the name is of a branch, here or remote-tracking.
[[nodiscard]] bool is_branch(std::string_view name);
[[nodiscard]] bool is_stash(std::string_view name);
[[nodiscard]] bool is_note(std::string_view name);

/// The commits at which a shallow clone's history ends; empty for a whole one.
[[nodiscard]] std::vector<core::ObjectId> shallow_commits(const RepositoryLayout& layout);

}  // namespace curfew::sources
