/// Detectors for catalogues with signatures of the user's own: compiled once, then kept on disk.
///
/// The file's name holds everything the database depends on (catalogue, engine and its version,
/// processor, version of Curfew), so a stale one is never found, only forgotten. It is written
/// beside and renamed: two processes at once both end with a whole file. A damaged, foreign or
/// unreadable one is as good as none.
///
/// Threads:  safe from many threads and processes.
/// Errors:   those of Detector::compile. A folder that is missing, full or read-only is no error.
/// Not here: the shipped catalogue (shipped.h).
#pragma once

#include <cstddef>
#include <string>

#include "scanner/core/result.h"
#include "scanner/match/detector.h"
#include "scanner/rules/catalog.h"

namespace curfew::match {

/// Databases kept in the folder; the ones unused for longest go first. Each is about 150 KB.
inline constexpr std::size_t kCachedDatabasesMax = 32;

/// For `catalog`, which it borrows. `folder` is made when needed; empty: nothing is kept.
[[nodiscard]] core::Result<Detector> cached_detector(const rules::Catalog& catalog,
                                                     const std::string& folder);

/// The file a database for `catalog` would be kept in, without the folder.
[[nodiscard]] std::string database_file_name(const rules::Catalog& catalog);

}  // namespace curfew::match
