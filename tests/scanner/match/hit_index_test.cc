#include "scanner/match/hit_index.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace curfew::match {
namespace {

rules::Signature signature_of(std::string id, std::string pattern,
                              std::vector<std::string> literals,
                              std::vector<std::string> keywords = {}) {
    rules::Signature signature;
    signature.id.value = std::move(id);
    signature.pattern = std::move(pattern);
    signature.literals = std::move(literals);
    signature.keywords = std::move(keywords);
    return signature;
}

HitIndex::Built built(const std::vector<rules::Signature>& signatures) {
    auto result = HitIndex::build(signatures);
    EXPECT_TRUE(result.has_value()) << result.error().message();
    return std::move(result).value();
}

/// The entries of a literal by its text.
std::vector<HitEntry> entries_of(const HitIndex::Built& all, std::string_view text) {
    for (const Literal& literal : all.literals) {
        if (literal.text != text) continue;
        const auto entries = all.index.entries(all.index.slot(literal.id));
        return {entries.begin(), entries.end()};
    }
    return {};
}

TEST(HitIndex, EqualLiteralsOfTwoSignaturesAreLookedForOnce) {
    const auto all = built({signature_of("one", "tok_[0-9]{3}", {"tok_"}),
                            signature_of("two", "tok_[a-f]{3}", {"tok_"})});

    EXPECT_EQ(all.literals.size(), 1U);
    EXPECT_EQ(entries_of(all, "tok_").size(), 2U);
}

TEST(HitIndex, KeywordsAreCaselessAndOnlyLookedForWithoutLiterals) {
    const auto all = built({signature_of("one", "[0-9]{3}", {}, {"Acme", "ACME"}),
                            signature_of("two", "tok_[a-f]{3}", {"tok_"}, {"other"})});

    ASSERT_EQ(all.literals.size(), 2U);
    const auto entries = entries_of(all, "acme");
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].role, HitRole::keyword);
    EXPECT_TRUE(entries_of(all, "other").empty());
}

TEST(HitIndex, KeywordsOfLongRunsAreLookedForInWindowsOnly) {
    const auto all = built({signature_of("one", "=(?P<secret>[0-9a-f]{32})", {}, {"acme"}),
                            signature_of("two", "[0-9a-f]{8}", {}, {"acme", "other"}),
                            signature_of("three", "tok_[a-f_]{32}", {"tok_"})});

    ASSERT_EQ(all.window_literals.size(), 1U);
    EXPECT_EQ(all.window_literals[0].text, "acme");
    EXPECT_EQ(all.literals.size(), 3U);
}

TEST(HitIndex, LiteralsInOrBeforeLongRunsAreLookedForInWindowsOnly) {
    const auto all = built({signature_of("one", "tok_[0-9a-f]{32}", {"tok_"}),
                            signature_of("two", "AKX[0-9A-Z]{17}", {"AKX"}),
                            signature_of("three", "short_[0-9a-f]{19}", {"short_"})});

    ASSERT_EQ(all.literals.size(), 1U);
    EXPECT_EQ(all.literals[0].text, "short_");
    EXPECT_EQ(all.window_literals.size(), 2U);
}

TEST(HitIndex, WindowReachesFromTheFarthestKeywordToTheEndOfTheRun) {
    const auto all = built({signature_of("one", "=(?P<secret>[0-9a-f]{32})", {}, {"acme"})});

    // The default distance of 48, one byte of the match before the run, and the keyword itself.
    EXPECT_EQ(all.index.window_around({100, 140}, 1000), (core::Span{47, 144}));
    EXPECT_EQ(all.index.window_around({10, 42}, 43), (core::Span{0, 43}));
}

