#include "scanner/sources/git_repository.h"

#include <utility>

#include "scanner/sources/git_handle.h"
#include "scanner/sources/object_text.h"
#include "scanner/sources/revision.h"

namespace curfew::sources {

GitRepository::GitRepository(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
GitRepository::GitRepository(GitRepository&&) noexcept = default;
GitRepository& GitRepository::operator=(GitRepository&&) noexcept = default;
GitRepository::~GitRepository() = default;

core::Result<GitRepository> GitRepository::open(const std::string& path) {
    TRY_ASSIGN(RepositoryLayout layout, lay_out(path));
    ObjectStore store(layout.object_folders);
    return GitRepository(std::make_unique<Handle>(std::move(layout), std::move(store)));
}

std::optional<std::string> GitRepository::discover(const std::string& path) {
    return discover_repository(path);
}

const std::string& GitRepository::git_directory() const {
    return handle_->layout.git_directory;
}

const std::string& GitRepository::work_tree() const {
    return handle_->layout.work_tree;
}

bool GitRepository::is_shallow() const {
    return handle_->layout.is_shallow;
}

core::Result<core::CommitId> GitRepository::resolve(const std::string& revision) const {
    return resolve_revision(handle_->store, handle_->layout, revision);
}

core::Result<std::optional<FileVersion>> GitRepository::version_at(core::CommitId commit,
                                                                   const std::string& path,
                                                                   std::size_t bytes_max) const {
    const ObjectStore& store = handle_->store;
    TRY_ASSIGN(const RawObject object, store.read(commit.object, ObjectType::commit));
    TRY_ASSIGN(const CommitText text, read_commit(object.bytes()));
    TRY_ASSIGN(const std::optional<core::ObjectId> blob, store.find(text.tree, path));
    if (!blob) return std::optional<FileVersion>();
    TRY_ASSIGN(const ObjectHeader header, store.header(*blob));
    if (header.bytes > bytes_max) {
        return core::Error(core::ErrorKind::exhausted,
                           path + ": larger than " + std::to_string(bytes_max) + " bytes");
    }
    TRY_ASSIGN(const RawObject content, store.read(*blob, ObjectType::blob));
    return std::optional(
        FileVersion{*blob,
                    {commit, std::string(text.author), instant_of_commit(text.committed)},
                    std::string(core::as_text(content.bytes()))});
}

core::Result<std::optional<std::string>> GitRepository::read_at(core::CommitId commit,
                                                                const std::string& path,
                                                                std::size_t bytes_max) const {
    TRY_ASSIGN(std::optional<FileVersion> version, version_at(commit, path, bytes_max));
    if (!version) return std::optional<std::string>();
    return std::optional(std::move(version->bytes));
}

}  // namespace curfew::sources
