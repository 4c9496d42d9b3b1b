#include "scanner/sources/repository_layout.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <system_error>
#include <utility>

#include "scanner/core/lower_case.h"
#include "scanner/sources/plain_file.h"

namespace curfew::sources {
namespace {

constexpr std::size_t kConfigBytesMax = 1U << 20U;
constexpr std::size_t kSmallFileBytesMax = 64U << 10U;
/// git and libgit2 follow alternates of alternates five deep.
constexpr unsigned kAlternatesDepthMax = 5;
/// Folders upward from a path that are asked whether they are a repository.
constexpr unsigned kParentsMax = 4096;

/// Extensions that change nothing for a reader.
constexpr std::array<std::string_view, 5> kHarmlessExtensions = {
    "noop", "partialclone", "preciousobjects", "relativeworktrees", "worktreeconfig"};

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) {
        text.remove_prefix(1);
    }
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) {
        text.remove_suffix(1);
    }
    return text;
}

/// `value` without a comment and quotes, in small letters: enough for the words looked at here.
std::string plain_value(std::string_view value) {
    value = trimmed(value.substr(0, value.find_first_of("#;")));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
        value = value.substr(1, value.size() - 2);
    }
    return core::in_lower_case(value);
}

bool is_true(std::string_view value) {
    return value == "true" || value == "yes" || value == "on" || value == "1";
}

core::Error unsupported(std::string message) {
    return {core::ErrorKind::unsupported, std::move(message)};
}

/// One `key = value` of the two sections that matter.
core::Result<void> apply_extension(const std::string& key, const std::string& value,
                                   RepositoryFormat& format, std::string& unknown) {
    if (key == "objectformat") {
        if (value == "sha1") return {};
        return unsupported("SHA-256 repositories cannot be read by this build (object format " +
                           value + ")");
    }
    if (key == "refstorage") {
        if (value == "files") return {};
        return unsupported("reference storage \"" + value + "\" cannot be read by this build");
    }
    if (key == "partialclone") format.is_partial = true;
    if (std::ranges::find(kHarmlessExtensions, key) == kHarmlessExtensions.end()) unknown = key;
    return {};
}

struct ConfigLine {
    std::string section;  ///< in small letters, as it stood between the brackets
    std::string key;
    std::string value;
};

/// The next `key = value` of `config`, which is cut at the front; `section` is carried along.
std::optional<ConfigLine> next_line(std::string_view& config, std::string& section) {
    while (!config.empty()) {
        const std::size_t end = std::min(config.find('\n'), config.size() - 1) + 1;
        std::string_view line = trimmed(config.substr(0, end));
        config.remove_prefix(end);
        if (line.starts_with('[')) {
            const std::size_t close = line.find(']');
            section = core::in_lower_case(
                trimmed(line.substr(1, close == line.npos ? close : close - 1)));
            line = close == line.npos ? std::string_view{} : trimmed(line.substr(close + 1));
        }
        if (line.empty() || line.front() == '#' || line.front() == ';') continue;
        const std::size_t equals = line.find('=');
        const std::string_view value =
            equals == line.npos ? std::string_view("true") : line.substr(equals + 1);
        return ConfigLine{section, core::in_lower_case(trimmed(line.substr(0, equals))),
                          plain_value(value)};
    }
    return std::nullopt;
}

/// Absolute, without `..`; as it stands when the file system refuses.
std::string absolute_path(const std::string& path) {
    std::error_code failed;
    const std::filesystem::path whole = std::filesystem::weakly_canonical(path, failed);
    return failed ? path : whole.string();
}

std::string joined(const std::string& folder, std::string_view path) {
    if (path.starts_with('/')) return std::string(path);
    return folder + "/" + std::string(path);
}

/// The git directory a `.git` file points to; nothing when it is no such file.
std::optional<std::string> follow_git_file(const std::string& folder) {
    const auto text = read_plain_file(folder + "/.git", kSmallFileBytesMax);
    if (!text.has_value() || !text.value().starts_with("gitdir:")) return std::nullopt;
    return joined(folder, trimmed(std::string_view(text.value()).substr(7)));
}

std::string common_directory_of(const std::string& git_directory) {
    const auto text = read_plain_file(git_directory + "/commondir", kSmallFileBytesMax);
    if (!text.has_value()) return git_directory;
    return joined(git_directory, trimmed(text.value()));
}

