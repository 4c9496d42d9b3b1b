#include "scanner/provider/hint.h"

#include <string>

#include <gtest/gtest.h>

#include "scanner/core/bytes.h"
#include "scanner/core/digest.h"

namespace curfew::provider {
namespace {

const std::string kSecret = "acme_" + std::string("Ab3dEf6hIj9lMn2p");

bool fits(const std::string& way, const std::string& hint) {
    return hint_fits(*rules::hint_rule_from(way), hint, kSecret, "acme_");
}

TEST(Hint, PiecesFitWhereTheyStand) {
    EXPECT_TRUE(fits("last8", kSecret.substr(kSecret.size() - 8)));
    EXPECT_FALSE(fits("last8", kSecret.substr(kSecret.size() - 9, 8)));
    EXPECT_FALSE(fits("last8", kSecret.substr(kSecret.size() - 7)));
    EXPECT_FALSE(fits("last8", ""));
    EXPECT_TRUE(fits("first9", kSecret.substr(0, 9)));
}

TEST(Hint, ThePublicPrefixTellsNothing) {
    EXPECT_FALSE(fits("first5", "acme_"));
    EXPECT_FALSE(fits("first8", kSecret.substr(0, 8)));
    EXPECT_FALSE(fits("redacted", "acme_A...2p"));
    EXPECT_TRUE(fits("redacted", "acme_A...n2p"));
}

TEST(Hint, TheWholeSecretIsNoHint) {
    EXPECT_FALSE(fits("last21", kSecret));
    EXPECT_FALSE(fits("redacted", kSecret + "..."));
}

TEST(Hint, DigestsFit) {
    const core::Digest digest = core::sha256(core::as_bytes(std::string_view(kSecret)));
    const std::string hex = core::hex_of(std::as_bytes(std::span(digest)));
    EXPECT_TRUE(fits("sha256_hex", hex));
    EXPECT_FALSE(fits("sha256_hex", hex.substr(0, 63)));
    EXPECT_FALSE(fits("sha256_hex", ""));
    EXPECT_FALSE(fits("sha256_base64", ""));
    EXPECT_FALSE(fits("sha256_base64", "===="));
}

TEST(Hint, TheMiddleIsStruckOutInTheUsualWays) {
    const std::string front = kSecret.substr(0, 8);
    const std::string back = kSecret.substr(kSecret.size() - 4);
    for (const std::string gap : {"...", "****", "\xE2\x80\xA6", "......"}) {
        EXPECT_TRUE(fits("redacted", front + gap + back)) << gap;
        EXPECT_FALSE(fits("redacted", front + gap + "XXXX")) << gap;
        EXPECT_FALSE(fits("redacted", "acme_zzz" + gap + back)) << gap;
    }
    EXPECT_FALSE(fits("redacted", front + back));
    EXPECT_FALSE(fits("redacted", "..."));
}

}  // namespace
}  // namespace curfew::provider
