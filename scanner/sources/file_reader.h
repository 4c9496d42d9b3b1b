/// Reads one file after the other below a root into one buffer and pushes it.
///
/// Owns:     its buffer, at most kLargeBlobBytes between files; larger files have one of their own
///           while it is their turn, and are pushed in pieces over kPieceBytesMax.
/// Threads:  one thread at a time; the turn is shared.
/// Errors:   none; what cannot be read is a skip.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "scanner/core/blob.h"
#include "scanner/core/coverage.h"
#include "scanner/sources/blob_rules.h"
#include "scanner/sources/tree_walk.h"

namespace curfew::sources {

struct FileReading {
    int root = -1;
    std::string path_prefix;  ///< put before the paths below the root
    std::uint64_t file_bytes_max = 0;
    core::PlaceKind kind = core::PlaceKind::file;
    LargeBlobTurn large_turn{};
    std::stop_token stop{};
};

class FileReader {
  public:
    FileReader(FileReading& reading, core::BlobSink& sink) : reading_(reading), sink_(sink) {}

    void read(const FoundFile& file);
    /// An open file, which `file` names.
    void read(const FoundFile& file, int descriptor);

    [[nodiscard]] const core::Covered& covered() const { return covered_; }

  private:
    void read_open(const FoundFile& file, int descriptor, std::uint64_t bytes);
    void skip(const FoundFile& file, const char* reason, bool is_gap);

    FileReading& reading_;
    core::BlobSink& sink_;
    core::Covered covered_;
    std::vector<std::byte> buffer_;
};

}  // namespace curfew::sources
