/// The sorted list of objects in one pack: a .idx file, versions 1 and 2, read in place.
///
/// Owns:     nothing; borrows the file's bytes, which the caller keeps mapped.
/// Threads:  never changes; may be shared.
/// Units:    offsets are bytes from the start of the .pack file.
/// Errors:   corrupt, with the numbers that do not fit.
/// Source:   gitformat-pack(5), "pack-*.idx files have the following format".
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "scanner/core/bytes.h"
#include "scanner/core/ids.h"
#include "scanner/core/result.h"

namespace curfew::sources {

class PackIndex {
  public:
    [[nodiscard]] static core::Result<PackIndex> read(core::BlobView bytes);

    [[nodiscard]] std::size_t size() const { return size_; }

    /// `at` < size(); ids rise with `at`.
    [[nodiscard]] core::ObjectId id(std::size_t at) const;
    [[nodiscard]] std::uint64_t offset(std::size_t at) const;

    /// Where `id` stands.
    [[nodiscard]] std::optional<std::size_t> find(const core::ObjectId& id) const;

    /// The first place whose id is not below `id`; size() if there is none.
    [[nodiscard]] std::size_t lower_bound(const core::ObjectId& id) const;

  private:
    [[nodiscard]] std::uint32_t number(std::size_t at) const;

    core::BlobView bytes_;
    std::size_t size_ = 0;
    bool is_version_2_ = false;
    std::size_t ids_ = 0;      ///< where the table of ids begins
    std::size_t offsets_ = 0;  ///< where the table of offsets begins (version 2)
    std::size_t large_ = 0;    ///< where the table of 8-byte offsets begins (version 2)
    std::size_t large_size_ = 0;
};

}  // namespace curfew::sources
