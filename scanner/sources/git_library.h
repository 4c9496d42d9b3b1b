/// libgit2 as a second opinion on objects that our own reader is at a loss with.
///
/// Threads:  one thread at a time; each thread opens its own.
/// Cost:     nothing until it is asked; then the library's start, 5 to 10 ms (it reads the
///           machine's certificates), once in a process.
#pragma once

#include <memory>
#include <string>

#include "scanner/sources/object_store.h"

namespace curfew::sources {

/// `folder` is a repository's `objects`; its alternates come along.
[[nodiscard]] std::unique_ptr<SecondOpinion> library_opinion(std::string folder);

}  // namespace curfew::sources
