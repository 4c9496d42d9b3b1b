#include "scanner/match/filters.h"

#include <gtest/gtest.h>

namespace curfew::match {
namespace {

rules::Filters with_entropy(double least) {
    rules::Filters filters;
    filters.entropy_min = least;
    return filters;
}

/// At least so many digits, capitals and small letters.
rules::Filters with_counts(std::uint32_t digits, std::uint32_t capitals, std::uint32_t small) {
    rules::Filters filters;
    filters.digits_min = digits;
    filters.uppercase_min = capitals;
    filters.lowercase_min = small;
    return filters;
}

TEST(Filters, EmptyFiltersPassEverything) {
    EXPECT_FALSE(filtered_by({}, "").has_value());
    EXPECT_FALSE(filtered_by({}, "aaaa").has_value());
}

TEST(Filters, EntropyBelowTheLeastIsRefused) {
    const rules::Filters filters = with_entropy(3.0);

    EXPECT_EQ(filtered_by(filters, "aaaabbbb"), "too little entropy");
    EXPECT_FALSE(filtered_by(filters, "0123456789abcdef").has_value());
}

TEST(Filters, EachSortOfLettersIsCounted) {
    EXPECT_EQ(filtered_by(with_counts(2, 0, 0), "abc1"), "too few digits");
    EXPECT_EQ(filtered_by(with_counts(0, 2, 0), "abC1"), "too few capitals");
    EXPECT_EQ(filtered_by(with_counts(0, 0, 2), "aBC1"), "too few small letters");
    EXPECT_FALSE(filtered_by(with_counts(1, 1, 1), "aB1").has_value());
}

TEST(Filters, StopWordInsideIsRefusedWhateverItsCase) {
    rules::Filters filters;
    filters.stop_words = {"sample"};

    EXPECT_EQ(filtered_by(filters, "12SamPle34"), "holds the stop word \"sample\"");
    EXPECT_FALSE(filtered_by(filters, "12samp34").has_value());
}

}  // namespace
}  // namespace curfew::match
