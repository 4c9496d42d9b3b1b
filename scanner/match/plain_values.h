/// Plain values one after another as bytes: how the compiled tables of the matcher are stored. For
/// the machine that wrote them only; what is read is checked by whoever knows what it means.
///
/// Threads:  pure functions.
/// Units:    counts of values; the bytes lie as the processor has them.
/// Errors:   take_values(): false when fewer bytes are left than it would need; nothing is taken
/// then.
#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "scanner/core/bytes.h"

namespace curfew::match {

template <typename Plain>
void put_values(std::string& bytes, std::span<const Plain> values) {
    static_assert(std::is_trivially_copyable_v<Plain>);
    bytes.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
}

/// Takes `count` values off the front of `bytes`.
template <typename Plain>
[[nodiscard]] bool take_values(core::BlobView& bytes, std::size_t count,
                               std::vector<Plain>& values) {
    static_assert(std::is_trivially_copyable_v<Plain>);
    if (bytes.size() / sizeof(Plain) < count) return false;
    values.resize(count);
    if (count != 0) std::memcpy(values.data(), bytes.data(), count * sizeof(Plain));
    bytes = bytes.subspan(count * sizeof(Plain));
    return true;
}

}  // namespace curfew::match
