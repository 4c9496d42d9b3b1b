#include "scanner/sources/object_store.h"

#include <algorithm>
#include <utility>

#include "scanner/core/digest.h"
#include "scanner/sources/object_text.h"
#include "scanner/sources/pack_reader.h"

namespace curfew::sources {
namespace {

/// Tags of tags of tags; git has no limit, people have one.
constexpr unsigned kTagDepthMax = 16;
constexpr std::size_t kIdDigitsMin = 4;

/// The entry of `tree` named `name`.
std::optional<TreeEntry> entry_named(core::BlobView tree, std::string_view name) {
    TreeEntries entries(tree);
    TreeEntry entry;
    while (entries.next(entry)) {
        if (entry.name == name) return entry;
    }
    return std::nullopt;
}

std::string_view word_of(ObjectType type) {
    switch (type) {
        case ObjectType::commit:
            return "commit";
        case ObjectType::tree:
            return "tree";
        case ObjectType::tag:
            return "tag";
        case ObjectType::blob:
        case ObjectType::unknown:
            break;
    }
    return "blob";
}

}  // namespace

ObjectStore::ObjectStore(std::span<const std::string> folders,
                         std::unique_ptr<SecondOpinion> second)
    : reader_(std::make_unique<PackReader>(folders)), second_(std::move(second)) {}
ObjectStore::ObjectStore(ObjectStore&&) noexcept = default;
ObjectStore& ObjectStore::operator=(ObjectStore&&) noexcept = default;
ObjectStore::~ObjectStore() = default;

core::Result<ObjectHeader> ObjectStore::header(const core::ObjectId& id) const {
    auto known = reader_->header(id);
    if (known.has_value() || !second_) return known;
    return second_->header(id);
}

core::Result<RawObject> ObjectStore::read(const core::ObjectId& id) const {
    auto object = reader_->read(id);
    if (object.has_value() || !second_) return object;
    return second_->read(id);
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
    return reader_->complete(digits);
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
    std::string head = std::string(word_of(type)) + " " + std::to_string(bytes.size());
    head += '\0';
    return {core::sha1(core::as_bytes(head), bytes)};
}

}  // namespace curfew::sources
