/// Git objects by id, out of mapped packs and loose files: inflate, then apply deltas.
///
/// Recently made objects are kept as bases, so that reading in pack order inflates each delta once.
/// A pack that appears while we read (a repack) is found when an object is missed.
///
/// Owns:     its mappings, and at most 24 MiB of bases.
/// Threads:  one thread at a time.
/// Errors:   not_found, corrupt, exhausted (over kObjectBytesMax).
/// Source:   gitformat-pack(5). Twin in the tests: libgit2.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "scanner/core/ids.h"
#include "scanner/core/result.h"
#include "scanner/sources/object_inventory.h"
#include "scanner/sources/object_store.h"
#include "scanner/sources/plain_file.h"

struct libdeflate_decompressor;

namespace curfew::sources {

/// An object larger than this is not made: no blob that is read is a sixteenth of it.
inline constexpr std::uint64_t kObjectBytesMax = 1ULL << 30U;

class PackReader {
  public:
    explicit PackReader(std::span<const std::string> folders);

    [[nodiscard]] core::Result<ObjectHeader> header(const core::ObjectId& id);
    [[nodiscard]] core::Result<RawObject> read(const core::ObjectId& id);
    [[nodiscard]] std::optional<core::ObjectId> complete(std::string_view digits);

  private:
    /// An entry of a pack: which one, and where.
    struct Entry {
        std::size_t pack = 0;
        std::uint64_t offset = 0;

        friend bool operator==(const Entry&, const Entry&) = default;
    };
    struct EntryHash {
        std::size_t operator()(const Entry& entry) const { return entry.offset * 31 + entry.pack; }
    };
    struct EntryHeader;
    struct Kept {
        Entry entry;
        RawObject object;
    };
    struct KeptLoose {
        core::ObjectId id;
        RawObject object;
    };
    using Buffer = std::shared_ptr<const std::byte[]>;
    struct Inflated {
        Buffer bytes;
        std::size_t size = 0;
    };
    struct FreeInflater {
        void operator()(libdeflate_decompressor* inflater) const;
    };

    void look_for_packs();
    [[nodiscard]] bool may_look_again(unsigned looks_before);
    [[nodiscard]] core::Result<RawObject> read_where_it_is(const core::ObjectId& id);
    [[nodiscard]] std::optional<Entry> find(const core::ObjectId& id);
    [[nodiscard]] core::BlobView pack_bytes(std::size_t pack);
    [[nodiscard]] core::Result<EntryHeader> read_entry_header(const Entry& entry);
    [[nodiscard]] core::Result<Inflated> inflate(const Entry& entry, const EntryHeader& header);
    [[nodiscard]] core::Result<RawObject> read_entry(Entry entry);
    [[nodiscard]] core::Result<ObjectHeader> entry_facts(Entry entry);
    [[nodiscard]] core::Result<MappedFile> open_loose(const core::ObjectId& id) const;
    [[nodiscard]] std::optional<ObjectHeader> loose_facts(const core::ObjectId& id);
    [[nodiscard]] core::Result<RawObject> read_loose(const core::ObjectId& id);
    [[nodiscard]] core::Result<Inflated> inflate_loose(core::BlobView file);
    [[nodiscard]] const RawObject* kept(const Entry& entry);
    void keep(const Entry& entry, const RawObject& object);

    std::vector<std::string> folders_;
    ObjectInventory packs_;  ///< empty before the first look
    std::vector<std::optional<MappedFile>> mapped_;
    unsigned looks_ = 0;
    unsigned gone_packs_ = 0;
    bool is_pack_gone_ = false;  ///< one that is listed in `packs_`
    std::unique_ptr<libdeflate_decompressor, FreeInflater> inflater_;
    std::list<Kept> bases_;  ///< used last first
    std::unordered_map<Entry, std::list<Kept>::iterator, EntryHash> base_at_;
    std::size_t base_bytes_ = 0;
    std::optional<Entry> delta_entry_;  ///< whose inflated delta is in `delta_`
    Inflated delta_;
    std::optional<KeptLoose> loose_;  ///< read last
};

}  // namespace curfew::sources
