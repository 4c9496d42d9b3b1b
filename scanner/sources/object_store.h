/// Objects out of a repository's store, by id.
///
/// Packs and loose files are read by our own reader (pack_reader.h). Where one is at a loss, a
/// second opinion can be asked: libgit2 (git_library.h), for those who can afford to start it.
///
/// Owns:     ObjectStore its readers; a RawObject shares its bytes.
/// Threads:  one thread at a time; each thread opens its own store.
/// Errors:   not_found, corrupt, exhausted (larger than can be held).
/// Not here: what the bytes mean (object_text.h), which ids there are (object_inventory.h).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "scanner/core/bytes.h"
#include "scanner/core/ids.h"
#include "scanner/core/result.h"

namespace curfew::sources {

class PackReader;

enum class ObjectType : std::uint8_t { unknown, commit, tree, blob, tag };

struct ObjectHeader {
    ObjectType type = ObjectType::unknown;
    std::uint64_t bytes = 0;
};

class RawObject {
  public:
    RawObject(ObjectType type, std::shared_ptr<const std::byte[]> bytes, std::size_t size)
        : type_(type), bytes_(std::move(bytes)), size_(size) {}

    [[nodiscard]] ObjectType type() const { return type_; }
    [[nodiscard]] core::BlobView bytes() const { return {bytes_.get(), size_}; }

  private:
    ObjectType type_;
    std::shared_ptr<const std::byte[]> bytes_;
    std::size_t size_;
};

/// Another way to the same objects.
class SecondOpinion {
  public:
    SecondOpinion() = default;
    SecondOpinion(const SecondOpinion&) = delete;
    SecondOpinion& operator=(const SecondOpinion&) = delete;
    SecondOpinion(SecondOpinion&&) = delete;
    SecondOpinion& operator=(SecondOpinion&&) = delete;
    virtual ~SecondOpinion() = default;

    [[nodiscard]] virtual core::Result<ObjectHeader> header(const core::ObjectId& id) = 0;
    [[nodiscard]] virtual core::Result<RawObject> read(const core::ObjectId& id) = 0;
};

class ObjectStore {
  public:
    /// `folders` as in RepositoryLayout; `second` may be nothing.
    explicit ObjectStore(std::span<const std::string> folders,
                         std::unique_ptr<SecondOpinion> second = nullptr);
    ObjectStore(const ObjectStore&) = delete;
    ObjectStore& operator=(const ObjectStore&) = delete;
    ObjectStore(ObjectStore&&) noexcept;
    ObjectStore& operator=(ObjectStore&&) noexcept;
    ~ObjectStore();

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
    std::unique_ptr<PackReader> reader_;
    std::unique_ptr<SecondOpinion> second_;
};

/// The id that bytes of this type have.
[[nodiscard]] core::ObjectId id_of_object(core::BlobView bytes, ObjectType type);

}  // namespace curfew::sources
