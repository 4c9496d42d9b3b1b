/// The catalogue that ships with Curfew, read and compiled when Curfew was built.
///
/// signatures/providers/*.toml go through catalogue_compiler at build time; its results lie in this
/// program: the catalogue in binary form, and the first engine's database once for each sort of
/// processor.
///
/// Owns:     nothing; the bytes are part of the program.
/// Threads:  safe from many.
/// Errors:   internal when what was built in does not load: a fault of the build.
/// Cost:     well under a millisecond each (tests/bench/matcher_bench.cc prints it).
/// Not here: a user's own signatures (database_cache.h).
#pragma once

#include "scanner/core/result.h"
#include "scanner/match/detector.h"
#include "scanner/rules/catalog.h"

namespace curfew::match {

/// Its signatures are read when they are first asked for.
[[nodiscard]] core::Result<rules::Catalog> shipped_catalog();

/// For `catalog` from `shipped_catalog`, which it borrows, with the best database this processor
/// can run.
[[nodiscard]] core::Result<Detector> shipped_detector(const rules::Catalog& catalog);

}  // namespace curfew::match
