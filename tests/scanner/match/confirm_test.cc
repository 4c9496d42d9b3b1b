#include "scanner/match/confirm.h"

#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "scanner/rules/signature.h"

namespace curfew::match {
namespace {

rules::Signature with_pattern(std::string pattern) {
    rules::Signature signature;
    signature.id.value = "acme-key";
    signature.pattern = std::move(pattern);
    return signature;
}

TEST(Confirmer, FindsTheWholeMatchWithoutAGroup) {
    const std::vector<rules::Signature> all = {with_pattern("tok_[0-9]{3}")};
    const Confirmer confirmer(all);
    const std::string text = "a tok_123";

    const auto match = confirmer.find(0, text, {.begin = 0, .end = text.size()}).value();

    ASSERT_TRUE(match.has_value());
    EXPECT_EQ(match->whole, (core::Span{2, 9}));
    EXPECT_EQ(match->secret, match->whole);
}

TEST(Confirmer, GroupNamedSecretIsTheSecret) {
    const std::vector<rules::Signature> all = {with_pattern("(key)=(?P<secret>[0-9]+)")};
    const Confirmer confirmer(all);

    const auto match = confirmer.find(0, "key=123;", {.begin = 0, .end = 8}).value();

    ASSERT_TRUE(match.has_value());
    EXPECT_EQ(match->whole, (core::Span{0, 7}));
    EXPECT_EQ(match->secret, (core::Span{4, 7}));
}

TEST(Confirmer, MatchAtAWindowBeginsThere) {
    const std::vector<rules::Signature> all = {with_pattern("[0-9]{3}")};
    const Confirmer confirmer(all);

    EXPECT_FALSE(confirmer.match_at(0, "a123", {.begin = 0, .end = 4}).value().has_value());
    EXPECT_TRUE(confirmer.match_at(0, "a123", {.begin = 1, .end = 4}).value().has_value());
    EXPECT_FALSE(confirmer.match_at(0, "a123", {.begin = 1, .end = 3}).value().has_value());
}

TEST(Confirmer, AnyBytesAreText) {
    const std::vector<rules::Signature> all = {with_pattern("tok_[^ ]{3}")};
    const Confirmer confirmer(all);
    const std::string text = "\xff\xfetok_\x80\xff\xc3";

    EXPECT_TRUE(confirmer.find(0, text, {.begin = 0, .end = text.size()}).value().has_value());
}

TEST(Confirmer, PatternThatDoesNotCompileNamesItsSignature) {
    const std::vector<rules::Signature> all = {with_pattern("tok_[")};
    const Confirmer confirmer(all);

    const auto found = confirmer.find(0, "tok_", {.begin = 0, .end = 4});

    ASSERT_FALSE(found.has_value());
    EXPECT_EQ(found.error().kind(), core::ErrorKind::invalid_input);
    EXPECT_TRUE(found.error().message().starts_with("acme-key: "));
    EXPECT_FALSE(confirmer.compile_all().has_value());
}

TEST(Confirmer, PartThatDoesNotCompileNamesItsSignature) {
    rules::Signature signature = with_pattern("a");
    signature.parts.emplace_back();
    signature.parts.back().pattern = "(";
    const std::vector<rules::Signature> all = {signature};
    const Confirmer confirmer(all);

    EXPECT_EQ(confirmer.compile_all().error().kind(), core::ErrorKind::invalid_input);
}

TEST(Confirmer, SecretAfterTooManyGroupsIsRefused) {
    std::string pattern;
    for (int group = 0; group < 16; ++group) pattern += "(a)";
    const std::vector<rules::Signature> all = {with_pattern(pattern + "(?P<secret>b)")};
    const Confirmer confirmer(all);

    EXPECT_EQ(confirmer.compile_all().error().kind(), core::ErrorKind::invalid_input);
}

TEST(Confirmer, ManyThreadsMayNeedAPatternFirst) {
    const std::vector<rules::Signature> all = {with_pattern("tok_[0-9]{3}")};
    const Confirmer confirmer(all);
    std::vector<int> found(8, 0);
    {
        std::vector<std::jthread> threads;
        for (int& one : found) {
            threads.emplace_back([&confirmer, &one] {
                one = confirmer.find(0, "tok_123", {.begin = 0, .end = 7}).value() ? 1 : 0;
            });
        }
    }

    EXPECT_EQ(found, std::vector<int>(8, 1));
}

}  // namespace
}  // namespace curfew::match
