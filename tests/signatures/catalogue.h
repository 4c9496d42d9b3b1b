/// The signature files of this repository, loaded once for the tests of each signature.
///
/// Threads:  one thread at a time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scanner/rules/catalog.h"

namespace curfew::signatures {

/// Seeds every example and near miss is made from.
inline constexpr std::uint64_t kSeeds = 8;

/// All files under signatures/providers, sorted by name.
[[nodiscard]] const std::vector<rules::CatalogFile>& signature_files();

/// The catalogue of those files; empty when they do not load (a test of its own says why).
[[nodiscard]] const rules::Catalog& catalogue();

/// A signature's id as a test's name: letters, digits and '_' alone.
[[nodiscard]] std::string test_name_of(std::string_view id);

}  // namespace curfew::signatures
