/// Keeps what is in this process's memory in this process.
///
/// Threads:  one call at start, before secrets are read.
/// Errors:   none: what the system refuses leaves the process as it was.
#pragma once

namespace curfew::cli {

/// No core dump, and no other process of the same user may read this one's memory.
void keep_memory_private();

}  // namespace curfew::cli
