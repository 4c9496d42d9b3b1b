/// The tree's files as text, with what the rules need to know of each line.
///
/// Threads:  plain values.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace curfew::house {

struct SourceFile {
    std::string path;  ///< from the root, '/' between
    std::vector<std::string> lines;
    std::vector<std::string> code;  ///< the same lines without comments and string contents
};

/// All files below the named folders with one of the endings, sorted by path.
[[nodiscard]] std::vector<SourceFile> read_tree(const std::filesystem::path& root,
                                                const std::vector<std::string>& folders,
                                                const std::vector<std::string>& endings);

/// One file from its text.
[[nodiscard]] SourceFile source_from(std::string path, std::string_view text);

struct FunctionLines {
    std::size_t line = 0;   ///< of the opening, from 1
    std::size_t count = 0;  ///< opening to closing brace
};

/// Functions by their layout: an opening brace after a parenthesis, closed at the same indentation.
[[nodiscard]] std::vector<FunctionLines> functions_in(const SourceFile& file);

/// The path of `#include "…"` or `#include <…>`; empty when the line is none.
[[nodiscard]] std::string included_path(std::string_view line);

}  // namespace curfew::house
