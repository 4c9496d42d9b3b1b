#include "scanner/sources/object_inventory.h"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <string_view>
#include <system_error>
#include <utility>

namespace curfew::sources {
namespace {

namespace fs = std::filesystem;

constexpr unsigned kLooksMax = 8;
constexpr std::size_t kSlotsMax = std::numeric_limits<Slot>::max();

/// Calls `visit(path)` for each entry of `folder`; a folder that is not there has none.
template <typename Visit>
bool for_each_entry(const std::string& folder, const Visit& visit) {
    std::error_code failed;
    fs::directory_iterator entry(folder, failed);
    if (failed) return failed == std::errc::no_such_file_or_directory;
    for (const fs::directory_iterator end; !failed && entry != end; entry.increment(failed)) {
        visit(entry->path().string());
    }
    return !failed;
}

std::string_view file_name(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

std::vector<std::string> pack_files(std::span<const std::string> object_folders) {
    std::vector<std::string> files;
    for (const std::string& folder : object_folders) {
        for_each_entry(folder + "/pack", [&](const std::string& path) { files.push_back(path); });
    }
    std::ranges::sort(files);
    return files;
}

}  // namespace

// What is packed or unpacked during the listing may be in neither list. While packs come and go, it
// is taken once more.
ObjectInventory ObjectInventory::take(std::span<const std::string> object_folders) {
    ObjectInventory inventory;
    for (unsigned look = 0; look < kLooksMax; ++look) {
        const std::vector<std::string> packs = pack_files(object_folders);
        inventory = ObjectInventory();
        for (const std::string& folder : object_folders) {
            inventory.add_packs(folder + "/pack");
            inventory.add_loose(folder);
        }
        if (pack_files(object_folders) == packs) break;
    }
    inventory.number_slots();
    return inventory;
}

ObjectInventory ObjectInventory::take_packs(std::span<const std::string> object_folders) {
    ObjectInventory inventory;
    for (unsigned look = 0; look < kLooksMax; ++look) {
        inventory = ObjectInventory();
        for (const std::string& folder : object_folders) inventory.add_packs(folder + "/pack");
        if (inventory.problems_.empty()) break;
    }
    inventory.number_slots();
    return inventory;
}

void ObjectInventory::add_packs(const std::string& folder) {
    const bool is_whole = for_each_entry(folder, [&](const std::string& path) {
        const std::string_view name = file_name(path);
        if (!name.starts_with("pack-")) return;
        if (name.ends_with(".promisor")) has_promisor_packs_ = true;
        if (name.ends_with(".idx")) add_pack(path.substr(0, path.size() - 4));
    });
    if (!is_whole) problems_.push_back({"pack", "folder of packs cannot be read", folder, true});
}

void ObjectInventory::add_pack(const std::string& stem) {
    auto mapped = MappedFile::open(stem + ".idx");
    if (!mapped.has_value()) {
        problems_.push_back({"pack", "index of a pack cannot be read", stem + ".idx", true});
        return;
    }
    const auto index = PackIndex::read(mapped.value().bytes());
    if (!index.has_value()) {
        problems_.push_back({"pack", "index of a pack is corrupt", stem + ".idx", true});
        return;
    }
    if (!is_plain_file(stem + ".pack")) {
        problems_.push_back({"pack", "pack is missing beside its index", stem + ".pack", true});
        return;
    }
    packs_.push_back({stem + ".pack", std::move(mapped).value(), index.value(), 0});
}

void ObjectInventory::add_loose(const std::string& folder) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    for (const char high : kDigits) {
        for (const char low : kDigits) add_loose_of(folder, {high, low});
    }
}

void ObjectInventory::add_loose_of(const std::string& folder, const std::string& prefix) {
    const std::string path_of_prefix = folder + "/" + prefix;
    const bool is_whole = for_each_entry(path_of_prefix, [&](const std::string& path) {
        const auto id = core::ObjectId::from_hex(prefix + std::string(file_name(path)));
        if (id && is_plain_file(path)) loose_.push_back(*id);
    });
    if (!is_whole) {
        problems_.push_back({"object", "folder of objects cannot be read", path_of_prefix, true});
    }
}

void ObjectInventory::number_slots() {
    // Largest first: then most objects are found by the first look-up.
    std::ranges::stable_sort(packs_, [](const Pack& left, const Pack& right) {
        return std::pair(right.index.size(), std::string_view(left.path)) <
               std::pair(left.index.size(), std::string_view(right.path));
    });
    std::size_t next = 0;
    for (Pack& pack : packs_) {
        if (next + pack.index.size() > kSlotsMax) {
            problems_.push_back({"pack", "more objects than can be numbered", pack.path, true});
            packs_.resize(static_cast<std::size_t>(&pack - packs_.data()));
            break;
        }
        pack.first_slot = static_cast<Slot>(next);
        next += pack.index.size();
    }
    std::ranges::sort(loose_);
    loose_.erase(std::ranges::unique(loose_).begin(), loose_.end());
    if (next + loose_.size() > kSlotsMax) {
        problems_.push_back({"object", "more objects than can be numbered", "loose objects", true});
        loose_.clear();
    }
    first_loose_ = static_cast<Slot>(next);
    size_ = next + loose_.size();
}

std::optional<Slot> ObjectInventory::slot_of(const core::ObjectId& id) const {
    for (const Pack& pack : packs_) {
        if (const auto at = pack.index.find(id)) return pack.first_slot + static_cast<Slot>(*at);
    }
    const auto at = std::ranges::lower_bound(loose_, id);
    if (at == loose_.end() || *at != id) return std::nullopt;
    return first_loose_ + static_cast<Slot>(at - loose_.begin());
}

core::ObjectId ObjectInventory::id_of(Slot slot) const {
    if (slot >= first_loose_) return loose_[slot - first_loose_];
    const auto after = std::ranges::upper_bound(packs_, slot, {}, &Pack::first_slot);
    const Pack& pack = *(after - 1);
    return pack.index.id(slot - pack.first_slot);
}

}  // namespace curfew::sources
