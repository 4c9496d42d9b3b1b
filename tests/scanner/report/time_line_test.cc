#include "scanner/report/time_line.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/made_finding.h"

namespace curfew::report {
namespace {

using core::Evidence;
using core::Known;
using core::Never;
using core::Unknown;
using support::instant;
using support::made_window;

const core::Instant kNow = instant("2026-02-02");

std::string drawn(const std::optional<TimeLine>& line) {
    std::string picture;
    if (!line) return "none";
    for (std::size_t at = 0; at < line->cells.size(); ++at) {
        if (line->now == at) picture += "|";
        picture += glyph_of(line->cells[at]);
    }
    return picture;
}

std::string repeated(std::string_view glyph, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) text += glyph;
    return text;
}

lifetime::Exposure seen(std::string_view first, std::optional<std::string_view> last) {
    lifetime::Exposure exposure;
    exposure.first_seen = instant(first);
    exposure.last_seen = last ? instant(*last) : kNow;
    exposure.is_present = !last;
    return exposure;
}

TEST(TimeLine, ReadableAndAcceptedUntilNowFillsIt) {
    const auto line = time_line_of(
        made_window(Known{instant("2026-01-01"), Evidence::embedded}, Never{Evidence::catalogue}),
        seen("2026-01-01", std::nullopt), kNow);

    EXPECT_EQ(drawn(line), repeated("█", 32));
    EXPECT_FALSE(line->now.has_value());
}

TEST(TimeLine, AcceptedBeforeAndAfterItWasReadableIsToldApart) {
    // 32 days, a cell each: accepted days 0 to 24, readable days 8 to 16.
    const auto line = time_line_of(made_window(Known{instant("2026-01-01"), Evidence::embedded},
                                               Known{instant("2026-01-25"), Evidence::embedded}),
                                   seen("2026-01-09", "2026-01-17"), kNow);

    EXPECT_EQ(drawn(line),
              repeated("─", 8) + repeated("█", 8) + repeated("─", 8) + repeated("·", 8));
}

TEST(TimeLine, ReadableAfterItsEndIsReadableOnly) {
    const auto line = time_line_of(made_window(Known{instant("2026-01-01"), Evidence::embedded},
                                               Known{instant("2026-01-09"), Evidence::embedded}),
                                   seen("2026-01-01", std::nullopt), kNow);

    EXPECT_EQ(drawn(line), repeated("█", 8) + repeated("░", 24));
}

TEST(TimeLine, AnUnknownEndIsPerhapsLive) {
    const auto line =
        time_line_of(made_window(Known{instant("2026-01-01"), Evidence::history}, Unknown{"x"}),
                     seen("2026-01-01", "2026-01-17"), kNow);

    EXPECT_EQ(drawn(line), repeated("▓", 16) + repeated("·", 16));
}

TEST(TimeLine, TheFutureIsBehindNowAndTakesAtMostHalf) {
    const auto line = time_line_of(made_window(Known{instant("2026-01-17"), Evidence::embedded},
                                               Known{instant("2036-01-01"), Evidence::embedded}),
                                   seen("2026-01-17", std::nullopt), kNow);

    EXPECT_EQ(drawn(line), repeated("█", 16) + "|" + repeated("─", 16));
    EXPECT_TRUE(line->is_cut);
}

TEST(TimeLine, OneSightingWithoutHistoryIsAMoment) {
    lifetime::Exposure exposure;
    exposure.is_present = true;

    const auto line = time_line_of(
        made_window(Known{instant("2026-01-01"), Evidence::embedded}, Never{Evidence::embedded}),
        exposure, kNow);

    EXPECT_EQ(drawn(line), repeated("─", 31) + "█");
}

TEST(TimeLine, NotAcceptedYetIsAllFuture) {
    lifetime::Exposure exposure;
    exposure.is_present = true;

    const auto line = time_line_of(made_window(Known{instant("2026-03-01"), Evidence::embedded},
                                               Known{instant("2026-04-01"), Evidence::embedded}),
                                   exposure, kNow);

    EXPECT_EQ(drawn(line), repeated("─", 32));
    EXPECT_FALSE(line->now.has_value());
}

TEST(TimeLine, NothingKnownButThePresentIsNoLine) {
    lifetime::Exposure exposure;
    exposure.is_present = true;

    EXPECT_FALSE(time_line_of(core::ValidityWindow::unknown("x"), exposure, kNow).has_value());
    EXPECT_FALSE(
        time_line_of(core::ValidityWindow::unknown("x"), seen("2026-02-02", std::nullopt), kNow)
            .has_value());
}

}  // namespace
}  // namespace curfew::report
