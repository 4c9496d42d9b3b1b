#include "scanner/sources/index_file.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>

namespace curfew::sources {
namespace {

constexpr std::size_t kHeaderBytes = 12;
constexpr std::size_t kTrailerBytes = 20;
constexpr std::size_t kIdBytes = 20;
/// Times, device, inode, mode, owner, size, id, flags.
constexpr std::size_t kFixedBytes = 62;
constexpr std::uint32_t kFlagExtended = 0x4000;
constexpr std::uint32_t kSkipWorktree = 0x4000;
constexpr std::uint32_t kIntentToAdd = 0x2000;
constexpr std::uint32_t kModeType = 0170000;
constexpr std::uint32_t kModeFile = 0100000;
constexpr std::uint32_t kModeLink = 0120000;

std::uint32_t number_at(core::BlobView bytes, std::size_t at, std::size_t width = 4) {
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < width; ++i) {
        number = number << 8U | std::to_integer<std::uint32_t>(bytes[at + i]);
    }
    return number;
}

core::Error corrupt(std::size_t at) {
    return {core::ErrorKind::corrupt, "index: entry at byte " + std::to_string(at) + " is broken"};
}

/// Goes through the entries; `end` is left behind the last one.
class EntryReader {
  public:
    explicit EntryReader(core::BlobView bytes)
        : bytes_(bytes.first(bytes.size() - kTrailerBytes)), version_(number_at(bytes, 4)) {}

    core::Result<void> next(IndexEntry& entry) {
        const std::size_t begin = at_;
        if (bytes_.size() - at_ < kFixedBytes) return corrupt(begin);
        entry.modified_seconds = number_at(bytes_, at_ + 8);
        entry.modified_nanoseconds = number_at(bytes_, at_ + 12);
        entry.mode = number_at(bytes_, at_ + 24);
        entry.bytes = number_at(bytes_, at_ + 36);
        std::memcpy(entry.id.bytes.data(), bytes_.data() + at_ + 40, kIdBytes);
        const std::uint32_t flags = number_at(bytes_, at_ + 60, 2);
        entry.stage = static_cast<std::uint8_t>(flags >> 12U & 3U);
        at_ += kFixedBytes;
        std::uint32_t more = 0;
        if (version_ >= 3 && (flags & kFlagExtended) != 0) {
            if (bytes_.size() - at_ < 2) return corrupt(begin);
            more = number_at(bytes_, at_, 2);
            at_ += 2;
        }
        entry.is_skipped = (more & kSkipWorktree) != 0;
        entry.is_intended = (more & kIntentToAdd) != 0;
        const bool is_whole = version_ == 4 ? read_short_path() : read_path(begin);
        if (!is_whole) return corrupt(begin);
        entry.path = path_;
        return {};
    }

    [[nodiscard]] std::size_t end() const { return at_; }

  private:
    std::optional<std::string_view> take_text() {
        const std::string_view rest = core::as_text(bytes_).substr(at_);
        const std::size_t end = rest.find('\0');
        if (end == rest.npos) return std::nullopt;
        at_ += end + 1;
        return rest.substr(0, end);
    }

    bool read_path(std::size_t begin) {
        const auto text = take_text();
        if (!text) return false;
        path_ = *text;
        // Entries end at a multiple of eight, after one to eight NULs.
        const std::size_t length = (at_ - begin + 7) / 8 * 8;
        at_ = begin + length;
        return at_ <= bytes_.size();
    }

    /// Version 4: how many bytes of the last path to drop, then what follows.
    bool read_short_path() {
        std::size_t dropped = 0;
        for (bool is_more = true, is_first = true; is_more; is_first = false) {
            if (at_ >= bytes_.size() || dropped > built_.size()) return false;
            const auto byte = std::to_integer<std::size_t>(bytes_[at_++]);
            dropped = (is_first ? 0 : (dropped + 1) << 7U) | (byte & 0x7fU);
            is_more = (byte & 0x80U) != 0;
        }
        const auto text = take_text();
        if (!text || dropped > built_.size()) return false;
        built_.resize(built_.size() - dropped);
        built_ += *text;
        path_ = built_;
        return true;
    }

