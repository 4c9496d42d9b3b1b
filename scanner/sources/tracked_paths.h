/// Which paths an index tracks: git never ignores those, whatever the rules say.
///
/// Owns:     8 bytes a path, a hash of it; two of a million paths collide once in ten million runs.
/// Threads:  never changes after `of_index`; may be shared.
/// Errors:   none; an index that cannot be read tracks nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace curfew::sources {

class TrackedPaths {
  public:
    [[nodiscard]] static TrackedPaths of_index(const std::string& path);

    [[nodiscard]] bool contains(std::string_view path) const;

  private:
    std::vector<std::uint64_t> hashes_;  ///< sorted
};

}  // namespace curfew::sources