bool is_git_directory(const std::string& path) {
    std::error_code failed;
    const bool has_head = std::filesystem::symlink_status(path + "/HEAD", failed).type() >
                          std::filesystem::file_type::not_found;
    if (!has_head) return false;
    const std::string common = common_directory_of(path);
    return is_directory(common + "/objects") &&
           (is_directory(common + "/refs") || is_plain_file(common + "/packed-refs"));
}

/// The git directory of exactly `path`, be it a work tree or the git directory itself.
std::optional<std::string> git_directory_at(const std::string& path) {
    if (is_directory(path + "/.git") && is_git_directory(path + "/.git")) return path + "/.git";
    if (const auto pointed = follow_git_file(path); pointed && is_git_directory(*pointed)) {
        return pointed;
    }
    if (is_git_directory(path)) return path;
    return std::nullopt;
}

void add_object_folder(const std::string& folder, unsigned depth,
                       std::vector<std::string>& folders) {
    if (std::ranges::find(folders, folder) != folders.end() || !is_directory(folder)) return;
    folders.push_back(folder);
    if (depth == 0) return;
    const auto text = read_plain_file(folder + "/info/alternates", kConfigBytesMax);
    if (!text.has_value()) return;
    std::string_view rest = text.value();
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = trimmed(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (line.empty() || line.front() == '#') continue;
        add_object_folder(absolute_path(joined(folder, line)), depth - 1, folders);
    }
}

core::Result<RepositoryFormat> format_of(const std::string& common_directory) {
    const auto config = read_plain_file(common_directory + "/config", kConfigBytesMax);
    if (config.has_value()) return read_format(config.value());
    if (config.error().kind() == core::ErrorKind::not_found) return RepositoryFormat{};
    return config.error();
}

}  // namespace

core::Result<RepositoryFormat> read_format(std::string_view config) {
    RepositoryFormat format;
    std::string section;
    std::string unknown;
    std::string version = "0";
    while (const auto line = next_line(config, section)) {
        if (line->section == "extensions")
            TRY(apply_extension(line->key, line->value, format, unknown));
        if (line->section != "core") continue;
        if (line->key == "repositoryformatversion") version = line->value;
        if (line->key == "bare") format.is_bare = is_true(line->value);
    }
    if (version != "0" && version != "1") {
        return unsupported("repository format version " + version + " is not known");
    }
    if (version == "1" && !unknown.empty()) {
        return unsupported("repository extension \"" + unknown + "\" is not known");
    }
    return format;
}

core::Result<RepositoryLayout> lay_out(const std::string& path) {
    const std::string root = absolute_path(path);
    const auto git_directory = git_directory_at(root);
    if (!git_directory) {
        return core::Error(core::ErrorKind::not_found, path + ": no git repository");
    }
    RepositoryLayout layout;
    layout.git_directory = absolute_path(*git_directory);
    layout.common_directory = absolute_path(common_directory_of(layout.git_directory));
    const auto format = format_of(layout.common_directory);
    if (!format.has_value()) return core::Error(format.error()).at(path);

    const bool is_linked = layout.common_directory != layout.git_directory;
    const bool is_dot_git = layout.git_directory.ends_with("/.git");
    if (layout.git_directory != root && (is_linked || !format.value().is_bare)) {
        layout.work_tree = root;
    } else if (is_dot_git && !format.value().is_bare) {
        layout.work_tree = std::filesystem::path(layout.git_directory).parent_path().string();
    }
    layout.is_shallow = is_plain_file(layout.common_directory + "/shallow");
    layout.is_partial = format.value().is_partial;
    add_object_folder(layout.common_directory + "/objects", kAlternatesDepthMax,
                      layout.object_folders);
    return layout;
}

std::optional<std::string> discover_repository(const std::string& path) {
    std::filesystem::path folder = absolute_path(path);
    for (unsigned step = 0; step < kParentsMax; ++step) {
        if (git_directory_at(folder.string())) {
            const auto layout = lay_out(folder.string());
            const bool has_work_tree = layout.has_value() && !layout.value().work_tree.empty();
            return has_work_tree ? layout.value().work_tree : folder.string();
        }
        if (!folder.has_relative_path()) break;
        folder = folder.parent_path();
    }
    return std::nullopt;
}

}  // namespace curfew::sources
