/// Objects out of a repository's store, by id. libgit2's object database behind a curtain.
///
/// Owns:     ObjectStore its handle, RawObject its bytes.
/// Threads:  one thread at a time; each thread opens its own store. Packs are shared underneath.
/// Errors:   not_found, corrupt.
/// Cost:     the first store of a process starts the library (milliseconds).
/// Not here: what the bytes mean (object_text.h), which ids there are (object_inventory.h).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/core/bytes.h"
#include "scanner/core/ids.h"
#include "scanner/core/result.h"

struct git_odb;
struct git_odb_object;

namespace curfew::sources {

enum class ObjectType : std::uint8_t { unknown, commit, tree, blob, tag };

struct ObjectHeader {
    ObjectType type = ObjectType::unknown;
    std::uint64_t bytes = 0;
};

class RawObject {
  public:
    explicit RawObject(git_odb_object* object) : object_(object) {}

    [[nodiscard]] ObjectType type() const;
    [[nodiscard]] core::BlobView bytes() const;

  private:
    struct Deleter {
        void operator()(git_odb_object* object) const;
    };
    std::unique_ptr<git_odb_object, Deleter> object_;
};

class ObjectStore {
  public:
    /// `folder` is a repository's `objects`; its alternates come along.
    [[nodiscard]] static core::Result<ObjectStore> open(const std::string& folder);

    [[nodiscard]] core::Result<ObjectHeader> header(const core::ObjectId& id) const;
    [[nodiscard]] core::Result<RawObject> read(const core::ObjectId& id) const;

    /// `read`, and corrupt when it is of another type.
    [[nodiscard]] core::Result<RawObject> read(const core::ObjectId& id, ObjectType type) const;

    /// The one object whose id begins with these 4 to 40 digits.
    [[nodiscard]] std::optional<core::ObjectId> complete(std::string_view digits) const;

    /// The commit `id` is or, through tags, points to. Errors: also not_found when it is no commit.
    [[nodiscard]] core::Result<core::CommitId> peel(core::ObjectId id) const;

    /// The id of the blob at `path` below `tree`; nothing when it is not there or no blob.
    [[nodiscard]] core::Result<std::optional<core::ObjectId>> find(core::ObjectId tree,
                                                                   std::string_view path) const;

  private:
    explicit ObjectStore(git_odb* odb) : odb_(odb) {}

    struct Deleter {
        void operator()(git_odb* odb) const;
    };
    std::unique_ptr<git_odb, Deleter> odb_;
};

/// The id that bytes of this type have.
[[nodiscard]] core::ObjectId id_of_object(core::BlobView bytes, ObjectType type);

}  // namespace curfew::sources
