/// What git would ignore below a folder: `.gitignore` files and `.git/info/exclude`.
///
/// Folder after folder is entered and left, as the walk goes; the last rule that fits decides, and
/// what lies in an ignored folder is ignored. The user's own global file is not looked at.
///
/// Owns:     the rules of the folders entered.
/// Threads:  one thread at a time.
/// Source:   gitignore(5).
/// Not here: files that are tracked, which git never ignores (tracked_paths.h).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace curfew::sources {

class IgnoreRules {
  public:
    /// Rules of `.git/info/exclude`; call before the first `enter`.
    void add_common(std::string_view text);

    /// Enters the folder `path` ("" for the root, else without a final '/'), with the text of its
    /// `.gitignore` or an empty one.
    void enter(std::string_view path, std::string_view text);
    void leave();

    /// Whether a file or folder directly in the folder entered last is ignored.
    [[nodiscard]] bool ignores(std::string_view path, bool is_folder) const;

  private:
    struct Rule {
        std::string glob;
        std::size_t folder_length = 0;  ///< of the path that the glob is relative to
        bool is_negated = false;
        bool is_for_folders = false;
        bool is_for_names = false;  ///< holds at any depth, against the last part of the path
        bool is_plain = false;      ///< no wildcard
    };
    struct Folder {
        std::size_t rules_before = 0;
        bool is_ignored = false;
    };

    void add(std::string_view text, std::size_t folder_length);
    void add_line(std::string_view line, std::size_t folder_length);
    [[nodiscard]] static bool fits(const Rule& rule, std::string_view path);

    std::vector<Rule> rules_;
    std::vector<Folder> folders_;
};

}  // namespace curfew::sources
