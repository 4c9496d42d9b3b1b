/// Finds the files below a folder, one folder after the other, names of a folder as they come.
///
/// Nothing is followed out of the tree: folders and files are opened below the root, without links.
/// Memory is that of the folder names on the way down, whatever the number of files.
///
/// Owns:     nothing; borrows the root's descriptor and the options.
/// Threads:  one thread at a time; files may be opened from others meanwhile.
/// Errors:   none; what cannot be listed is told to the visitor.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/blob.h"
#include "scanner/sources/ignore_rules.h"
#include "scanner/sources/plain_file.h"
#include "scanner/sources/working_tree.h"

namespace curfew::sources {

struct FoundFile {
    std::string path;  ///< relative to the root
    bool is_git_ignored = false;
};

struct TreeVisitor {
    std::function<void(FoundFile)> on_file;
    std::function<void(core::Skipped)> on_skip;
    /// Whether git tracks the path (relative to the root) although a rule ignores it. May be empty.
    std::function<bool(std::string_view)> is_tracked;
};

class TreeWalk {
  public:
    TreeWalk(int root, const TreeOptions& options, TreeVisitor visitor)
        : root_(root), options_(options), visitor_(std::move(visitor)) {}

    /// The rules that already hold at the root, which lies at `prefix` ("sub/", or "") in its
    /// repository.
    void begin_with(IgnoreRules rules, std::string prefix);

    void run(const std::stop_token& stop);

    enum class EntryType { file, folder, link, other };

  private:
    struct Level {
        std::size_t path_length = 0;
        std::vector<std::string> folders;  ///< names still to be entered
    };

    /// A folder on the way down that stays open, so that what lies deep below it is not looked up
    /// from the root each time.
    struct Anchor {
        std::size_t levels = 0;  ///< how many there are with it
        std::size_t path_length = 0;
        Descriptor folder;
    };

    void enter(const std::stop_token& stop);
    void keep_open(int folder);
    [[nodiscard]] Descriptor open_here() const;
    void leave();
    void look_at(std::string_view name, EntryType type);
    void look_at_folder(std::string_view name);
    void look_at_git_config();
    void look_at_file();
    [[nodiscard]] bool is_left_out(std::string_view name) const;
    [[nodiscard]] bool is_excluded() const;
    [[nodiscard]] bool is_ignored(bool is_folder) const;
    [[nodiscard]] std::string in_repository(std::string_view path) const {
        return prefix_ + std::string(path);
    }
    void skip(const char* what, const char* reason, bool is_gap);

    int root_;
    const TreeOptions& options_;
    TreeVisitor visitor_;
    IgnoreRules rules_;
    std::string prefix_;
    std::string path_;  ///< of what is looked at; "" is the root
    std::vector<Level> levels_;
    std::vector<Anchor> anchors_;
};

/// Opens `path` ("" is the root itself) below the folder `root` without following links; errno
/// tells why not. Paths longer than the system takes at once are opened piece by piece.
[[nodiscard]] Descriptor open_below(int root, std::string_view path, int flags);

/// The text of the small file `path` below `root`; empty when there is none.
[[nodiscard]] std::string read_below(int root, const std::string& path);

}  // namespace curfew::sources
