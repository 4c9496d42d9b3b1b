#include "scanner/sources/tree_walk.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <span>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "scanner/sources/glob.h"

namespace curfew::sources {
namespace {

/// The system takes 4,096 bytes with the final NUL; a piece ends at a '/' before that.
constexpr std::size_t kPieceBytesMax = 4000;
constexpr std::size_t kIgnoreFileBytesMax = 1U << 20U;
/// Folders in folders; a program that made more ran wild.
constexpr std::size_t kFolderDepthMax = 20'000;
/// Levels from one folder that stays open to the next: 312 descriptors at the most.
constexpr std::size_t kLevelsPerAnchor = 64;

using namespace std::string_view_literals;

/// Sorted. Only what a tool fills and can fill again; `target` counts beside a Cargo.toml.
constexpr std::array kLeftOutFolders = {
    ".git"sv,
    ".gradle"sv,
    ".hg"sv,
    ".mypy_cache"sv,
    ".nox"sv,
    ".pnpm-store"sv,
    ".pytest_cache"sv,
    ".ruff_cache"sv,
    ".svn"sv,
    ".tox"sv,
    ".venv"sv,
    "__pycache__"sv,
    "bower_components"sv,
    "node_modules"sv,
    "venv"sv,
};

struct CloseFolder {
    void operator()(DIR* folder) const { ::closedir(folder); }
};
using Folder = std::unique_ptr<DIR, CloseFolder>;

bool is_regular(int descriptor) {
    struct stat facts{};
    return ::fstat(descriptor, &facts) == 0 && S_ISREG(facts.st_mode);
}

Descriptor open_piece(int folder, const std::string& path, int flags) {
    flags |= O_CLOEXEC;
    open_how how{};
    how.flags = static_cast<decltype(how.flags)>(flags);
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
    const long opened = ::syscall(SYS_openat2, folder, path.c_str(), &how, sizeof how);
    if (opened >= 0) return Descriptor(static_cast<int>(opened));
    if (errno != ENOSYS && errno != EPERM) return Descriptor();
    // Kernels before 5.6, and sandboxes that do not know the call: links in the middle are
    // followed.
    return Descriptor(::openat(folder, path.c_str(), flags | O_NOFOLLOW));
}

Folder folder_of(Descriptor descriptor) {
    if (!descriptor.is_open()) return nullptr;
    Folder folder(::fdopendir(descriptor.number()));
    if (folder) descriptor.release();
    return folder;
}

/// For file systems that do not say it in the listing.
TreeWalk::EntryType type_of(DIR* folder, const char* name) {
    const int number = ::dirfd(folder);
    struct stat facts{};
    if (number < 0 || ::fstatat(number, name, &facts, AT_SYMLINK_NOFOLLOW) != 0) {
        return TreeWalk::EntryType::other;
    }
    if (S_ISREG(facts.st_mode)) return TreeWalk::EntryType::file;
    if (S_ISDIR(facts.st_mode)) return TreeWalk::EntryType::folder;
    return S_ISLNK(facts.st_mode) ? TreeWalk::EntryType::link : TreeWalk::EntryType::other;
}

TreeWalk::EntryType type_of(DIR* folder, const dirent& entry) {
    switch (entry.d_type) {
        case DT_REG:
            return TreeWalk::EntryType::file;
        case DT_DIR:
            return TreeWalk::EntryType::folder;
        case DT_LNK:
            return TreeWalk::EntryType::link;
        case DT_UNKNOWN:
            return type_of(folder, static_cast<const char*>(entry.d_name));
        default:
            return TreeWalk::EntryType::other;
    }
}

}  // namespace

std::span<const std::string_view> left_out_folders() {
    return kLeftOutFolders;
}

Descriptor open_below(int root, std::string_view path, int flags) {
    Descriptor folder;
    while (path.size() > kPieceBytesMax) {
        const std::size_t slash = path.rfind('/', kPieceBytesMax);
        if (slash == path.npos) break;
        const int from = folder.is_open() ? folder.number() : root;
        Descriptor next =
            open_piece(from, std::string(path.substr(0, slash)), O_PATH | O_DIRECTORY);
        if (!next.is_open()) return next;
        folder = std::move(next);
        path.remove_prefix(slash + 1);
    }
    return open_piece(folder.is_open() ? folder.number() : root,
                      path.empty() ? "." : std::string(path), flags);
}

std::string read_below(int root, const std::string& path) {
    const Descriptor file = open_below(root, path, O_RDONLY | O_NONBLOCK);
    struct stat facts{};
    if (!file.is_open() || ::fstat(file.number(), &facts) != 0 || !S_ISREG(facts.st_mode))
        return {};
    std::string text(std::min(static_cast<std::size_t>(facts.st_size), kIgnoreFileBytesMax), '\0');
    const ssize_t got = ::read(file.number(), text.data(), text.size());
    text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    return text;
}

void TreeWalk::begin_with(IgnoreRules rules, std::string prefix) {
    rules_ = std::move(rules);
    prefix_ = std::move(prefix);
}

void TreeWalk::run(const std::stop_token& stop) {
    enter(stop);
    while (!levels_.empty() && !stop.stop_requested()) {
        Level& level = levels_.back();
        path_.resize(level.path_length);
        if (level.folders.empty()) {
            leave();
            continue;
        }
        if (!path_.empty()) path_ += '/';
        path_ += level.folders.back();
        level.folders.pop_back();
        enter(stop);
    }
}

/// Lists the folder `path_`: files are visited, folders noted.
void TreeWalk::enter(const std::stop_token& stop) {
    if (levels_.size() >= kFolderDepthMax) return skip("folder", "nested too deep", true);
    const Folder folder = folder_of(open_here());
    if (!folder) {
        return skip("folder", errno == EACCES ? "permission denied" : "cannot be opened", true);
    }
    std::string repository_path = in_repository(path_);
    if (repository_path.ends_with('/')) repository_path.pop_back();
    rules_.enter(repository_path, read_below(::dirfd(folder.get()), ".gitignore"));
    levels_.push_back({path_.size(), {}});
    keep_open(::dirfd(folder.get()));
    const std::size_t length = path_.size();
    while (!stop.stop_requested()) {
        errno = 0;
        // NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread reads this DIR.
        const dirent* const entry = ::readdir(folder.get());
        if (entry == nullptr) break;
        const std::string_view name(static_cast<const char*>(entry->d_name));
        if (name == "." || name == "..") continue;
        if (!path_.empty()) path_ += '/';
        path_ += name;
        look_at(name, type_of(folder.get(), *entry));
        path_.resize(length);
    }
    if (errno != 0 && !stop.stop_requested()) {
        skip("folder", "cannot be listed to its end", true);
    }
}

void TreeWalk::leave() {
    rules_.leave();
    if (!anchors_.empty() && anchors_.back().levels == levels_.size()) anchors_.pop_back();
    levels_.pop_back();
}

void TreeWalk::keep_open(int folder) {
    if (levels_.size() % kLevelsPerAnchor != 0) return;
    Descriptor kept(::fcntl(folder, F_DUPFD_CLOEXEC, 0));
    // Without a descriptor to spare it is slower, and all.
    if (kept.is_open()) anchors_.push_back({levels_.size(), path_.size(), std::move(kept)});
}

/// The folder `path_`.
Descriptor TreeWalk::open_here() const {
    constexpr int kFlags = O_RDONLY | O_DIRECTORY;
    if (anchors_.empty()) return open_below(root_, path_, kFlags);
    const Anchor& anchor = anchors_.back();
    return open_below(anchor.folder.number(),
                      std::string_view(path_).substr(anchor.path_length + 1), kFlags);
}

void TreeWalk::look_at(std::string_view name, EntryType type) {
    switch (type) {
        case EntryType::folder:
            return look_at_folder(name);
        case EntryType::file:
            return look_at_file();
        case EntryType::link:
            return skip("file", "symbolic link", false);
        case EntryType::other:
            return skip("file", "FIFO, socket or device", false);
    }
}

void TreeWalk::look_at_folder(std::string_view name) {
    if (is_excluded()) return skip("folder", "excluded", false);
    if (!options_.reads_all_files && is_left_out(name)) {
        skip("folder", name == ".git" ? "git's own folder" : "dependency or build folder", false);
        // Remotes with a token in their address stand here, and agents read it.
        if (name == ".git") look_at_git_config();
        return;
    }
    if (options_.respects_gitignore && is_ignored(true)) {
        return skip("folder", "ignored by git", false);
    }
    levels_.back().folders.emplace_back(name);
}

void TreeWalk::look_at_git_config() {
    const Descriptor config = open_below(root_, path_ + "/config", O_PATH);
    if (config.is_open() && is_regular(config.number())) {
        visitor_.on_file({path_ + "/config", false});
    }
}

void TreeWalk::look_at_file() {
    if (is_excluded()) return skip("file", "excluded", false);
    const bool needs_to_know = options_.respects_gitignore || options_.marks_ignored;
    const bool is_file_ignored = needs_to_know && is_ignored(false);
    if (options_.respects_gitignore && is_file_ignored) {
        return skip("file", "ignored by git", false);
    }
    visitor_.on_file({path_, is_file_ignored});
}

bool TreeWalk::is_left_out(std::string_view name) const {
    if (std::ranges::binary_search(kLeftOutFolders, name)) return true;
    if (name != "target") return false;
    const std::string manifest = path_.substr(0, path_.size() - name.size()) + "Cargo.toml";
    return open_below(root_, manifest, O_PATH).is_open();
}

bool TreeWalk::is_excluded() const {
    return std::ranges::any_of(
        options_.excludes, [this](const std::string& glob) { return matches_glob(path_, glob); });
}

bool TreeWalk::is_ignored(bool is_folder) const {
    if (!rules_.ignores(in_repository(path_), is_folder)) return false;
    return is_folder || !visitor_.is_tracked || !visitor_.is_tracked(path_);
}

void TreeWalk::skip(const char* what, const char* reason, bool is_gap) {
    visitor_.on_skip({what, reason, path_.empty() ? "." : path_, is_gap});
}

}  // namespace curfew::sources