TEST(HitIndex, ShapesAreAnchoredByLiteralsAndKeywords) {
    rules::Signature shape = signature_of("key", "", {"-----BEGIN"}, {"password"});
    shape.shape = rules::Shape::assignment;
    const auto all = built({shape});

    EXPECT_EQ(entries_of(all, "-----BEGIN").at(0).role, HitRole::anchor);
    EXPECT_EQ(entries_of(all, "password").at(0).role, HitRole::anchor);
}

TEST(HitIndex, LiteralThatBeginsWithAnotherSaysNothingNew) {
    const auto all = built({signature_of("one", "tok_[a-z]{4}", {"tok_", "tok_live"})});

    ASSERT_EQ(all.literals.size(), 1U);
    EXPECT_EQ(all.literals[0].text, "tok_");
}

TEST(HitIndex, LiteralNoMatchHoldsIsAnErrorThatNamesTheSignature) {
    const std::vector<rules::Signature> bad = {signature_of("one", "tok_[0-9]{3}", {"token"})};

    const auto result = HitIndex::build(bad);

    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().kind(), core::ErrorKind::invalid_input);
    EXPECT_TRUE(result.error().message().starts_with("one: "));
}

TEST(HitIndex, SignatureWithNothingToLookForIsAnError) {
    const std::vector<rules::Signature> bad = {signature_of("one", "tok_[0-9]{3}", {})};

    EXPECT_EQ(HitIndex::build(bad).error().kind(), core::ErrorKind::invalid_input);
}

TEST(HitIndex, PatternThatIsNotUnderstoodIsNeverRefusedQuickly) {
    const auto all = built({signature_of("one", R"(tok_\pL{3})", {"tok_"})});
    const HitEntry entry = entries_of(all, "tok_").at(0);

    EXPECT_TRUE(all.index.pool().may_stand_around(entry.check, "tok_", {.begin = 0, .end = 4}));
}

TEST(HitIndex, BytesMakeTheSameIndexAgain) {
    const auto all = built({signature_of("one", "tok_[0-9]{3}", {"tok_"}),
                            signature_of("two", "[a-f]{3}", {}, {"acme"})});
    const std::string bytes = all.index.to_bytes();

    const auto again = HitIndex::from_bytes(core::as_bytes(bytes), 2);

    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(again.value().to_bytes(), bytes);
}

TEST(HitIndex, ShortenedBytesAreCorrupt) {
    const std::string bytes =
        built({signature_of("one", "tok_[0-9]{3}", {"tok_"})}).index.to_bytes();

    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const auto index = HitIndex::from_bytes(core::as_bytes(bytes.substr(0, size)), 1);
        ASSERT_FALSE(index.has_value()) << size;
        ASSERT_EQ(index.error().kind(), core::ErrorKind::corrupt);
    }
}

TEST(HitIndex, NumbersBeyondTheCatalogueAreCorrupt) {
    const std::string bytes =
        built({signature_of("one", "tok_[0-9]{3}", {"tok_"})}).index.to_bytes();

    EXPECT_FALSE(HitIndex::from_bytes(core::as_bytes(bytes), 0).has_value());
}

TEST(HitIndex, NoChangedByteOfTheNumbersMakesItReadOutside) {
    const std::string bytes =
        built({signature_of("one", "tok_[0-9]{3}", {"tok_"})}).index.to_bytes();
    const std::string text = "tok_1";
    int allowed = 0;

    for (std::size_t at = 0; at < 100; ++at) {
        std::string changed = bytes;
        changed[at] = static_cast<char>(changed[at] ^ 0x41);
        const auto index = HitIndex::from_bytes(core::as_bytes(changed), 1);
        if (!index.has_value() || index.value().slot_count() == 0) continue;
        for (const HitEntry& entry : index.value().entries(index.value().slot(0))) {
            if (entry.role != HitRole::literal) continue;
            allowed +=
                index.value().pool().may_stand_around(entry.check, text, {.begin = 0, .end = 4});
        }
    }
    EXPECT_LE(allowed, 100);
}

}  // namespace
}  // namespace curfew::match
