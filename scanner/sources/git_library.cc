#include "scanner/sources/git_library.h"

#include <cstring>
#include <utility>

#include <git2.h>

namespace curfew::sources {
namespace {

struct FreeObject {
    void operator()(git_odb_object* object) const { git_odb_object_free(object); }
};
struct FreeStore {
    void operator()(git_odb* odb) const { git_odb_free(odb); }
};

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
    static const bool is_ready = start_library();
    return is_ready;
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

git_oid library_id_of(const core::ObjectId& id) {
    git_oid oid{};
    static_assert(sizeof oid.id == sizeof id.bytes);
    std::memcpy(oid.id, id.bytes.data(), id.bytes.size());
    return oid;
}

core::Error read_error(int code, const core::ObjectId& id) {
    if (code == GIT_ENOTFOUND) {
        return {core::ErrorKind::not_found, "object " + id.hex() + " is not there"};
    }
    return {core::ErrorKind::corrupt, "object " + id.hex() + " cannot be read"};
}

class LibraryOpinion final : public SecondOpinion {
  public:
    explicit LibraryOpinion(std::string folder) : folder_(std::move(folder)) {}

    core::Result<ObjectHeader> header(const core::ObjectId& id) override {
        TRY(open());
        std::size_t bytes = 0;
        git_object_t type = GIT_OBJECT_INVALID;
        const git_oid oid = library_id_of(id);
        const int code = git_odb_read_header(&bytes, &type, odb_.get(), &oid);
        if (code < 0) return read_error(code, id);
        return ObjectHeader{type_of(type), bytes};
    }

    core::Result<RawObject> read(const core::ObjectId& id) override {
        TRY(open());
        git_odb_object* object = nullptr;
        const git_oid oid = library_id_of(id);
        const int code = git_odb_read(&object, odb_.get(), &oid);
        if (code < 0) return read_error(code, id);
        const std::shared_ptr<git_odb_object> owner(object, FreeObject());
        const auto* const data = static_cast<const std::byte*>(git_odb_object_data(object));
        return RawObject(type_of(git_odb_object_type(object)),
                         std::shared_ptr<const std::byte[]>(owner, data),
                         git_odb_object_size(object));
    }

  private:
    core::Result<void> open() {
        if (odb_) return {};
        git_odb* odb = nullptr;
        if (!is_library_ready() || git_odb_open(&odb, folder_.c_str()) < 0) {
            return core::Error(core::ErrorKind::corrupt, folder_ + ": objects cannot be opened");
        }
        odb_.reset(odb);
        return {};
    }

    std::string folder_;
    std::unique_ptr<git_odb, FreeStore> odb_;
};

}  // namespace

std::unique_ptr<SecondOpinion> library_opinion(std::string folder) {
    return std::make_unique<LibraryOpinion>(std::move(folder));
}

}  // namespace curfew::sources
