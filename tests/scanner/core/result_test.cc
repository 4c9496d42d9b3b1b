#include "scanner/core/result.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace curfew::core {
namespace {

Result<int> half(int number) {
    if (number % 2 != 0) return Error(ErrorKind::invalid_input, std::to_string(number) + " is odd");
    return number / 2;
}

Result<int> quarter(int number) {
    TRY_ASSIGN(const int once, half(number));
    TRY_ASSIGN(const int twice, half(once));
    return twice;
}

Result<void> must_be_even(int number) {
    TRY(half(number));
    return {};
}

TEST(Result, HoldsItsValue) {
    const Result<int> result = half(8);

    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(result.value(), 4);
}

TEST(Result, CarriesKindAndSentence) {
    const Result<int> result = half(7);

    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().kind(), ErrorKind::invalid_input);
    EXPECT_EQ(result.error().message(), "7 is odd");
}

TEST(Result, TryAssignBindsOrPassesUp) {
    EXPECT_EQ(quarter(12).value(), 3);
    EXPECT_EQ(quarter(6).error().message(), "3 is odd");
}

TEST(Result, TryPassesUpWithoutAValue) {
    EXPECT_TRUE(must_be_even(4).has_value());
    EXPECT_FALSE(must_be_even(5).has_value());
}

TEST(Result, MovesWhatCannotBeCopied) {
    Result<std::unique_ptr<int>> result = std::make_unique<int>(3);

    const std::unique_ptr<int> moved = std::move(result).value();

    EXPECT_EQ(*moved, 3);
}

TEST(Result, AnErrorSaysWhereItWas) {
    Error error(ErrorKind::corrupt, "ends early");

    EXPECT_EQ(std::move(error).at("pack 3").message(), "pack 3: ends early");
}

TEST(ResultDeathTest, ReadingTheValueOfAFailureIsAProgrammersError) {
    const Result<int> result = half(7);

    EXPECT_DEATH(static_cast<void>(result.value()), "a check failed at .*result.h:[0-9]+");
}

TEST(ErrorKind, EachHasItsName) {
    EXPECT_EQ(name_of(ErrorKind::timed_out), "timed_out");
    EXPECT_EQ(name_of(ErrorKind::internal), "internal");
}

}  // namespace
}  // namespace curfew::core
