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

/// Whether `path` (relative, '/' between) is what a person means by `glob`: without a slash any
/// file or folder of that name, with a leading one only from the top.
[[nodiscard]] bool matches_glob(std::string_view path, std::string_view glob);

/// The same of `path` or any folder it lies in.
[[nodiscard]] bool lies_under_glob(std::string_view path, std::string_view glob);

}  // namespace curfew::sources
