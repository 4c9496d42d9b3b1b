#include "scanner/sources/git_index.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>

#include "scanner/sources/blob_rules.h"
#include "scanner/sources/file_reader.h"
#include "scanner/sources/git_handle.h"
#include "scanner/sources/index_changes.h"
#include "scanner/sources/index_file.h"
#include "scanner/sources/object_text.h"
#include "scanner/sources/plain_file.h"
#include "scanner/sources/references.h"
#include "scanner/sources/revision.h"
#include "scanner/sources/tree_comparison.h"

namespace curfew::sources {
namespace {

/// The index with the mapped file its paths stand in. A repository without one has an empty index.
struct OpenIndex {
    MappedFile file;
    IndexFile index;
    struct timespec written{};  ///< when the index was written
};

core::Result<OpenIndex> open_index(const RepositoryLayout& layout) {
    OpenIndex opened;
    const std::string path = layout.git_directory + "/index";
    struct stat facts{};
    if (::stat(path.c_str(), &facts) != 0) return opened;
    opened.written = facts.st_mtim;
    TRY_ASSIGN(opened.file, MappedFile::open(path));
    TRY_ASSIGN(opened.index, IndexFile::read(opened.file.bytes()));
    return opened;
}

/// Reads blobs of the store and pushes them under their paths.
class BlobPusher {
  public:
    BlobPusher(const ObjectStore& store, core::BlobSink& sink, std::uint64_t bytes_max)
        : store_(store), sink_(sink), bytes_max_(bytes_max) {}

    void push(const std::string& path, const core::ObjectId& id) {
        const auto header = store_.header(id);
        if (!header.has_value()) return skip(path, "object cannot be read", true);
        if (header.value().bytes > bytes_max_) return skip(path, kTooLarge, false);
        const auto object = store_.read(id, ObjectType::blob);
        if (!object.has_value()) return skip(path, "object cannot be read", true);
        const core::BlobView bytes = object.value().bytes();
        if (is_binary(bytes)) return skip(path, kBinary, false);
        ++covered_.blobs;
        covered_.bytes += bytes.size();
        core::BlobOrigin origin;
        origin.kind = core::PlaceKind::index;
        origin.path = path;
        origin.object = id;
        if (!bytes.empty()) sink_.take({.bytes = bytes, .origin = origin});
    }

    [[nodiscard]] const core::Covered& covered() const { return covered_; }

  private:
    void skip(const std::string& path, const char* reason, bool is_gap) {
        sink_.skip({"blob", reason, path, is_gap});
    }

    const ObjectStore& store_;
    core::BlobSink& sink_;
    std::uint64_t bytes_max_;
    core::Covered covered_;
};

core::Result<core::ObjectId> tree_of_commit(const ObjectStore& store, const core::ObjectId& id) {
    TRY_ASSIGN(const RawObject object, store.read(id, ObjectType::commit));
    TRY_ASSIGN(const CommitText commit, read_commit(object.bytes()));
    return commit.tree;
}

core::Result<core::ObjectId> tree_of_revision(const GitRepository::Handle& handle,
                                              const std::string& revision) {
    TRY_ASSIGN(const core::CommitId commit,
               resolve_revision(handle.store, handle.layout, revision));
    return tree_of_commit(handle.store, commit.object);
}

/// HEAD's tree; nothing before the first commit.
core::Result<std::optional<core::ObjectId>> head_tree(const GitRepository::Handle& handle) {
    using Tree = std::optional<core::ObjectId>;
    const auto head = find_head(handle.layout);
    if (!head) return Tree();
    TRY_ASSIGN(const core::ObjectId tree, tree_of_commit(handle.store, *head));
    return Tree(tree);
}

core::Result<std::vector<IndexChange>> staged_changes(const GitRepository::Handle& handle,
                                                      const IndexFile& index) {
    std::vector<IndexChange> changes;
    TRY_ASSIGN(const std::optional<core::ObjectId> tree, head_tree(handle));
    TRY(visit_changes(handle.store, index, tree,
                      [&](const IndexChange& change) { changes.push_back(change); }));
    return changes;
}

/// Whether the file may differ from what was staged, judged from its times as git does.
bool may_differ(const struct stat& facts, const IndexEntry& entry, const timespec& written) {
    const auto seconds = static_cast<std::uint32_t>(facts.st_mtim.tv_sec);
    const auto nanoseconds = static_cast<std::uint32_t>(facts.st_mtim.tv_nsec);
    if (entry.modified_seconds != seconds || entry.modified_nanoseconds != nanoseconds) return true;
    if (entry.bytes != static_cast<std::uint32_t>(facts.st_size)) return true;
    // Written in the same moment as the index: the times cannot tell ("racy git").
    return std::pair(facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec) >=
           std::pair(written.tv_sec, written.tv_nsec);
}

/// Calls `visit` for the entries whose file may have changed since it was staged.
template <typename Visit>
void for_each_suspect(int root, const OpenIndex& opened, const Visit& visit) {
    for (const IndexEntry& entry : opened.index.entries()) {
        if (!entry.is_blob() || entry.is_skipped) continue;
        const std::string path(entry.path);
        struct stat facts{};
        if (::fstatat(root, path.c_str(), &facts, AT_SYMLINK_NOFOLLOW) != 0) continue;
        if (S_ISREG(facts.st_mode) && may_differ(facts, entry, opened.written)) visit(entry, path);
    }
}

/// Hands on files whose bytes are not those of the blob that was staged.
class OnlyChanged final : public core::BlobSink {
  public:
    explicit OnlyChanged(core::BlobSink& sink) : sink_(sink) {}

