/// Regular files read whole or mapped, without ever waiting for a FIFO or a device.
///
/// Owns:     MappedFile its mapping; the file may be unlinked meanwhile.
/// Threads:  a MappedFile never changes and may be shared.
/// Errors:   not_found, denied, invalid_input (no regular file), exhausted (over the limit).
#pragma once

#include <cstddef>
#include <string>

#include "scanner/core/bytes.h"
#include "scanner/core/result.h"

namespace curfew::sources {

/// A file descriptor that is closed again.
class Descriptor {
  public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
    Descriptor& operator=(Descriptor&& other) noexcept;
    ~Descriptor();

    [[nodiscard]] bool is_open() const { return number_ >= 0; }
    [[nodiscard]] int number() const { return number_; }
    int release();

  private:
    int number_ = -1;
};

/// The error that `number` (errno) stands for, about `path`.
[[nodiscard]] core::Error system_error(int number, const std::string& path);

/// All bytes of the regular file `path`.
[[nodiscard]] core::Result<std::string> read_plain_file(const std::string& path,
                                                        std::size_t bytes_max);

[[nodiscard]] bool is_directory(const std::string& path);
[[nodiscard]] bool is_plain_file(const std::string& path);

/// A whole file as memory. Its pages belong to the system's cache, not to us.
class MappedFile {
  public:
    MappedFile() = default;
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;
    ~MappedFile();

    [[nodiscard]] static core::Result<MappedFile> open(const std::string& path);

    [[nodiscard]] core::BlobView bytes() const { return {begin_, size_}; }

  private:
    const std::byte* begin_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace curfew::sources