    core::BlobView bytes_;
    std::uint32_t version_;
    std::size_t at_ = kHeaderBytes;
    std::string_view path_;
    std::string built_;
};

core::Result<void> check_header(core::BlobView bytes) {
    if (bytes.size() < kHeaderBytes + kTrailerBytes || !core::as_text(bytes).starts_with("DIRC")) {
        return core::Error(core::ErrorKind::corrupt, "index: no index file");
    }
    const std::uint32_t version = number_at(bytes, 4);
    if (version < 2 || version > 4) {
        return core::Error(core::ErrorKind::unsupported,
                           "index: version " + std::to_string(version) + " is not known");
    }
    return {};
}

/// The entries, then where they end.
core::Result<std::size_t> visit_entries(core::BlobView bytes,
                                        const std::function<void(const IndexEntry&)>& visit) {
    TRY(check_header(bytes));
    EntryReader reader(bytes);
    const std::uint32_t count = number_at(bytes, 8);
    for (std::uint32_t i = 0; i < count; ++i) {
        IndexEntry entry;
        TRY(reader.next(entry));
        visit(entry);
    }
    return reader.end();
}

std::optional<std::int64_t> take_number(std::string_view& rest, char after) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    const auto length = static_cast<std::size_t>(end - rest.data());
    if (error != std::errc() || length >= rest.size() || rest[length] != after) return std::nullopt;
    rest.remove_prefix(length + 1);
    return number;
}

/// A cache that makes no sense is no cache: it only saves time.
std::vector<CachedTree> read_cached_trees(std::string_view rest) {
    std::vector<CachedTree> trees;
    while (!rest.empty()) {
        CachedTree tree;
        const std::size_t end = rest.find('\0');
        if (end == rest.npos) return {};
        tree.name = rest.substr(0, end);
        rest.remove_prefix(end + 1);
        const auto entries = take_number(rest, ' ');
        const auto children = entries ? take_number(rest, '\n') : std::nullopt;
        if (!children || *children < 0) return {};
        tree.entries = *entries;
        tree.children = static_cast<std::uint32_t>(*children);
        if (tree.entries >= 0) {
            if (rest.size() < kIdBytes) return {};
            std::memcpy(tree.id.bytes.data(), rest.data(), kIdBytes);
            rest.remove_prefix(kIdBytes);
        }
        trees.push_back(tree);
    }
    return trees;
}

core::Result<std::vector<CachedTree>> read_extensions(core::BlobView bytes, std::size_t at) {
    std::vector<CachedTree> trees;
    const std::string_view text = core::as_text(bytes).substr(0, bytes.size() - kTrailerBytes);
    while (at + 8 <= text.size()) {
        const std::string_view name = text.substr(at, 4);
        const std::size_t length = number_at(bytes, at + 4);
        if (length > text.size() - at - 8) return corrupt(at);
        const bool is_optional = name.front() >= 'A' && name.front() <= 'Z';
        if (!is_optional && name != "sdir") {
            return core::Error(core::ErrorKind::unsupported,
                               name == "link" ? "index: a split index cannot be read by this build"
                                              : "index: unknown mandatory extension");
        }
        if (name == "TREE") trees = read_cached_trees(text.substr(at + 8, length));
        at += 8 + length;
    }
    return trees;
}

}  // namespace

bool IndexEntry::is_blob() const {
    return (mode & kModeType) == kModeFile || (mode & kModeType) == kModeLink;
}

core::Result<void> visit_index(core::BlobView bytes,
                               const std::function<void(const IndexEntry&)>& visit) {
    const auto end = visit_entries(bytes, visit);
    if (!end.has_value()) return end.error();
    return {};
}

core::Result<IndexFile> IndexFile::read(core::BlobView bytes) {
    IndexFile index;
    const bool is_rebuilt = bytes.size() >= 8 && number_at(bytes, 4) == 4;
    TRY_ASSIGN(const std::size_t end, visit_entries(bytes, [&](const IndexEntry& entry) {
                   index.entries_.push_back(entry);
                   if (!is_rebuilt) return;
                   index.rebuilt_paths_.emplace_back(entry.path);
                   index.entries_.back().path = index.rebuilt_paths_.back();
               }));
    TRY_ASSIGN(index.cached_trees_, read_extensions(bytes, end));
    return index;
}

}  // namespace curfew::sources