    void expect(const IndexEntry& entry) {
        staged_ = entry.is_intended ? core::ObjectId{} : entry.id;
    }
    void take(const core::Blob& blob) override {
        if (id_of_object(blob.bytes, ObjectType::blob) == staged_) return;
        ++covered_.files;
        covered_.bytes += blob.bytes.size();
        sink_.take(blob);
    }
    void skip(core::Skipped skipped) override { sink_.skip(std::move(skipped)); }

    [[nodiscard]] const core::Covered& covered() const { return covered_; }

  private:
    core::BlobSink& sink_;
    core::ObjectId staged_;
    core::Covered covered_;
};

core::Result<Descriptor> open_work_tree(const RepositoryLayout& layout) {
    if (layout.work_tree.empty()) {
        return core::Error(core::ErrorKind::not_found,
                           layout.git_directory + ": a bare repository has no work tree");
    }
    Descriptor root(::open(layout.work_tree.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!root.is_open()) return system_error(errno, layout.work_tree);
    return root;
}

core::Result<core::Covered> read_unstaged(const GitRepository::Handle& handle,
                                          const OpenIndex& opened, core::BlobSink& sink,
                                          std::uint64_t bytes_max) {
    TRY_ASSIGN(const Descriptor root, open_work_tree(handle.layout));
    FileReading reading;
    reading.root = root.number();
    reading.file_bytes_max = bytes_max;
    reading.kind = core::PlaceKind::worktree;
    OnlyChanged changed(sink);
    FileReader reader(reading, changed);
    for_each_suspect(root.number(), opened, [&](const IndexEntry& entry, const std::string& path) {
        changed.expect(entry);
        reader.read({path, false});
    });
    return changed.covered();
}

}  // namespace

core::Result<core::Covered> GitIndex::read(std::span<core::BlobSink* const> sinks,
                                           std::stop_token stop) {
    TRY_ASSIGN(const GitRepository repository, GitRepository::open(path_));
    const GitRepository::Handle& handle = repository.handle();
    core::BlobSink& sink = *sinks.front();
    TRY_ASSIGN(const OpenIndex opened, open_index(handle.layout));
    if (side_ == IndexSide::unstaged) return read_unstaged(handle, opened, sink, blob_bytes_max_);

    TRY_ASSIGN(const std::vector<IndexChange> changes, staged_changes(handle, opened.index));
    BlobPusher pusher(handle.store, sink, blob_bytes_max_);
    for (const IndexChange& change : changes) {
        if (stop.stop_requested()) break;
        if (change.after) pusher.push(change.path, *change.after);
    }
    return pusher.covered();
}

core::Result<core::Covered> GitBaseVersions::read(std::span<core::BlobSink* const> sinks,
                                                  std::stop_token stop) {
    TRY_ASSIGN(const GitRepository repository, GitRepository::open(path_));
    const GitRepository::Handle& handle = repository.handle();
    BlobPusher pusher(handle.store, *sinks.front(), blob_bytes_max_);
    const auto push = [&](const std::string& path, const core::ObjectId& id) {
        if (!stop.stop_requested()) pusher.push(path, id);
    };
    TRY_ASSIGN(const OpenIndex opened, open_index(handle.layout));
    TRY_ASSIGN(const std::vector<IndexChange> changes, staged_changes(handle, opened.index));
    for (const IndexChange& change : changes) {
        if (change.before) push(change.path, *change.before);
    }
    if (!with_work_tree_) return pusher.covered();
    TRY_ASSIGN(const Descriptor root, open_work_tree(handle.layout));
    for_each_suspect(root.number(), opened, [&](const IndexEntry& entry, const std::string& path) {
        if (!entry.is_intended) push(path, entry.id);
    });
    return pusher.covered();
}

core::Result<core::Covered> GitRangeBaseVersions::read(std::span<core::BlobSink* const> sinks,
                                                       std::stop_token stop) {
    TRY_ASSIGN(const GitRepository repository, GitRepository::open(path_));
    const GitRepository::Handle& handle = repository.handle();
    TRY_ASSIGN(const core::ObjectId before, tree_of_revision(handle, range_.from));
    TRY_ASSIGN(const core::ObjectId after, tree_of_revision(handle, range_.to));
    BlobPusher pusher(handle.store, *sinks.front(), blob_bytes_max_);
    const ObjectInventory inventory = ObjectInventory::take(handle.layout.object_folders);
    TreeReader trees(handle.store, inventory);
    TreeComparison gone(trees, [&](std::string_view path, const TreeEntry& entry) {
        if (!stop.stop_requested()) pusher.push(std::string(path), entry.id);
    });
    gone.compare(before, {&after, 1});
    for (const core::Skipped& problem : trees.problems()) sinks.front()->skip(problem);
    return pusher.covered();
}

}  // namespace curfew::sources
