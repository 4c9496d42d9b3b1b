#include "scanner/match/acceptance.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "scanner/rules/token_checksum.h"
#include "tests/scanner/match/made_catalog.h"

namespace curfew::match {
namespace {

MadeSignature with_checksum(std::string more = "") {
    return {.id = "acme-token",
            .fields =
                "pattern = 'acme_[0-9A-Za-z]{36}'\nliterals = ['acme_']\nlength_max = 41\n"
                "checksum = \"crc32_base62_6\"\nconfidence = 0.8\n" +
                more,
            .secret = "acme_{base62:30}{checksum}"};
}

/// A token with the right checksum, made now.
std::string right_token() {
    const std::string head = "acme_" + random_letters(30);
    return head + rules::checksum_for("crc32_base62_6", head).value();
}

std::string wrong_token() {
    std::string token = right_token();
    token.back() = token.back() == '0' ? '1' : '0';
    return token;
}

bool has_reason(const Detection& detection, std::string_view reason) {
    const auto& reasons = detection.confidence.reasons;
    return std::find(reasons.begin(), reasons.end(), reason) != reasons.end();
}

TEST(Acceptance, RightChecksumConfirms) {
    const MadeDetector made("acme", {with_checksum()});

    const auto found = made.detect(right_token());

    ASSERT_EQ(found.size(), 1U);
    EXPECT_TRUE(found[0].is_confirmed);
    EXPECT_GE(found[0].confidence.value, 0.99);
    EXPECT_EQ(found[0].confidence.reasons.front(), "checksum is right");
}

TEST(Acceptance, WrongTrustedChecksumIsNoToken) {
    const MadeDetector made("acme", {with_checksum()});

    EXPECT_TRUE(made.detect(wrong_token()).empty());
}

TEST(Acceptance, WrongUntrustedChecksumLowersConfidence) {
    const MadeDetector made("acme", {with_checksum("checksum_trusted = false")});

    const auto found = made.detect(wrong_token());

    ASSERT_EQ(found.size(), 1U);
    EXPECT_DOUBLE_EQ(found[0].confidence.value, 0.4);
    EXPECT_TRUE(has_reason(found[0], "checksum is not right"));
    EXPECT_FALSE(found[0].is_confirmed);
}

MadeSignature with_prefix(std::string confidence, std::string tables = "") {
    return {.id = "acme-key",
            .fields =
                "pattern = 'acme_[0-9A-Za-z]{24}'\nliterals = ['acme_']\nlength_max = 29\n"
                "public_prefix = 'acme_'\nconfidence = " +
                confidence,
            .tables = std::move(tables),
            .secret = "acme_{base62:24}"};
}

TEST(Acceptance, ProviderPrefixWithHighConfidenceConfirms) {
    const MadeDetector sure("acme", {with_prefix("0.9")});
    const MadeDetector unsure("acme", {with_prefix("0.8")});
    const std::string text = "acme_" + random_letters(24);

    EXPECT_TRUE(sure.detect(text).at(0).is_confirmed);
    EXPECT_FALSE(unsure.detect(text).at(0).is_confirmed);
    EXPECT_TRUE(has_reason(sure.detect(text).at(0), "begins with acme_"));
}

TEST(Acceptance, FiltersRefuse) {
    const MadeDetector made(
        "acme", {with_prefix("0.9", "[signature.filters]\nstop_words = ['dummyword']")});

    EXPECT_TRUE(made.detect("acme_" + random_letters(15) + "DummyWord").empty());
    EXPECT_EQ(made.detect("acme_" + random_letters(24)).size(), 1U);
}

TEST(Acceptance, BlatantStandInsAreRefusedUnlessTheSignatureWantsThem) {
    const MadeDetector strict("acme", {with_prefix("0.9")});
    const MadeDetector open(
        "acme", {with_prefix("0.9", "[signature.filters]\nreject_placeholders = false")});
    const std::string text = "acme_" + std::string(24, 'x');

    EXPECT_TRUE(strict.detect(text).empty());
    EXPECT_EQ(open.detect(text).size(), 1U);
}

TEST(Acceptance, MadeUpTokensOfATrueFormAreDoubtedAndConfirmNothing) {
    const MadeDetector made("acme", {{.id = "acme-key",
                                      .fields = "pattern = 'acme_[0-9a-z]{24}'\n"
                                                "literals = ['acme_']\nlength_max = 29",
                                      .secret = "acme_{base36:24}"}});
    const auto found = made.detect(
        "acme_"
        "abcd1234"
        "abcd1234"
        "abcd1234");

    ASSERT_EQ(found.size(), 1U);
    EXPECT_LT(found[0].confidence.value, 0.5);
    EXPECT_FALSE(found[0].is_confirmed);
}

TEST(Acceptance, ValueBesideAKeywordMustLookRandom) {
    const MadeDetector made("acme", {{.id = "acme-secret",
                                      .fields = "pattern = '[0-9a-f]{32}'\nkeywords = ['acme']\n"
                                                "length_max = 32",
                                      .secret = "{hex:32}",
                                      .context = "acme {secret}"}});

    EXPECT_EQ(made.detect("acme 9f86d081884c7d659a2feaa0c55ad015").size(), 1U);
    EXPECT_TRUE(made.detect("acme 00000000000000000000000000000001").empty());
    EXPECT_TRUE(made.detect("acme 0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f").empty());
}

TEST(Acceptance, KeywordEndsWithinItsDistanceOrStandsInsideTheMatch) {
    rules::Signature signature;
    signature.keywords = {"acme"};
    signature.keyword_distance = 4;
    const auto holds = [&](std::string_view text, std::size_t begin, std::size_t secret) {
        return has_keyword(signature, text,
                           {.whole = {begin, text.size()}, .secret = {secret, text.size()}});
    };

    EXPECT_TRUE(holds("Acme____x", 8, 8));
    EXPECT_FALSE(holds("acme_____x", 9, 9));
    EXPECT_TRUE(holds("acme_____x", 0, 9));
    EXPECT_FALSE(holds("xacme", 0, 4));
    EXPECT_FALSE(holds("acme", 0, 0));
}

TEST(Acceptance, ShapeBelowTheLeastConfidenceIsDropped) {
    const std::vector<rules::Signature> all(1);
    const Confirmer confirmer(all);
    const Claim claim{.confirmer = confirmer, .signature = all[0], .text = "abc", .match = {}};
    Detection weak;
    weak.signature = all.data();
    weak.confidence.value = 0.1;
    Detection strong;
    strong.signature = all.data();
    strong.confidence.value = 0.9;

    EXPECT_FALSE(accepted_from_shape(claim, std::move(weak)).value().has_value());
    EXPECT_TRUE(accepted_from_shape(claim, std::move(strong)).value().has_value());
}

}  // namespace
}  // namespace curfew::match
