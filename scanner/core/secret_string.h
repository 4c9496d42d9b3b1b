/// Bytes that cannot be printed, copied, compared by accident, or left behind in freed memory.
///
/// Owns:     its own heap buffer, wiped on destruction and when moved from.
/// Threads:  one thread at a time.
/// Units:    bytes; no encoding is promised, NUL may occur.
/// Not here: an identity that may be stored and printed (fingerprint.h).
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "scanner/core/bytes.h"

namespace curfew::core {

class SecretString {
  public:
    SecretString() = default;
    /// Copies `bytes` into a buffer of its own. The caller's bytes stay as they were.
    explicit SecretString(BlobView bytes);
    explicit SecretString(std::string_view text) : SecretString(as_bytes(text)) {}

    SecretString(const SecretString&) = delete;
    SecretString& operator=(const SecretString&) = delete;
    SecretString(SecretString&& other) noexcept;
    SecretString& operator=(SecretString&& other) noexcept;
    ~SecretString();

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }

    /// The one door: the bytes, borrowed for as long as this object lives and does not move.
    /// tests/house_rules lists the files that may open it.
    [[nodiscard]] std::string_view reveal() const { return {bytes_.get(), size_}; }

    /// A second copy, made on purpose.
    [[nodiscard]] SecretString duplicate() const { return SecretString(reveal()); }

    /// Whether both hold the same bytes; takes the same time wherever they differ.
    [[nodiscard]] bool equals_in_constant_time(const SecretString& other) const;

  private:
    void wipe() noexcept;

    std::unique_ptr<char[]> bytes_;
    std::size_t size_ = 0;
};

/// Overwrites `size` bytes with zero in a way the compiler keeps.
void wipe_memory(void* bytes, std::size_t size) noexcept;

}  // namespace curfew::core
