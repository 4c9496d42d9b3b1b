/// Paths against patterns with `*`, `**`, `?` and `[…]`, without recursion: a hostile pattern costs
/// at most length times length.
///
/// Threads:  a free function; safe from many.
/// Source:   gitignore(5), "PATTERN FORMAT".
#pragma once

#include <string_view>

namespace curfew::sources {

/// Whether all of `path` matches all of `glob`. `*` and `?` stop at '/'; `**/` is any number of
/// folders, `/**` everything below.
[[nodiscard]] bool matches_whole(std::string_view path, std::string_view glob);

}  // namespace curfew::sources
