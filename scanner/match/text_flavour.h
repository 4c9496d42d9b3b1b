/// What kind of text stands around a place: configuration, source code or prose. An unquoted value
/// is a literal in the first and an expression in the second.
///
/// Judged by the lines around, because a blob of a repository has no path while it is matched; a
/// path's ending decides when there is one.
///
/// Threads:  pure functions.
/// Cost:     reads at most kFlavourBytes on either side; ask it last.
#pragma once

#include <cstddef>
#include <string_view>

namespace curfew::match {

inline constexpr std::size_t kFlavourBytes = 1024;

enum class Flavour { unknown, configuration, source_code, prose };

[[nodiscard]] Flavour flavour_around(std::string_view text, std::size_t at, std::string_view path);

/// Whether test data is what stands around: "test", "example", "fixture", "mock" in the path or
/// within a few lines.
[[nodiscard]] bool is_among_tests(std::string_view text, std::size_t at, std::string_view path);

}  // namespace curfew::match
