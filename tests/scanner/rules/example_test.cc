#include "scanner/rules/example.h"

#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "scanner/rules/maker.h"
#include "scanner/rules/token_checksum.h"

namespace curfew::rules {
namespace {

Signature acme() {
    Signature signature;
    signature.id.value = "acme-key";
    signature.pattern = "acme_[0-9A-Za-z]{36}";
    signature.literals = {"acme_"};
    signature.checksum = "crc32_base62_6";
    signature.example.secret = "acme_{base62:30}{checksum}";
    signature.example.contexts = {"KEY={secret}", "id {key_id} key {secret}"};
    signature.example.parts = {{"key_id", "id-{hex:8}"}};
    signature.parts.emplace_back().name = "key_id";
    return signature;
}

Example example_of(const Signature& signature, std::size_t context = 0, std::uint64_t seed = 1) {
    auto made = make_example(signature, context, seed);
    EXPECT_TRUE(made.has_value()) << made.error().message();
    return std::move(made).value();
}

std::string error_of(const Signature& signature) {
    const auto made = make_example(signature, 0, 1);
    return made.has_value() ? std::string() : made.error().message();
}

std::vector<MadeNearMiss> near_misses_of(const Signature& signature, std::uint64_t seed = 1) {
    auto made = make_near_misses(signature, seed);
    EXPECT_TRUE(made.has_value()) << made.error().message();
    return std::move(made).value();
}

std::set<std::string> reasons_of(const Signature& signature) {
    std::set<std::string> reasons;
    for (const MadeNearMiss& near_miss : near_misses_of(signature)) reasons.insert(near_miss.why);
    return reasons;
}

TEST(Example, SecretStandsInItsContextWithTheRightChecksum) {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        const Example example = example_of(acme(), 0, seed);
        EXPECT_EQ(example.text, "KEY=" + example.secret);
        EXPECT_EQ(example.secret.size(), 41U);
        EXPECT_TRUE(checksum_holds("crc32_base62_6", example.secret));
    }
}

TEST(Example, SameSeedMakesTheSameSecretInEveryContext) {
    EXPECT_EQ(example_of(acme(), 0, 9).secret, example_of(acme(), 1, 9).secret);
    EXPECT_NE(example_of(acme(), 0, 9).secret, example_of(acme(), 0, 10).secret);
}

TEST(Example, TwoSignaturesWithTheSameTemplateMakeDifferentSecrets) {
    Signature other = acme();
    other.id.value = "other-key";

    EXPECT_NE(example_of(acme()).secret, example_of(other).secret);
}

TEST(Example, ContextsAreCountedThrough) {
    EXPECT_EQ(example_of(acme(), 2).text, example_of(acme(), 0).text);
    EXPECT_NE(example_of(acme(), 1).text, example_of(acme(), 0).text);
}

TEST(Example, PartsStandInTheContextAndInTheList) {
    const Example example = example_of(acme(), 1);

    ASSERT_EQ(example.parts.size(), 1U);
    EXPECT_EQ(example.parts[0].first, "key_id");
    EXPECT_EQ(example.text, "id " + example.parts[0].second + " key " + example.secret);
}

TEST(Example, PartThatNoRuleNamesIsAHelpOfTheTemplateAlone) {
    Signature signature = acme();
    signature.example.parts.emplace_back("pair", "user:{secret}");
    signature.example.contexts = {"Authorization: Basic {base64of:pair}"};

    const Example example = example_of(signature);

    EXPECT_EQ(example.text, "Authorization: Basic " + base64_of("user:" + example.secret, false));
    EXPECT_EQ(example.parts.size(), 1U);
}

TEST(Example, PartMayBeCalledLikeTheMakerItUses) {
    Signature signature = acme();
    signature.example.parts = {{"host", "{host}"}};
    signature.example.contexts = {"{host} {secret}"};

    EXPECT_NE(example_of(signature).text.find(".internal "), std::string::npos);
}

TEST(Example, SecretSatisfiesItsOwnFilters) {
    Signature signature;
    signature.example.secret = "{base62:8}";
    signature.filters.digits_min = 3;
    signature.filters.uppercase_min = 2;
    signature.filters.lowercase_min = 2;
    signature.filters.entropy_min = 2.9;
    signature.filters.stop_words = {"A"};

    const std::string secret = example_of(signature).secret;

    EXPECT_GE(std::ranges::count_if(secret, [](char c) { return c >= '0' && c <= '9'; }), 3);
    EXPECT_EQ(secret.find_first_of("aA"), std::string::npos);
}

TEST(Example, FiltersThatNothingSatisfiesAreAnError) {
    Signature signature = acme();
    signature.filters.entropy_min = 7.9;

    EXPECT_EQ(error_of(signature),
              "none of 64 examples satisfies the signature's own checksum and filters");
}

TEST(Example, ChecksumThatCannotBeComputedIsFoundByTrying) {
    Signature signature;
    signature.checksum = "aws_key_id";
    signature.example.secret = "AK{{IA{base32:16}";
    signature.example.secret.erase(2, 2);  // put together here, so that no whole id stands here

    for (std::uint64_t seed = 0; seed < 100; ++seed)
        EXPECT_TRUE(checksum_holds("aws_key_id", example_of(signature, 0, seed).secret));
}

TEST(Example, TemplateFaultsAreErrors) {
    Signature signature = acme();
    signature.example.contexts = {"{secret} {unknown}"};
    EXPECT_NE(error_of(signature).find("there is no maker or part unknown"), std::string::npos);

    signature = acme();
    signature.checksum.clear();
    EXPECT_NE(error_of(signature).find("has no checksum"), std::string::npos);

    signature = acme();
    signature.checksum = "aws_key_id";
    EXPECT_NE(error_of(signature).find("cannot be computed"), std::string::npos);

    signature = acme();
    signature.example.secret = "{base64of:nothing}";
    EXPECT_NE(error_of(signature).find("there is no part nothing"), std::string::npos);
}

TEST(Example, PartsThatNameEachOtherEnd) {
    Signature signature = acme();
    signature.example.parts = {{"one", "{two}"}, {"two", "{one}"}};
    signature.example.contexts = {"{secret} {one}"};

    EXPECT_NE(error_of(signature), "");
}

TEST(NearMiss, FollowFromAnExactPatternWithAChecksum) {
    EXPECT_EQ(reasons_of(acme()),
              (std::set<std::string>{"one character short", "a letter outside the alphabet",
                                     "checksum of another body",
                                     "a placeholder instead of the random part"}));
}

TEST(NearMiss, LengthIsLeftAloneWhereThePatternTakesSeveral) {
    Signature signature = acme();
    signature.pattern = "acme_[0-9A-Za-z]{20,40}";
    signature.checksum.clear();
    signature.example.secret = "acme_{base62:30}";

    EXPECT_EQ(reasons_of(signature),
              (std::set<std::string>{"a placeholder instead of the random part"}));
}

TEST(NearMiss, UntrustedChecksumRejectsNothing) {
    Signature signature = acme();
    signature.is_checksum_trusted = false;

    EXPECT_FALSE(reasons_of(signature).contains("checksum of another body"));
}

TEST(NearMiss, WrongChecksumIsWrong) {
    for (std::uint64_t seed = 0; seed < 50; ++seed)
        for (const MadeNearMiss& near_miss : near_misses_of(acme(), seed)) {
            if (near_miss.why == "checksum of another body") {
                EXPECT_FALSE(checksum_holds("crc32_base62_6", near_miss.text.substr(4)));
            }
        }
}

TEST(NearMiss, SignaturesOwnComeFirst) {
    Signature signature = acme();
    signature.near_misses = {{"acme_{lower:3}", "far too short"}};

    const auto made = near_misses_of(signature);

    EXPECT_EQ(made.front().why, "far too short");
    EXPECT_EQ(made.front().text.size(), 8U);
}

}  // namespace
}  // namespace curfew::rules
