#include "scanner/core/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include "scanner/core/check.h"

namespace curfew::core {
namespace {

const unsigned char* octets(BlobView bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

// scrypt's cost: 128 * N * r bytes of memory, 1 MiB here. Measured at 2 to 4 ms on the slow cores
// this project is built on; design.md 5 allows 5 ms for each guessable value that is written.
constexpr std::uint64_t kScryptCost = 1024;
constexpr std::uint64_t kScryptBlock = 8;
constexpr std::uint64_t kScryptParallel = 1;
constexpr std::uint64_t kScryptMemoryMax = 4ULL << 20U;

}  // namespace

Digest sha256(BlobView bytes) {
    Digest digest{};
    check(SHA256(octets(bytes), bytes.size(), digest.data()) != nullptr);
    return digest;
}

Digest hmac_sha256(BlobView key, BlobView bytes) {
    Digest digest{};
    unsigned length = 0;
    const unsigned char* made = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                                     octets(bytes), bytes.size(), digest.data(), &length);
    check(made != nullptr && length == digest.size());
    return digest;
}

Digest random_digest() {
    Digest digest{};
    check(RAND_bytes(digest.data(), static_cast<int>(digest.size())) == 1);
    return digest;
}

Digest slow_derivation(BlobView salt, BlobView bytes) {
    Digest digest{};
    const int made = EVP_PBE_scrypt(as_text(bytes).data(), bytes.size(), octets(salt), salt.size(),
                                    kScryptCost, kScryptBlock, kScryptParallel, kScryptMemoryMax,
                                    digest.data(), digest.size());
    check(made == 1);
    return digest;
}

bool equal_in_constant_time(BlobView left, BlobView right) {
    if (left.size() != right.size()) return false;
    return CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

std::string hex_of(BlobView bytes) {
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * bytes.size());
    for (const std::byte byte : bytes) {
        const auto value = std::to_integer<unsigned>(byte);
        text.push_back(kDigits[value >> 4U]);
        text.push_back(kDigits[value & 15U]);
    }
    return text;
}

}  // namespace curfew::core
