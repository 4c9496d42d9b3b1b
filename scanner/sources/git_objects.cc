#include "scanner/sources/git_objects.h"

#include <cstring>
#include <utility>

#include <git2.h>

#include "scanner/sources/object_text.h"

namespace curfew::sources {
namespace {

/// Tags of tags of tags; git has no limit, people have one.
constexpr unsigned kTagDepthMax = 16;
constexpr std::size_t kIdDigitsMin = 4;

/// Starts the library once in this process, told to trust nothing and to keep little.
bool start_library() {
    if (git_libgit2_init() < 0) return false;
    // Re-hashing every object is half or more of the reading time (libgit2 1.5), and a scan does
    // not need it: bytes that do not match their name are still bytes that lie there. Loose
    // objects, the ones that break, are checked in git_everything.cc.
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
    // Each object is wanted once: a cache of up to 256 MiB would only hold memory.
    git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0);
    git_libgit2_opts(GIT_OPT_DISABLE_PACK_KEEP_FILE_CHECKS, 1);
    // No configuration of anybody is looked for. (We open object stores, not repositories; this
    // holds should a later version of the library look by itself.)
    for (const int level : {GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM,
                            GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL}) {
        git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
    }
    return true;
}

bool is_library_ready() {
    static const bool kReady = start_library();
    return kReady;
}

ObjectType type_of(git_object_t type) {
    switch (type) {
        case GIT_OBJECT_COMMIT:
            return ObjectType::commit;
        case GIT_OBJECT_TREE:
            return ObjectType::tree;
        case GIT_OBJECT_BLOB:
            return ObjectType::blob;
        case GIT_OBJECT_TAG:
            return ObjectType::tag;
        default:
            return ObjectType::unknown;
    }
}

git_object_t library_type_of(ObjectType type) {
    switch (type) {
        case ObjectType::commit:
            return GIT_OBJECT_COMMIT;
        case ObjectType::tree:
            return GIT_OBJECT_TREE;
        case ObjectType::blob:
            return GIT_OBJECT_BLOB;
        case ObjectType::tag:
            return GIT_OBJECT_TAG;
        case ObjectType::unknown:
            break;
    }
    return GIT_OBJECT_INVALID;
}

git_oid library_id_of(const core::ObjectId& id) {
    git_oid oid{};
    static_assert(sizeof oid.id == sizeof id.bytes);
    std::memcpy(oid.id, id.bytes.data(), id.bytes.size());
    return oid;
}

core::ObjectId id_of(const git_oid& oid) {
    core::ObjectId id;
    std::memcpy(id.bytes.data(), oid.id, id.bytes.size());
    return id;
}

core::Error read_error(int code, const core::ObjectId& id) {
    if (code == GIT_ENOTFOUND) {
        return {core::ErrorKind::not_found, "object " + id.hex() + " is not there"};
    }
    return {core::ErrorKind::corrupt, "object " + id.hex() + " cannot be read"};
}

/// The entry of `tree` named `name`.
std::optional<TreeEntry> entry_named(core::BlobView tree, std::string_view name) {
    TreeEntries entries(tree);
    TreeEntry entry;
    while (entries.next(entry)) {
        if (entry.name == name) return entry;
    }
    return std::nullopt;
}

}  // namespace

void RawObject::Deleter::operator()(git_odb_object* object) const {
    git_odb_object_free(object);
}

ObjectType RawObject::type() const {
    return type_of(git_odb_object_type(object_.get()));
}

core::BlobView RawObject::bytes() const {
    return {static_cast<const std::byte*>(git_odb_object_data(object_.get())),
            git_odb_object_size(object_.get())};
}

void ObjectStore::Deleter::operator()(git_odb* odb) const {
    git_odb_free(odb);
}

core::Result<ObjectStore> ObjectStore::open(const std::string& folder) {
    git_odb* odb = nullptr;
    if (!is_library_ready() || git_odb_open(&odb, folder.c_str()) < 0) {
        return core::Error(core::ErrorKind::corrupt, folder + ": objects cannot be opened");
    }
    return ObjectStore(odb);
}

core::Result<ObjectHeader> ObjectStore::header(const core::ObjectId& id) const {
    std::size_t bytes = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    const git_oid oid = library_id_of(id);
    const int code = git_odb_read_header(&bytes, &type, odb_.get(), &oid);
    if (code < 0) return read_error(code, id);
    return ObjectHeader{type_of(type), bytes};
}

core::Result<RawObject> ObjectStore::read(const core::ObjectId& id) const {
    git_odb_object* object = nullptr;
    const git_oid oid = library_id_of(id);
    const int code = git_odb_read(&object, odb_.get(), &oid);
    if (code < 0) return read_error(code, id);
    return RawObject(object);
}

core::Result<RawObject> ObjectStore::read(const core::ObjectId& id, ObjectType type) const {
    auto object = read(id);
    if (object.has_value() && object.value().type() != type) {
        return core::Error(core::ErrorKind::corrupt, "object " + id.hex() + " is of another type");
    }
    return object;
}

std::optional<core::ObjectId> ObjectStore::complete(std::string_view digits) const {
    if (digits.size() < kIdDigitsMin) return std::nullopt;
    if (const auto whole = core::ObjectId::from_hex(digits)) return whole;
    git_oid prefix{};
    git_oid found{};
    if (git_oid_fromstrn(&prefix, digits.data(), digits.size()) < 0) return std::nullopt;
    if (git_odb_exists_prefix(&found, odb_.get(), &prefix, digits.size()) < 0) return std::nullopt;
    return id_of(found);
}

core::Result<core::CommitId> ObjectStore::peel(core::ObjectId id) const {
    for (unsigned depth = 0; depth < kTagDepthMax; ++depth) {
        TRY_ASSIGN(const ObjectHeader known, header(id));
        if (known.type == ObjectType::commit) return core::CommitId{id};
        if (known.type != ObjectType::tag) break;
        TRY_ASSIGN(const RawObject object, read(id));
        TRY_ASSIGN(const TagText tag, read_tag(object.bytes()));
        id = tag.target;
    }
    return core::Error(core::ErrorKind::not_found, "object " + id.hex() + " is no commit");
}

core::Result<std::optional<core::ObjectId>> ObjectStore::find(core::ObjectId tree,
                                                              std::string_view path) const {
    using Found = std::optional<core::ObjectId>;
    while (true) {
        const std::size_t slash = path.find('/');
        TRY_ASSIGN(const RawObject object, read(tree, ObjectType::tree));
        const auto entry = entry_named(object.bytes(), path.substr(0, slash));
        if (!entry) return Found();
        if (slash == path.npos) {
            return entry->kind == EntryKind::blob ? Found(entry->id) : Found();
        }
        if (entry->kind != EntryKind::tree) return Found();
        tree = entry->id;
        path.remove_prefix(slash + 1);
    }
}

core::ObjectId id_of_object(core::BlobView bytes, ObjectType type) {
    git_oid oid{};
    if (!is_library_ready() ||
        git_odb_hash(&oid, bytes.data(), bytes.size(), library_type_of(type)) < 0) {
        return {};
    }
    return id_of(oid);
}

}  // namespace curfew::sources
