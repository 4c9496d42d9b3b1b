#include "scanner/core/digest.h"

#include <span>
#include <string>

#include <gtest/gtest.h>

namespace curfew::core {
namespace {

std::string hex(const Digest& digest) {
    return hex_of(std::as_bytes(std::span(digest)));
}

// FIPS 180-4, example "abc".
TEST(Digest, Sha256OfAbc) {
    EXPECT_EQ(hex(sha256(as_bytes("abc"))),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

// RFC 4231, test case 2.
TEST(Digest, HmacOfWhatDoYaWant) {
    EXPECT_EQ(hex(hmac_sha256(as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Digest, RandomOnesDiffer) {
    EXPECT_NE(random_digest(), random_digest());
}

TEST(Digest, SlowDerivationDependsOnSaltAndBytes) {
    const Digest one = slow_derivation(as_bytes("salt"), as_bytes("value"));

    EXPECT_EQ(one, slow_derivation(as_bytes("salt"), as_bytes("value")));
    EXPECT_NE(one, slow_derivation(as_bytes("tlas"), as_bytes("value")));
    EXPECT_NE(one, slow_derivation(as_bytes("salt"), as_bytes("valve")));
}

}  // namespace
}  // namespace curfew::core
