#include "scanner/match/quick_check.h"

#include <string>

#include <gtest/gtest.h>

#include "scanner/match/pattern_outline.h"

namespace curfew::match {
namespace {

/// The check of `pattern` around `literal`, and of one from the begin when there is none.
struct MadeCheck {
    MadeCheck(std::string_view pattern, std::string_view literal, std::uint32_t before) {
        const LiteralOutline outline =
            outline_around(automaton_of(pattern).value(), literal, before);
        check.after = pool.add_runs(outline.after);
        check.before = pool.add_runs(outline.before);
        check.length_min = static_cast<std::uint32_t>(outline.after.size());
        check.is_bordered = before == 0 ? 1 : 0;
        check.any_table = pool.add_table({});
    }

    explicit MadeCheck(std::string_view pattern) {
        const auto sets = outline_from_begin(automaton_of(pattern).value());
        ByteSet any;
        for (const ByteSet& set : sets) any |= set;
        check.after = pool.add_runs(sets);
        check.length_min = static_cast<std::uint32_t>(sets.size());
        check.any_table = pool.add_table(any);
    }

    [[nodiscard]] bool allows(std::string_view text, std::string_view literal) const {
        const std::size_t begin = text.find(literal);
        return pool.may_stand_around(check, text, {.begin = begin, .end = begin + literal.size()});
    }

    CheckPool pool;
    QuickCheck check;
};

TEST(QuickCheck, RefusesWhatThePatternCannotContinueWith) {
    const MadeCheck made("tok_[0-9]{3}", "tok_", 0);

    EXPECT_TRUE(made.allows("a tok_123 b", "tok_"));
    EXPECT_FALSE(made.allows("a tok_12x b", "tok_"));
    EXPECT_FALSE(made.allows("a tok_12", "tok_"));
    EXPECT_FALSE(made.allows("tok_", "tok_"));
}

TEST(QuickCheck, RefusesALiteralInsideAWord) {
    const MadeCheck made("tok_[0-9]{3}", "tok_", 0);

    EXPECT_FALSE(made.allows("atok_123", "tok_"));
    EXPECT_TRUE(made.allows("=tok_123", "tok_"));
}

TEST(QuickCheck, RefusesWhatCannotStandBefore) {
    const MadeCheck made("[0-9]{3}:AA", ":AA", 8);

    EXPECT_TRUE(made.allows("123:AA", ":AA"));
    EXPECT_FALSE(made.allows("x23:AA", ":AA"));
    EXPECT_FALSE(made.allows("23:AA", ":AA"));
}

TEST(QuickCheck, FindsTheFirstPossibleBegin) {
    const MadeCheck made("[0-9a-f]{8}");
    const std::string text = "acme words and 12345 then 0123cafe.";

    EXPECT_EQ(made.pool.possible_begin(made.check, text, 0, 40), text.find("0123cafe"));
    EXPECT_EQ(made.pool.possible_begin(made.check, text, 0, 10), std::nullopt);
    EXPECT_EQ(made.pool.possible_begin(made.check, text, text.size(), 99), std::nullopt);
}

TEST(QuickCheck, FindsPatternsOfSeveralSets) {
    const MadeCheck made("k[0-9]{2}-[a-z]{2}");

    EXPECT_EQ(made.pool.possible_begin(made.check, "kk12-ab", 0, 7), 1U);
    EXPECT_EQ(made.pool.possible_begin(made.check, "k12ab-k12-a", 0, 9), std::nullopt);
}

TEST(QuickCheck, PatternThatMayBeEmptyIsPossibleEverywhere) {
    const MadeCheck made("[0-9]*");

    EXPECT_EQ(made.pool.possible_begin(made.check, "abc", 1, 2), 1U);
    EXPECT_EQ(made.pool.possible_begin(made.check, "abc", 3, 9), 3U);
    EXPECT_EQ(made.pool.possible_begin(made.check, "abc", 4, 9), std::nullopt);
}

TEST(QuickCheck, EqualSetsShareOneTable) {
    CheckPool pool;

    const RunRange first = pool.add_runs(outline_from_begin(automaton_of("[0-9]{4}").value()));
    const RunRange second = pool.add_runs(outline_from_begin(automaton_of(R"(\d{9}a)").value()));

    EXPECT_EQ(pool.tables().size(), 2U);
    EXPECT_EQ(first.end - first.begin, 1U);
    EXPECT_EQ(second.end - second.begin, 2U);
}

TEST(QuickCheck, ForeignNumbersAreNoticed) {
    MadeCheck made("[0-9]{4}");
    EXPECT_TRUE(made.pool.holds(made.check));
    EXPECT_TRUE(made.pool.is_sound());

    QuickCheck beyond = made.check;
    beyond.after.end += 1;
    EXPECT_FALSE(made.pool.holds(beyond));
    QuickCheck longer = made.check;
    longer.length_min += 1;
    EXPECT_FALSE(made.pool.holds(longer));
    EXPECT_FALSE(CheckPool({}, {{.table = 0, .count = 1}}).is_sound());
}

}  // namespace
}  // namespace curfew::match
