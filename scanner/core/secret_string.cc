#include "scanner/core/secret_string.h"

#include <algorithm>
#include <utility>

#include <string.h>

#include "scanner/core/digest.h"

namespace curfew::core {

void wipe_memory(void* bytes, std::size_t size) noexcept {
    if (size > 0) ::explicit_bzero(bytes, size);
}

SecretString::SecretString(BlobView bytes) : size_(bytes.size()) {
    if (size_ == 0) return;
    bytes_ = std::make_unique<char[]>(size_);
    std::ranges::copy(as_text(bytes), bytes_.get());
}

SecretString::SecretString(SecretString&& other) noexcept
    : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}

SecretString& SecretString::operator=(SecretString&& other) noexcept {
    if (this == &other) return *this;
    wipe();
    bytes_ = std::move(other.bytes_);
    size_ = std::exchange(other.size_, 0);
    return *this;
}

SecretString::~SecretString() {
    wipe();
}

bool SecretString::equals_in_constant_time(const SecretString& other) const {
    return equal_in_constant_time(as_bytes(reveal()), as_bytes(other.reveal()));
}

void SecretString::wipe() noexcept {
    wipe_memory(bytes_.get(), size_);
    bytes_.reset();
    size_ = 0;
}

}  // namespace curfew::core
