/// What was gone through, in numbers; what was left out is Skipped (blob.h).
#pragma once

#include <cstdint>

namespace curfew::core {

struct Covered {
    std::uint64_t commits = 0;
    std::uint64_t blobs = 0;
    std::uint64_t bytes = 0;
    std::uint64_t files = 0;
    std::uint64_t records = 0;
    std::uint64_t unreachable = 0;  ///< of the objects: those that nothing leads to any more

    Covered& operator+=(const Covered& more) {
        commits += more.commits;
        blobs += more.blobs;
        bytes += more.bytes;
        files += more.files;
        records += more.records;
        unreachable += more.unreachable;
        return *this;
    }

    friend bool operator==(const Covered&, const Covered&) = default;
};

}  // namespace curfew::core
