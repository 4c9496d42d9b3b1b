#include "scanner/core/validity_window.h"

#include <gtest/gtest.h>

namespace curfew::core {
namespace {

Instant at(std::string_view time) {
    return parse_instant("2026-11-22T" + std::string(time) + "Z").value();
}

End known(std::string_view time) {
    return Known{at(time), Evidence::embedded};
}

TEST(ValidityWindow, ExpiryInstantIsAlreadyOutside) {
    const auto window = ValidityWindow::between(known("12:00:00"), known("13:00:00")).value();

    EXPECT_EQ(window.at(at("11:59:59")), Acceptance::refused);
    EXPECT_EQ(window.at(at("12:00:00")), Acceptance::accepted);
    EXPECT_EQ(window.at(at("12:59:59")), Acceptance::accepted);
    EXPECT_EQ(window.at(at("13:00:00")), Acceptance::refused);
}

TEST(ValidityWindow, CannotEndBeforeItBegins) {
    const auto window = ValidityWindow::between(known("13:00:00"), known("12:00:00"));

    ASSERT_FALSE(window.has_value());
    EXPECT_EQ(window.error().kind(), ErrorKind::invalid_input);
}

TEST(ValidityWindow, CannotBeEmpty) {
    EXPECT_FALSE(ValidityWindow::between(known("13:00:00"), known("13:00:00")).has_value());
}

TEST(ValidityWindow, NeverEndingIsNotUnknown) {
    const auto never =
        ValidityWindow::between(known("12:00:00"), Never{Evidence::catalogue}).value();
    const auto unknown = ValidityWindow::between(known("12:00:00"), Unknown{"not told"}).value();

    EXPECT_EQ(never.at(at("23:00:00")), Acceptance::accepted);
    EXPECT_EQ(unknown.at(at("23:00:00")), Acceptance::unknown);
    EXPECT_NE(never, unknown);
}

TEST(ValidityWindow, AKnownEndRefusesEvenWhenTheBeginIsUnknown) {
    const auto window = ValidityWindow::between(Unknown{"not told"}, known("13:00:00")).value();

    EXPECT_EQ(window.at(at("14:00:00")), Acceptance::refused);
    EXPECT_EQ(window.at(at("12:00:00")), Acceptance::unknown);
}

TEST(ValidityWindow, TimeLeftIsZeroOnceOver) {
    const auto window = ValidityWindow::between(known("12:00:00"), known("13:00:00")).value();

    EXPECT_EQ(window.left(at("12:59:00")), std::chrono::minutes{1});
    EXPECT_EQ(window.left(at("15:00:00")), Duration::zero());
    EXPECT_EQ(ValidityWindow::unknown("nothing").left(at("12:00:00")), std::nullopt);
}

TEST(ValidityWindow, StrongerEvidenceWins) {
    const End embedded = Known{at("12:00:00"), Evidence::embedded};
    const End asked = Known{at("14:00:00"), Evidence::provider};
    const End unknown = Unknown{"not told"};

    EXPECT_EQ(better_founded(embedded, asked), asked);
    EXPECT_EQ(better_founded(asked, embedded), asked);
    EXPECT_EQ(better_founded(unknown, embedded), embedded);
    EXPECT_EQ(better_founded(embedded, unknown), embedded);
}

TEST(ValidityWindow, AContradictionIsKept) {
    const auto window = ValidityWindow::unknown("nothing").contradicted("the file says otherwise");

    ASSERT_EQ(window.contradictions().size(), 1U);
    EXPECT_EQ(window.contradictions().front(), "the file says otherwise");
}

}  // namespace
}  // namespace curfew::core
