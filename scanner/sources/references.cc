#include "scanner/sources/references.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>
#include <utility>

#include "scanner/sources/plain_file.h"

namespace curfew::sources {
namespace {

namespace fs = std::filesystem;

/// 256 MiB of references or reflog are some two million entries; more is no repository.
constexpr std::size_t kReferenceFileBytesMax = 256U << 20U;
constexpr std::size_t kReferenceBytesMax = 4096;
/// As deep as git itself follows symbolic references.
constexpr unsigned kSymbolicDepthMax = 5;
constexpr int kFolderDepthMax = 32;
constexpr std::size_t kIdDigits = 40;

using Names = std::map<std::string, std::string, std::less<>>;  // name → id or "ref: name"

template <typename Visit>
void for_each_line(std::string_view text, const Visit& visit) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        visit(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

/// Calls `visit(path, name)` for each regular file under `root`, links not followed.
template <typename Visit>
void for_each_file(const std::string& root, const Visit& visit) {
    std::error_code failed;
    fs::recursive_directory_iterator entry(root, fs::directory_options::skip_permission_denied,
                                           failed);
    for (const fs::recursive_directory_iterator end; !failed && entry != end;
         entry.increment(failed)) {
        std::error_code unknown;
        if (entry.depth() >= kFolderDepthMax) entry.disable_recursion_pending();
        if (!entry->is_regular_file(unknown)) continue;
        const std::string path = entry->path().string();
        visit(path, std::string_view(path).substr(root.size() + 1));
    }
}

core::Skipped problem(const core::Error& error, std::string name) {
    std::string reason =
        error.kind() == core::ErrorKind::denied ? "permission denied" : "cannot be read";
    return {"reference", std::move(reason), std::move(name), true};
}

void read_packed(const RepositoryLayout& layout, Names& names, References& references) {
    const std::string path = layout.common_directory + "/packed-refs";
    const auto text = read_plain_file(path, kReferenceFileBytesMax);
    if (!text.has_value()) {
        if (text.error().kind() != core::ErrorKind::not_found) {
            references.problems.push_back(problem(text.error(), "packed-refs"));
        }
        return;
    }
    for_each_line(text.value(), [&](std::string_view line) {
        if (line.size() <= kIdDigits + 1 || line.front() == '#' || line.front() == '^') return;
        names.insert_or_assign(std::string(line.substr(kIdDigits + 1)),
                               std::string(line.substr(0, kIdDigits)));
    });
}

std::string first_line(std::string_view text) {
    text = text.substr(0, text.find_first_of("\r\n"));
    while (text.ends_with(' ')) text.remove_suffix(1);
    return std::string(text);
}

void read_loose(const std::string& folder, const std::string& prefix, Names& names,
                References& references) {
    for_each_file(folder, [&](const std::string& path, std::string_view name) {
        if (name.ends_with(".lock")) return;
        const std::string whole = prefix + std::string(name);
        const auto text = read_plain_file(path, kReferenceBytesMax);
        if (text.has_value()) {
            names.insert_or_assign(whole, first_line(text.value()));
        } else {
            references.problems.push_back(problem(text.error(), whole));
        }
    });
}

/// The id `value` stands for, symbolic references followed.
std::optional<core::ObjectId> id_of(const Names& names, std::string_view value) {
    for (unsigned depth = 0; depth < kSymbolicDepthMax; ++depth) {
        if (!value.starts_with("ref:")) return core::ObjectId::from_hex(value);
        value.remove_prefix(4);
        value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
        const auto target = names.find(value);
        if (target == names.end()) return std::nullopt;
        value = target->second;
    }
    return std::nullopt;
}

/// A HEAD of this or another work tree: a starting point, and a name when it is detached.
std::optional<core::ObjectId> read_head(const std::string& folder, const std::string& name,
                                        const Names& names, References& references) {
    const auto text = read_plain_file(folder + "/HEAD", kReferenceBytesMax);
    if (!text.has_value()) return std::nullopt;
    const std::string value = first_line(text.value());
    const auto id = id_of(names, value);
    if (id && !value.starts_with("ref:")) references.named.push_back({name, *id});
    return id;
}

void sort_unique(std::vector<core::ObjectId>& ids) {
    std::ranges::sort(ids);
    ids.erase(std::ranges::unique(ids).begin(), ids.end());
}

/// The ids before and after, which a line of a reflog begins with.
void add_reflog_ids(std::string_view line, std::vector<core::ObjectId>& ids) {
    for (const std::size_t at : {std::size_t{0}, kIdDigits + 1}) {
        if (line.size() < at + kIdDigits) return;
        const auto id = core::ObjectId::from_hex(line.substr(at, kIdDigits));
        if (id && !id->is_zero()) ids.push_back(*id);
    }
}

void read_reflogs(const std::string& folder, References& references) {
    for_each_file(folder, [&](const std::string& path, std::string_view name) {
        const auto text = read_plain_file(path, kReferenceFileBytesMax);
        if (!text.has_value()) {
            references.problems.push_back(problem(text.error(), "logs/" + std::string(name)));
            return;
        }
        auto& ids = is_stash(name)  ? references.stash_reflogs
                    : is_note(name) ? references.note_reflogs
                                    : references.reflogs;
        for_each_line(text.value(), [&](std::string_view line) { add_reflog_ids(line, ids); });
    });
}

/// No name that leads out of the repository's folder.
bool is_safe_name(std::string_view name) {
    return !name.empty() && name.front() != '/' && name.find("..") == name.npos;
}

std::optional<core::ObjectId> find_packed(const RepositoryLayout& layout, std::string_view name) {
    const auto text =
        read_plain_file(layout.common_directory + "/packed-refs", kReferenceFileBytesMax);
    std::optional<core::ObjectId> found;
    if (!text.has_value()) return found;
    for_each_line(text.value(), [&](std::string_view line) {
        if (line.size() == kIdDigits + 1 + name.size() && line.ends_with(name)) {
            found = core::ObjectId::from_hex(line.substr(0, kIdDigits));
        }
    });
    return found;
}

void read_linked_worktrees(const RepositoryLayout& layout, const Names& names,
                           References& references) {
    std::error_code failed;
    fs::directory_iterator entry(layout.common_directory + "/worktrees", failed);
    for (const fs::directory_iterator end; !failed && entry != end; entry.increment(failed)) {
        const std::string folder = entry->path().string();
        read_head(folder, "worktrees/" + entry->path().filename().string() + "/HEAD", names,
                  references);
        read_reflogs(folder + "/logs", references);
    }
}

}  // namespace

const Reference* References::find(std::string_view name) const {
    const auto at = std::ranges::lower_bound(named, name, {}, [](const Reference& reference) {
        return std::string_view(reference.name);
    });
    return at != named.end() && at->name == name ? &*at : nullptr;
}

References read_references(const RepositoryLayout& layout) {
    References references;
    Names names;
    read_packed(layout, names, references);
    read_loose(layout.common_directory + "/refs", "refs/", names, references);
    if (layout.git_directory != layout.common_directory) {
        read_loose(layout.git_directory + "/refs", "refs/", names, references);
    }
    for (const auto& [name, value] : names) {
        if (const auto id = id_of(names, value)) {
            references.named.push_back({name, *id});
        } else if (!value.starts_with("ref:")) {
            references.problems.push_back({"reference", "holds no object id", name, true});
        }
    }
    references.head = read_head(layout.git_directory, "HEAD", names, references);
    read_reflogs(layout.common_directory + "/logs", references);
    if (layout.git_directory != layout.common_directory) {
        read_reflogs(layout.git_directory + "/logs", references);
    }
    read_linked_worktrees(layout, names, references);
    std::ranges::sort(references.named);
    sort_unique(references.reflogs);
    sort_unique(references.stash_reflogs);
    sort_unique(references.note_reflogs);
    return references;
}

std::optional<core::ObjectId> find_reference(const RepositoryLayout& layout,
                                             std::string_view name) {
    std::string wanted(name);
    for (unsigned depth = 0; depth <= kSymbolicDepthMax; ++depth) {
        auto text = read_plain_file(layout.git_directory + "/" + wanted, kReferenceBytesMax);
        if (!text.has_value()) {
            text = read_plain_file(layout.common_directory + "/" + wanted, kReferenceBytesMax);
        }
        if (!text.has_value()) return find_packed(layout, wanted);
        const std::string value = first_line(text.value());
        if (!value.starts_with("ref:")) return core::ObjectId::from_hex(value);
        wanted = value.substr(std::min(value.find_first_not_of(" \t", 4), value.size()));
        if (!is_safe_name(wanted)) return std::nullopt;
    }
    return std::nullopt;
}

std::optional<core::ObjectId> find_head(const RepositoryLayout& layout) {
    return find_reference(layout, "HEAD");
}

bool is_branch(std::string_view name) {
    return name.starts_with("refs/heads/") || name.starts_with("refs/remotes/");
}

bool is_stash(std::string_view name) {
    return name == "refs/stash";
}

bool is_note(std::string_view name) {
    return name.starts_with("refs/notes/");
}

std::vector<core::ObjectId> shallow_commits(const RepositoryLayout& layout) {
    std::vector<core::ObjectId> ids;
    if (!layout.is_shallow) return ids;
    const auto text = read_plain_file(layout.common_directory + "/shallow", kReferenceFileBytesMax);
    if (!text.has_value()) return ids;
    for_each_line(text.value(), [&](std::string_view line) {
        if (const auto id = core::ObjectId::from_hex(line)) ids.push_back(*id);
    });
    sort_unique(ids);
    return ids;
}

}  // namespace curfew::sources
