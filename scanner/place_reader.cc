#include "scanner/place_reader.h"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "scanner/sources/plain_file.h"

namespace curfew {
namespace {

namespace fs = std::filesystem;

using core::Error;
using core::ErrorKind;
using core::Result;

Error outside() {
    return {ErrorKind::denied, "lies outside of the folder that may be read (--repository)"};
}

bool lies_below(const fs::path& path, const fs::path& root) {
    const auto [end, at] = std::ranges::mismatch(root, path);
    return end == root.end();
}

/// "repo/a.env", written from the folder above, is a.env of the repository.
void add_shortened(std::vector<std::string>& names, const std::string& root) {
    const std::string path = names.front();
    for (std::size_t slash = root.rfind('/'); slash != root.npos && slash > 0;
         slash = root.rfind('/', slash - 1)) {
        const std::string tail = root.substr(slash + 1) + "/";
        if (path.starts_with(tail)) names.push_back(path.substr(tail.size()));
    }
}

bool is_commit_name(std::string_view name) {
    constexpr std::size_t kShortest = 7;
    constexpr std::size_t kWhole = 40;
    return name.size() >= kShortest && name.size() <= kWhole &&
           name.find_first_not_of("0123456789abcdefABCDEF") == name.npos;
}

/// Without a slash at its end; empty for a bare repository.
fs::path work_tree_of(const std::optional<sources::GitRepository>& repository) {
    if (!repository || repository->work_tree().empty()) return {};
    std::error_code problem;
    fs::path tree = fs::weakly_canonical(fs::path(repository->work_tree()), problem);
    return tree.has_filename() ? tree : tree.parent_path();
}

/// The error without the path in it.
Error told_plainly(const Error& error) {
    switch (error.kind()) {
        case ErrorKind::not_found:
            return {ErrorKind::not_found, "the file is gone"};
        case ErrorKind::denied:
            return {ErrorKind::denied, "the file may not be read"};
        case ErrorKind::exhausted:
            return {ErrorKind::exhausted, "the file is too large (--max-file-size)"};
        default:
            return {error.kind(), "the file cannot be read"};
    }
}

}  // namespace

PlaceReader::PlaceReader(std::string root, std::size_t bytes_max) : bytes_max_(bytes_max) {
    std::error_code problem;
    const fs::path whole = fs::weakly_canonical(fs::path(root), problem);
    root_ = problem ? std::move(root) : whole.string();
    while (root_.size() > 1 && root_.ends_with('/')) root_.pop_back();
    const auto found = sources::GitRepository::discover(root_);
    if (!found) return;
    auto opened = sources::GitRepository::open(*found);
    if (opened.has_value()) repository_.emplace(std::move(opened).value());
}

Result<std::vector<std::string>> PlaceReader::names_of(const std::string& path) const {
    if (path.empty()) return Error(ErrorKind::not_found, "the report names no file");
    if (path.find('\0') != path.npos) return outside();
    std::string name = fs::path(path).lexically_normal().string();
    if (name.starts_with(root_ + "/")) name.erase(0, root_.size() + 1);
    if (name.starts_with('/') || name == ".." || name.starts_with("../")) return outside();
    std::vector<std::string> names{std::move(name)};
    add_shortened(names, root_);
    return names;
}

Result<PlaceBytes> PlaceReader::read_file(const std::vector<std::string>& names) const {
    Error error(ErrorKind::not_found, "the file is gone");
    for (const std::string& name : names) {
        std::error_code problem;
        const fs::path whole = fs::weakly_canonical(fs::path(root_) / name, problem);
        if (problem || !lies_below(whole, root_)) {
            error = outside();
            continue;
        }
        auto bytes = sources::read_plain_file(whole.string(), bytes_max_);
        if (!bytes.has_value()) {
            error = told_plainly(bytes.error());
            continue;
        }
        core::Place place;
        place.kind = core::PlaceKind::file;
        place.path = name;
        place.is_present = true;
        // As a scan of the repository names it, so that both are one place.
        const fs::path tree = work_tree_of(repository_);
        if (!tree.empty() && lies_below(whole, tree)) {
            place.kind = core::PlaceKind::worktree;
            place.path = whole.lexically_relative(tree).string();
        }
        return PlaceBytes{std::move(place), std::move(bytes).value()};
    }
    return error;
}

Result<PlaceBytes> PlaceReader::read_version(std::vector<std::string> names,
                                             const std::string& commit) const {
    if (!repository_) {
        return Error(ErrorKind::not_found,
                     "a commit is named, and --repository names no repository");
    }
    const auto id = is_commit_name(commit)
                        ? repository_->resolve(commit)
                        : Result<core::CommitId>(Error(ErrorKind::not_found, {}));
    if (!id.has_value()) return Error(ErrorKind::not_found, "the commit is unknown here");
    // Reports name files from the repository's root, or from the folder that was scanned.
    const fs::path tree = work_tree_of(repository_);
    if (!tree.empty() && lies_below(root_, tree)) {
        const std::string below = fs::path(root_).lexically_relative(tree).string();
        if (below != ".") names.push_back((fs::path(below) / names.front()).string());
    }
    for (const std::string& name : names) {
        auto version = repository_->version_at(id.value(), name, bytes_max_);
        if (!version.has_value()) {
            return Error(version.error().kind(), "the file's version cannot be read");
        }
        if (!version.value()) continue;
        sources::FileVersion found = std::move(*std::move(version).value());
        core::Place place;
        place.kind = core::PlaceKind::commit;
        place.path = name;
        place.object = found.object;
        place.first_commit = found.commit;
        place.last_commit = found.commit;
        return PlaceBytes{std::move(place), std::move(found.bytes)};
    }
    return Error(ErrorKind::not_found, "the commit does not hold the file");
}

Result<PlaceBytes> PlaceReader::read(const std::string& path, const std::string& commit) const {
    TRY_ASSIGN(std::vector<std::string> names, names_of(path));
    if (commit.empty()) return read_file(names);
    return read_version(std::move(names), commit);
}

}  // namespace curfew
