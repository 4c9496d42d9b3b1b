// Hostile and huge inputs: bounds hold, and what was cut is told.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "scanner/core/limits.h"
#include "scanner/match/detector.h"
#include "tests/scanner/match/made_catalog.h"

namespace curfew::match {
namespace {

MadeSignature prefixed() {
    return {.id = "acme-a",
            .fields = "pattern = 'aaa_[0-9A-Za-z]{24}'\nliterals = ['aaa_']\nlength_max = 40",
            .tables = "[signature.filters]\nreject_placeholders = false",
            .secret = "aaa_{base62:24}"};
}

TEST(DetectorBounds, BlobOfTokensIsCutAndTheRestIsCounted) {
    const MadeDetector made("acme", {prefixed()});
    constexpr std::size_t kTokens = 2 * core::kDetectionsPerBlobMax + 500;
    std::string text;
    for (std::size_t token = 0; token < kTokens; ++token) {
        text += "aaa_" + random_letters(24, static_cast<unsigned>(token)) + "\n";
    }
    std::vector<Detection> found;
    const auto workspace = made.detector.make_workspace();

    ASSERT_TRUE(
        made.detector.detect(core::as_bytes(text), {}, *workspace.value(), found).has_value());

    EXPECT_EQ(found.size(), core::kDetectionsPerBlobMax);
    EXPECT_EQ(workspace.value()->cut_off() + found.size(), kTokens);
}

TEST(DetectorBounds, NothingIsCutOffOtherwise) {
    const MadeDetector made("acme", {prefixed()});
    std::vector<Detection> found;
    const auto workspace = made.detector.make_workspace();
    const std::string text = "aaa_" + random_letters(24);

    ASSERT_TRUE(
        made.detector.detect(core::as_bytes(text), {}, *workspace.value(), found).has_value());

    EXPECT_EQ(workspace.value()->cut_off(), 0U);
}

/// Work that grows with the square of the input would take hours here.
TEST(DetectorBounds, RepeatedLiteralsAndKeywordsTakeTimeInProportion) {
    const MadeDetector made(
        "acme",
        {prefixed(),
         {.id = "acme-k",
          .fields = "pattern = '[0-9a-f]{32}'\nkeywords = ['acme']\nkeyword_distance = 4096\n"
                    "length_max = 32",
          .secret = "{hex:32}",
          .context = "acme {secret}"},
         {.id = "acme-long",
          .fields = "pattern = 'long_[a-z0-9_]{20,}!'\nliterals = ['long_']\nlength_max = 4096\n"
                    "open_borders = true",
          .secret = "long_{lower:30}!"}});
    std::string text;
    for (int round = 0; round < 20'000; ++round) text += "aaa_acme0123456789long_";

    EXPECT_TRUE(made.detect(text).empty());
}

}  // namespace
}  // namespace curfew::match
