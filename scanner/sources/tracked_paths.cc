#include "scanner/sources/tracked_paths.h"

#include <algorithm>
#include <functional>

#include "scanner/sources/index_file.h"
#include "scanner/sources/plain_file.h"

namespace curfew::sources {
namespace {

std::uint64_t hash_of(std::string_view path) {
    return std::hash<std::string_view>{}(path);
}

}  // namespace

TrackedPaths TrackedPaths::of_index(const std::string& path) {
    TrackedPaths tracked;
    const auto file = MappedFile::open(path);
    if (!file.has_value()) return tracked;
    const auto visited = visit_index(file.value().bytes(), [&](const IndexEntry& entry) {
        tracked.hashes_.push_back(hash_of(entry.path));
    });
    if (!visited.has_value()) return {};
    std::ranges::sort(tracked.hashes_);
    return tracked;
}

bool TrackedPaths::contains(std::string_view path) const {
    return std::ranges::binary_search(hashes_, hash_of(path));
}

}  // namespace curfew::sources
