/// What lies behind the curtain of git_repository.h, for the files of this room that read objects.
///
/// Threads:  one thread at a time.
/// Not here: anything another room may include.
#pragma once

#include <string>
#include <utility>

#include "scanner/sources/git_repository.h"
#include "scanner/sources/object_store.h"
#include "scanner/sources/repository_layout.h"

namespace curfew::sources {

struct GitRepository::Handle {
    Handle(RepositoryLayout its_layout, ObjectStore its_store)
        : layout(std::move(its_layout)), store(std::move(its_store)) {}

    RepositoryLayout layout;
    ObjectStore store;
};

}  // namespace curfew::sources
