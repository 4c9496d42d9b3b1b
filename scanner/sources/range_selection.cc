#include "scanner/sources/range_selection.h"

#include "scanner/sources/references.h"
#include "scanner/sources/revision.h"

namespace curfew::sources {

core::Result<CommitSelection> select_commits(const ObjectStore& store,
                                             const RepositoryLayout& layout,
                                             const HistoryRange& range,
                                             const StartingPoints& points) {
    CommitSelection selection;
    selection.shallow = shallow_commits(layout);
    if (range.is_everything()) selection.include = commits_of(points);
    for (const std::string& revision : range.include) {
        TRY_ASSIGN(const core::CommitId commit, resolve_revision(store, layout, revision));
        selection.include.push_back(commit.object);
    }
    for (const std::string& revision : range.exclude) {
        TRY_ASSIGN(const core::CommitId commit, resolve_revision(store, layout, revision));
        selection.exclude.push_back(commit.object);
    }
    if (range.include.empty() && !range.exclude.empty()) {
        TRY_ASSIGN(const core::CommitId head, resolve_revision(store, layout, "HEAD"));
        selection.include.push_back(head.object);
    }
    return selection;
}

}  // namespace curfew::sources
