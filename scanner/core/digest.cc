// SHA-256 is called by its old, direct interface: the new one sets the library's providers up on
// first use, 5 million instructions of a start that has 30 (valgrind --tool=callgrind,
// OpenSSL 3.0.17). The direct interface is deprecated since 3.0 and still there in 3.5.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "scanner/core/digest.h"

#include <algorithm>

#include <sys/random.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
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

constexpr std::size_t kBlockBytes = 64;  // FIPS 180-4: the block of SHA-256
using Block = std::array<std::uint8_t, kBlockBytes>;

BlobView view(const auto& bytes) {
    return std::as_bytes(std::span(bytes));
}

/// SHA-256 over two pieces.
Digest sha256_of(BlobView first, BlobView second) {
    SHA256_CTX context{};
    Digest digest{};
    const bool is_made = SHA256_Init(&context) == 1 &&
                         SHA256_Update(&context, first.data(), first.size()) == 1 &&
                         SHA256_Update(&context, second.data(), second.size()) == 1 &&
                         SHA256_Final(digest.data(), &context) == 1;
    OPENSSL_cleanse(&context, sizeof context);
    check(is_made);
    return digest;
}

/// The key as one block: shorter ones are filled up with zeros, longer ones digested (RFC 2104, 2).
Block block_of(BlobView key) {
    Block block{};
    if (key.size() > block.size()) {
        const Digest digest = sha256(key);
        std::ranges::copy(digest, block.begin());
    } else {
        std::ranges::transform(key, block.begin(),
                               [](std::byte byte) { return std::to_integer<std::uint8_t>(byte); });
    }
    return block;
}

Block mixed(Block block, std::uint8_t pad) {
    for (std::uint8_t& byte : block) byte ^= pad;
    return block;
}

}  // namespace

Digest sha256(BlobView bytes) {
    return sha256_of(bytes, {});
}

Sha1 sha1(BlobView first, BlobView second) {
    SHA_CTX context{};
    Sha1 digest{};
    check(SHA1_Init(&context) == 1 && SHA1_Update(&context, first.data(), first.size()) == 1 &&
          SHA1_Update(&context, second.data(), second.size()) == 1 &&
          SHA1_Final(digest.data(), &context) == 1);
    return digest;
}

Digest hmac_sha256(BlobView key, BlobView bytes) {
    constexpr std::uint8_t kInnerPad = 0x36;
    constexpr std::uint8_t kOuterPad = 0x5c;
    Block block = block_of(key);
    Block inner = mixed(block, kInnerPad);
    Block outer = mixed(block, kOuterPad);
    const Digest digest = sha256_of(view(outer), view(sha256_of(view(inner), bytes)));
    OPENSSL_cleanse(block.data(), block.size());
    OPENSSL_cleanse(inner.data(), inner.size());
    OPENSSL_cleanse(outer.data(), outer.size());
    return digest;
}

Digest random_digest() {
    Digest digest{};
    // At most 256 bytes are never cut short (getrandom(2)).
    check(::getrandom(digest.data(), digest.size(), 0) == static_cast<ssize_t>(digest.size()));
    return digest;
}

Digest slow_derivation(BlobView salt, BlobView bytes) {
    Digest digest{};
    // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): the size stands beside it
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
