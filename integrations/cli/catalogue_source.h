/// The catalogue of this run: the shipped one, the user's files, and what the flags leave of it.
///
/// Owns:     catalogue and detector together, because the second borrows from the first.
/// Threads:  immutable once made.
/// Errors:   invalid_input with file, line and column; denied for a repository's signature that
/// says
///           how to ask or end (such files may only come from the user).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "integrations/cli/config.h"
#include "scanner/core/result.h"
#include "scanner/match/detector.h"
#include "scanner/rules/catalog.h"

namespace curfew::cli {

struct CatalogueChoice {
    std::vector<std::string> only;  ///< ids; empty: all
    std::vector<std::string> without;
    std::vector<std::string> paths;  ///< further files, by flag
};

struct LoadedCatalogue {
    std::unique_ptr<rules::Catalog> catalog;  // stays where it is: the detector points into it
    match::Detector detector;
};

/// Only the catalogue, for `signatures`.
[[nodiscard]] core::Result<rules::Catalog> load_catalog(const Settings& settings,
                                                        const CatalogueChoice& choice);

[[nodiscard]] core::Result<LoadedCatalogue> load_catalogue(const Settings& settings,
                                                           const CatalogueChoice& choice,
                                                           const std::string& cache_folder);

}  // namespace curfew::cli
