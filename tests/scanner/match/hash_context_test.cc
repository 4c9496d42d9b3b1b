#include "scanner/match/hash_context.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "scanner/core/bytes.h"
#include "tests/scanner/match/shape_probe.h"

namespace curfew::match {
namespace {

// `@` stands for the value.
bool is_hash_in(std::string_view line, const std::string& value) {
    const std::size_t at = line.find('@');
    const std::string text =
        std::string(line.substr(0, at)).append(value).append(line.substr(at + 1));
    return is_called_a_hash(text, {.begin = at, .end = at + value.size()});
}

TEST(HashContext, TheWordBeforeTellsAHash) {
    for (const std::string_view line :
         {"appveyor: fix it\n\nThis reverts commit @.", "  commit @", "\"revision\": \"@\",",
          "https://git.acme.io/acme/blob/@/a.proto", "digest = sha256:@", "Follow-up to @ #13309",
          "Ref: @", "(cherry picked from commit @)"})
        EXPECT_TRUE(is_hash_in(line, drawn_hex(40))) << line;
}

TEST(HashContext, ImagesAndActionsArePinnedToHashes) {
    const std::string text = "uses: acme/setup@" + drawn_hex(40);

    EXPECT_TRUE(is_called_a_hash(text, {.begin = 17, .end = text.size()}));
}

TEST(HashContext, ListsOfChecksumsAreHashes) {
    EXPECT_TRUE(is_hash_in("@  acme-1.2.tar.gz\n", drawn_hex(64)));
    EXPECT_FALSE(is_hash_in("@\n", drawn_hex(64)));
}

TEST(HashContext, APieceOfALongerHashIsOne) {
    const std::string text = "acme.io/x v1.0.0/go.mod h1:IkGy+" + drawn(30) + "=";

    EXPECT_TRUE(is_called_a_hash(text, {.begin = 32, .end = 62}));
}

TEST(HashContext, AssignedKeysAreNone) {
    for (const std::string_view line : {"ACME_KEY=@", "acme key: @", "token=\"@\"", "acme(\"@\")"})
        EXPECT_FALSE(is_hash_in(line, drawn_hex(40))) << line;
}

}  // namespace
}  // namespace curfew::match
