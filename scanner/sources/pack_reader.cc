#include "scanner/sources/pack_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <utility>

#include <libdeflate.h>

#include "scanner/sources/pack_entry.h"

namespace curfew::sources {
namespace {

constexpr std::size_t kBaseBytesMax = 24U << 20U;
/// Bases of bases; git writes chains of 50, at most 4095.
constexpr std::size_t kChainMax = 4096;
/// Times the folders of packs are listed again because an object was missed.
constexpr unsigned kLooksMax = 4;
/// The same, because a pack was gone that had been listed: somebody packs anew meanwhile.
constexpr unsigned kGonePacksMax = 256;
constexpr std::size_t kFirstLooseBytes = 16U << 10U;

core::Error corrupt(const char* what) {
    return {core::ErrorKind::corrupt, what};
}

bool is_missing(const auto& object) {
    return !object.has_value() && object.error().kind() == core::ErrorKind::not_found;
}

core::Error too_large() {
    return {core::ErrorKind::exhausted, "object is larger than can be held"};
}

std::shared_ptr<std::byte[]> buffer_of(std::size_t size) {
    return std::make_shared_for_overwrite<std::byte[]>(std::max<std::size_t>(size, 1));
}

/// "blob 12\0" at the front of a loose object.
struct LooseHeader {
    ObjectType type = ObjectType::unknown;
    std::uint64_t bytes = 0;
    std::size_t length = 0;
};

std::optional<LooseHeader> read_loose_header(std::string_view text) {
    constexpr std::size_t kHeaderBytesMax = 32;
    const std::size_t end = text.substr(0, kHeaderBytesMax).find('\0');
    const std::size_t space = text.substr(0, kHeaderBytesMax).find(' ');
    if (end == text.npos || space == text.npos || space > end) return std::nullopt;
    LooseHeader header;
    header.length = end + 1;
    const std::string_view word = text.substr(0, space);
    if (word == "commit") header.type = ObjectType::commit;
    if (word == "tree") header.type = ObjectType::tree;
    if (word == "blob") header.type = ObjectType::blob;
    if (word == "tag") header.type = ObjectType::tag;
    const auto [stop, error] =
        std::from_chars(text.data() + space + 1, text.data() + end, header.bytes);
    if (error != std::errc() || stop != text.data() + end) return std::nullopt;
    return header;
}

/// The ids in the loose folder `prefix` that begin with `digits`.
void add_loose_ids(const std::string& folder, const std::string& prefix, std::string_view digits,
                   std::vector<core::ObjectId>& found) {
    std::error_code failed;
    std::filesystem::directory_iterator entry(folder + "/" + prefix, failed);
    std::string hex;
    for (const std::filesystem::directory_iterator end; !failed && entry != end;
         entry.increment(failed)) {
        hex = prefix;
        hex += entry->path().filename().string();
        const auto id = core::ObjectId::from_hex(hex);
        if (id && id->hex().starts_with(digits)) found.push_back(*id);
    }
}

}  // namespace

struct PackReader::EntryHeader : PackEntryHeader {};

void PackReader::FreeInflater::operator()(libdeflate_decompressor* inflater) const {
    libdeflate_free_decompressor(inflater);
}

PackReader::PackReader(std::span<const std::string> folders)
    : folders_(folders.begin(), folders.end()), inflater_(libdeflate_alloc_decompressor()) {}

void PackReader::look_for_packs() {
    packs_ = ObjectInventory::take_packs(folders_);
    mapped_.clear();
    mapped_.resize(packs_.packs().size());
    bases_.clear();
    base_at_.clear();
    base_bytes_ = 0;
    delta_entry_.reset();
    is_pack_gone_ = false;
    ++looks_;
}

/// Whether what was missed is worth another look at the folders.
bool PackReader::may_look_again(unsigned looks_before) {
    if (is_pack_gone_) return gone_packs_++ < kGonePacksMax;
    return looks_ == looks_before && looks_ < kLooksMax;
}

std::optional<PackReader::Entry> PackReader::find(const core::ObjectId& id) {
    if (looks_ == 0) look_for_packs();
    const auto packs = packs_.packs();
    for (std::size_t pack = 0; pack < packs.size(); ++pack) {
        if (const auto at = packs[pack].index.find(id)) {
            return Entry{pack, packs[pack].index.offset(*at)};
        }
    }
    return std::nullopt;
}

core::BlobView PackReader::pack_bytes(std::size_t pack) {
    std::optional<MappedFile>& mapped = mapped_[pack];
    if (!mapped) {
        auto file = MappedFile::open(packs_.packs()[pack].path);
        is_pack_gone_ |= is_missing(file);
        mapped = file.has_value() ? std::move(file).value() : MappedFile();
    }
    return mapped->bytes();
}

core::Result<ObjectHeader> PackReader::header(const core::ObjectId& id) {
    if (const auto entry = find(id)) {
        auto facts = entry_facts(*entry);
        if (!is_missing(facts)) return facts;
    } else if (const auto facts = loose_facts(id)) {
        return *facts;
    }
    TRY_ASSIGN(const RawObject object, read(id));
    return ObjectHeader{object.type(), object.bytes().size()};
}

core::Result<RawObject> PackReader::read(const core::ObjectId& id) {
    auto object = read_where_it_is(id);
    const unsigned looks = looks_;
    while (is_missing(object) && may_look_again(looks)) {
        look_for_packs();
        object = read_where_it_is(id);
    }
    return object;
}

core::Result<RawObject> PackReader::read_where_it_is(const core::ObjectId& id) {
    if (const auto entry = find(id)) return read_entry(*entry);
    return read_loose(id);
}

core::Result<PackReader::EntryHeader> PackReader::read_entry_header(const Entry& entry) {
    const core::BlobView pack = pack_bytes(entry.pack);
    if (is_pack_gone_ && pack.empty())
        return core::Error(core::ErrorKind::not_found, "the pack is gone");
    EntryHeader header{read_pack_entry(pack, entry.offset)};
    if (header.coding == PackCoding::broken) return corrupt("pack entry is broken");
    if (header.bytes > kObjectBytesMax) return too_large();
    if (header.coding == PackCoding::id_delta) {
        const PackIndex& index = packs_.packs()[entry.pack].index;
        const auto at = index.find(header.base_id);
        if (!at) return corrupt("delta without its base");
        header.base_offset = index.offset(*at);
    }
    return header;
}

core::Result<PackReader::Inflated> PackReader::inflate(const Entry& entry,
                                                       const EntryHeader& header) {
    if (delta_entry_ && *delta_entry_ == entry) return delta_;
    const core::BlobView pack = pack_bytes(entry.pack);
    const core::BlobView data = pack.subspan(header.data_offset);
    const auto bytes = buffer_of(header.bytes);
    std::size_t taken = 0;
    std::size_t made = 0;
    const auto outcome = libdeflate_zlib_decompress_ex(inflater_.get(), data.data(), data.size(),
                                                       bytes.get(), header.bytes, &taken, &made);
    if (outcome != LIBDEFLATE_SUCCESS || made != header.bytes) {
        return corrupt("pack entry does not inflate");
    }
    return Inflated{bytes, header.bytes};
}

/// Type from the end of the chain, size from the delta's own beginning.
core::Result<ObjectHeader> PackReader::entry_facts(Entry entry) {
    TRY_ASSIGN(EntryHeader header, read_entry_header(entry));
    ObjectHeader facts{header.type, header.bytes};
    if (header.coding == PackCoding::whole) return facts;
    TRY_ASSIGN(Inflated delta, inflate(entry, header));
    const auto sizes = read_delta_sizes({delta.bytes.get(), delta.size});
    if (!sizes) return corrupt("delta is broken");
    facts.bytes = sizes->result;
    delta_entry_ = entry;
    delta_ = std::move(delta);
    for (std::size_t depth = 0; depth < kChainMax; ++depth) {
        entry.offset = header.base_offset;
        TRY_ASSIGN(header, read_entry_header(entry));
        facts.type = header.type;
        if (header.coding == PackCoding::whole) return facts;
    }
    return corrupt("chain of deltas does not end");
}

core::Result<RawObject> PackReader::read_entry(Entry entry) {
    std::vector<std::pair<Entry, Inflated>> deltas;
    std::optional<RawObject> object;
    while (!object) {
        if (const RawObject* const base = kept(entry)) {
            object = *base;
            break;
        }
        TRY_ASSIGN(const EntryHeader header, read_entry_header(entry));
        TRY_ASSIGN(Inflated inflated, inflate(entry, header));
        if (header.coding == PackCoding::whole) {
            object = RawObject(header.type, inflated.bytes, inflated.size);
            keep(entry, *object);
            break;
        }
        if (deltas.size() >= kChainMax) return corrupt("chain of deltas does not end");
        deltas.emplace_back(entry, std::move(inflated));
        entry.offset = header.base_offset;
    }
    for (; !deltas.empty(); deltas.pop_back()) {
        const auto& [at, delta] = deltas.back();
        const core::BlobView view(delta.bytes.get(), delta.size);
        const auto sizes = read_delta_sizes(view);
        if (!sizes || sizes->base != object->bytes().size()) return corrupt("delta is broken");
        if (sizes->result > kObjectBytesMax) return too_large();
        const auto bytes = buffer_of(sizes->result);
        if (!apply_delta(view, object->bytes(), {bytes.get(), sizes->result})) {
            return corrupt("delta is broken");
        }
        object = RawObject(object->type(), bytes, sizes->result);
        keep(at, *object);
    }
    return *object;
}

const RawObject* PackReader::kept(const Entry& entry) {
    const auto at = base_at_.find(entry);
    if (at == base_at_.end()) return nullptr;
    bases_.splice(bases_.begin(), bases_, at->second);
    return &at->second->object;
}

void PackReader::keep(const Entry& entry, const RawObject& object) {
    if (object.bytes().size() > kBaseBytesMax / 2) return;
    bases_.push_front({entry, object});
    base_at_[entry] = bases_.begin();
    base_bytes_ += object.bytes().size();
    while (base_bytes_ > kBaseBytesMax) {
        base_bytes_ -= bases_.back().object.bytes().size();
        base_at_.erase(bases_.back().entry);
        bases_.pop_back();
    }
}

core::Result<MappedFile> PackReader::open_loose(const core::ObjectId& id) const {
    const std::string hex = id.hex();
    for (const std::string& folder : folders_) {
        auto file = MappedFile::open(folder + "/" + hex.substr(0, 2) + "/" + hex.substr(2));
        if (file.has_value()) return file;
    }
    return core::Error(core::ErrorKind::not_found, "object " + hex + " is not there");
}

/// From the first bytes alone: a giant must not be made to learn that it is one. Where they do not
/// tell (objects stored without compression), nothing.
std::optional<ObjectHeader> PackReader::loose_facts(const core::ObjectId& id) {
    const auto file = open_loose(id);
    if (!file.has_value()) return std::nullopt;
    std::array<char, 64> first{};
    std::size_t taken = 0;
    std::size_t made = 0;
    const core::BlobView data = file.value().bytes();
    const auto outcome = libdeflate_zlib_decompress_ex(inflater_.get(), data.data(), data.size(),
                                                       first.data(), first.size(), &taken, &made);
    if (outcome == LIBDEFLATE_BAD_DATA) return std::nullopt;
    const auto header = read_loose_header({first.data(), first.size()});
    if (!header || header->type == ObjectType::unknown) return std::nullopt;
    return ObjectHeader{header->type, header->bytes};
}

core::Result<RawObject> PackReader::read_loose(const core::ObjectId& id) {
    if (loose_ && loose_->id == id) return loose_->object;
    TRY_ASSIGN(const MappedFile file, open_loose(id));
    TRY_ASSIGN(const Inflated inflated, inflate_loose(file.bytes()));
    const auto header = read_loose_header(core::as_text({inflated.bytes.get(), inflated.size}));
    if (!header || header->length + header->bytes != inflated.size) {
        return corrupt("loose object is broken");
    }
    const Buffer bytes(inflated.bytes, inflated.bytes.get() + header->length);
    loose_ = KeptLoose{id, RawObject(header->type, bytes, header->bytes)};
    return loose_->object;
}

/// Into ever larger buffers: a loose file does not say how large it becomes.
core::Result<PackReader::Inflated> PackReader::inflate_loose(core::BlobView file) {
    std::size_t room = std::max(kFirstLooseBytes, file.size() * 4);
    while (room <= kObjectBytesMax) {
        const auto bytes = buffer_of(room);
        std::size_t taken = 0;
        std::size_t made = 0;
        const auto outcome = libdeflate_zlib_decompress_ex(
            inflater_.get(), file.data(), file.size(), bytes.get(), room, &taken, &made);
        if (outcome == LIBDEFLATE_SUCCESS) return Inflated{bytes, made};
        if (outcome != LIBDEFLATE_INSUFFICIENT_SPACE) return corrupt("loose object is broken");
        room *= 4;
    }
    return too_large();
}

std::optional<core::ObjectId> PackReader::complete(std::string_view digits) {
    std::string padded(digits);
    padded.resize(2 * sizeof(core::ObjectId), '0');
    const auto low = core::ObjectId::from_hex(padded);
    if (!low) return std::nullopt;
    std::vector<core::ObjectId> found;
    if (looks_ == 0) look_for_packs();
    for (const auto& pack : packs_.packs()) {
        for (std::size_t at = pack.index.lower_bound(*low);
             at < pack.index.size() && pack.index.id(at).hex().starts_with(digits); ++at) {
            found.push_back(pack.index.id(at));
        }
    }
    const std::string prefix = low->hex().substr(0, 2);
    for (const std::string& folder : folders_) add_loose_ids(folder, prefix, digits, found);
    std::ranges::sort(found);
    found.erase(std::ranges::unique(found).begin(), found.end());
    return found.size() == 1 ? std::optional(found.front()) : std::nullopt;
}

}  // namespace curfew::sources
