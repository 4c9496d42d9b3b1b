#include "scanner/sources/object_text.h"

#include <charconv>
#include <cstring>
#include <optional>

namespace curfew::sources {
namespace {

constexpr std::size_t kIdBytes = 20;
constexpr std::size_t kModeDigitsMax = 7;
constexpr std::uint32_t kModeType = 0170000;
constexpr std::uint32_t kModeTree = 0040000;
constexpr std::uint32_t kModeLink = 0120000;
constexpr std::uint32_t kModeSubmodule = 0160000;

/// The line at the front of `rest` without its end, which is cut off.
std::string_view take_line(std::string_view& rest) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    return line;
}

struct Signed {
    std::string_view name;
    std::int64_t seconds = 0;
};

/// From "Name <address> 1700000000 +0100". Broken dates, which old histories hold, read as 0.
Signed read_signed(std::string_view line) {
    const std::size_t close = line.rfind('>');
    if (close == line.npos) return {line, 0};
    Signed result{line.substr(0, close + 1), 0};
    std::string_view date = line.substr(close + 1);
    while (date.starts_with(' ')) date.remove_prefix(1);
    std::from_chars(date.data(), date.data() + date.size(), result.seconds);
    return result;
}

core::Error corrupt(const char* what) {
    return {core::ErrorKind::corrupt, what};
}

}  // namespace

core::Result<CommitText> read_commit(core::BlobView bytes) {
    std::string_view rest = core::as_text(bytes);
    CommitText commit;
    const std::string_view first = take_line(rest);
    const auto tree =
        first.starts_with("tree ") ? core::ObjectId::from_hex(first.substr(5)) : std::nullopt;
    if (!tree) return corrupt("commit without a tree");
    commit.tree = *tree;
    bool has_committer = false;
    while (!rest.empty()) {
        const std::string_view line = take_line(rest);
        if (line.empty()) break;
        if (line.starts_with("parent ")) {
            const auto parent = core::ObjectId::from_hex(line.substr(7));
            if (!parent) return corrupt("commit with a broken parent");
            commit.parents.push_back(*parent);
        } else if (line.starts_with("author ")) {
            commit.author = read_signed(line.substr(7)).name;
        } else if (line.starts_with("committer ") && !has_committer) {
            commit.committed = read_signed(line.substr(10)).seconds;
            has_committer = true;
        }
    }
    commit.message = rest;
    return commit;
}

core::Result<TagText> read_tag(core::BlobView bytes) {
    std::string_view rest = core::as_text(bytes);
    TagText tag;
    const std::string_view first = take_line(rest);
    const auto target =
        first.starts_with("object ") ? core::ObjectId::from_hex(first.substr(7)) : std::nullopt;
    if (!target) return corrupt("tag without a target");
    tag.target = *target;
    while (!rest.empty()) {
        const std::string_view line = take_line(rest);
        if (line.empty()) break;
        if (line == "type commit") tag.is_commit = true;
        if (line.starts_with("tagger ")) {
            const Signed tagger = read_signed(line.substr(7));
            tag.tagger = tagger.name;
            tag.tagged = tagger.seconds;
        }
    }
    tag.message = rest;
    return tag;
}

core::Instant instant_of_commit(std::int64_t seconds) {
    const auto instant = core::instant_from_unix_seconds(seconds);
    return instant.has_value() ? instant.value() : core::Instant{};
}

const core::ObjectId& empty_tree_id() {
    static const core::ObjectId empty_id =
        core::ObjectId::from_hex("4b825dc642cb6eb9a060e54bf8d69288fbee4904")
            .value_or(core::ObjectId{});
    return empty_id;
}

bool TreeEntries::next(TreeEntry& entry) {
    if (rest_.empty()) return false;
    is_corrupt_ = true;  // until the entry turns out whole
    std::uint32_t mode = 0;
    std::size_t at = 0;
    for (; at < rest_.size() && rest_[at] != ' '; ++at) {
        if (at == kModeDigitsMax || rest_[at] < '0' || rest_[at] > '7') return false;
        mode = mode * 8 + static_cast<std::uint32_t>(rest_[at] - '0');
    }
    const std::size_t name_begin = at + 1;
    const std::size_t name_end = rest_.find('\0', name_begin);
    if (at == 0 || name_end == rest_.npos || rest_.size() - name_end - 1 < kIdBytes) return false;

    entry.name = rest_.substr(name_begin, name_end - name_begin);
    std::memcpy(entry.id.bytes.data(), rest_.data() + name_end + 1, kIdBytes);
    switch (mode & kModeType) {
        case kModeTree:
            entry.kind = EntryKind::tree;
            break;
        case kModeLink:
            entry.kind = EntryKind::link;
            break;
        case kModeSubmodule:
            entry.kind = EntryKind::submodule;
            break;
        default:
            entry.kind = EntryKind::blob;
    }
    rest_.remove_prefix(name_end + 1 + kIdBytes);
    is_corrupt_ = false;
    return true;
}

}  // namespace curfew::sources
