#include "scanner/lifetime/exposure.h"

#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace curfew::lifetime {
namespace {

using core::Duration;
using core::End;
using core::Evidence;
using core::Instant;
using core::Known;
using core::Never;
using core::Unknown;
using core::ValidityWindow;
using std::chrono::hours;

Instant at(int hour) {
    return core::parse_instant("2026-11-22T00:00:00Z").value() + hours{hour};
}

ValidityWindow window(End begin, End end) {
    return ValidityWindow::between(std::move(begin), std::move(end)).value();
}

ValidityWindow known(int begin, int end) {
    return window(Known{at(begin), Evidence::embedded}, Known{at(end), Evidence::embedded});
}

Sightings seen(int first, int last, bool present = false) {
    Sightings sightings;
    sightings.add(at(first), at(last), present);
    return sightings;
}

TEST(Exposure, LiveIsTheCommonPartOfSightingsAndWindow) {
    const Exposure exposure = exposure_of(seen(2, 10), known(4, 8), at(24));

    EXPECT_EQ(exposure.first_seen, at(2));
    EXPECT_EQ(exposure.last_seen, at(10));
    EXPECT_EQ(exposure.live, hours{4});
    EXPECT_FALSE(exposure.is_present);
    EXPECT_FALSE(exposure.is_live_open);
    EXPECT_EQ(exposure.reason, "");
}

TEST(Exposure, LastsUntilAsOfWhileItIsPresent) {
    const Exposure exposure = exposure_of(seen(2, 3, true), known(0, 48), at(24));

    EXPECT_EQ(exposure.last_seen, at(24));
    EXPECT_EQ(exposure.live, hours{22});
    EXPECT_TRUE(exposure.is_live_open);
}

TEST(Exposure, IsNotOpenFromTheExpiryInstantOn) {
    EXPECT_TRUE(exposure_of(seen(0, 1, true), known(0, 12), at(12) - Duration{1}).is_live_open);
    EXPECT_FALSE(exposure_of(seen(0, 1, true), known(0, 12), at(12)).is_live_open);
}

TEST(Exposure, ExpiredBeforeItWasSeenHasNoLivePart) {
    const Exposure exposure = exposure_of(seen(5, 9, true), known(0, 5), at(24));

    EXPECT_EQ(exposure.live, Duration::zero());
    EXPECT_FALSE(exposure.is_live_open);
}

TEST(Exposure, NotYetAcceptedIsNotOpen) {
    const Exposure exposure = exposure_of(seen(0, 1, true), known(10, 20), at(5));

    EXPECT_EQ(exposure.live, Duration::zero());
    EXPECT_FALSE(exposure.is_live_open);
}

TEST(Exposure, UnknownEndCountsAsStillAcceptedAndSaysSo) {
    const auto open = window(Known{at(0), Evidence::embedded}, Unknown{"nobody told"});

    const Exposure exposure = exposure_of(seen(2, 3, true), open, at(24));

    EXPECT_EQ(exposure.live, hours{22});
    EXPECT_TRUE(exposure.is_live_open);
    EXPECT_NE(exposure.reason.find("nobody told"), std::string::npos);
    EXPECT_NE(exposure.reason.find("counted as still accepted"), std::string::npos);
}

TEST(Exposure, UnknownBeginCountsFromTheFirstSightingAndSaysSo) {
    const auto open = window(Unknown{"not told"}, Known{at(10), Evidence::embedded});

    const Exposure exposure = exposure_of(seen(2, 20), open, at(24));

    EXPECT_EQ(exposure.live, hours{8});
    EXPECT_NE(exposure.reason.find("counted from the first sighting"), std::string::npos);
}

TEST(Exposure, NeverExpiringIsOpenWithoutAReason) {
    const auto open = window(Known{at(0), Evidence::history}, Never{Evidence::catalogue});

    const Exposure exposure = exposure_of(seen(0, 0, true), open, at(24));

    EXPECT_EQ(exposure.live, hours{24});
    EXPECT_TRUE(exposure.is_live_open);
    EXPECT_EQ(exposure.reason, "");
}

TEST(Exposure, WithoutHistoryIsZeroLongButOpen) {
    Sightings now;
    now.add(std::nullopt, std::nullopt, true);

    const Exposure exposure = exposure_of(now, ValidityWindow::unknown("not told"), at(24));

    EXPECT_FALSE(exposure.first_seen);
    EXPECT_EQ(exposure.last_seen, at(24));
    EXPECT_EQ(exposure.live, Duration::zero());
    EXPECT_TRUE(exposure.is_live_open);
    EXPECT_NE(exposure.reason.find("without history"), std::string::npos);
}

TEST(Exposure, WithoutHistoryAndExpiredIsClosed) {
    Sightings now;
    now.add(std::nullopt, std::nullopt, true);

    EXPECT_FALSE(exposure_of(now, known(0, 12), at(24)).is_live_open);
}

TEST(Exposure, WhatWasSeenLaterDoesNotCountYet) {
    const Exposure exposure = exposure_of(seen(12, 20, true), known(0, 48), at(6));

    EXPECT_FALSE(exposure.first_seen);
    EXPECT_FALSE(exposure.is_present);
    EXPECT_FALSE(exposure.is_live_open);
    EXPECT_EQ(exposure.live, Duration::zero());
    EXPECT_NE(exposure.reason.find("after the instant"), std::string::npos);
}

TEST(Exposure, SeenExactlyAtAsOfCounts) {
    const Exposure exposure = exposure_of(seen(6, 6, true), known(0, 48), at(6));

    EXPECT_EQ(exposure.first_seen, at(6));
    EXPECT_EQ(exposure.live, Duration::zero());
    EXPECT_TRUE(exposure.is_live_open);
}

TEST(Exposure, BetweenFirstAndLastSightingItWasPresent) {
    const Exposure exposure = exposure_of(seen(2, 20), known(0, 48), at(10));

    EXPECT_TRUE(exposure.is_present);
    EXPECT_EQ(exposure.last_seen, at(10));
    EXPECT_EQ(exposure.live, hours{8});
}

TEST(Exposure, NothingSeenIsNothing) {
    const Exposure exposure = exposure_of({}, known(0, 12), at(6));

    EXPECT_FALSE(exposure.is_present);
    EXPECT_FALSE(exposure.is_live_open);
    EXPECT_EQ(exposure.live, Duration::zero());
}

TEST(Sightings, KeepTheEarliestTheLatestAndWhetherAnyIsPresent) {
    Sightings sightings = seen(5, 6);
    sightings.add(at(3), at(4), false);
    sightings.add(at(8), std::nullopt, true);
    sightings.add(std::nullopt, std::nullopt, false);

    EXPECT_EQ(sightings.first, at(3));
    EXPECT_EQ(sightings.last, at(8));
    EXPECT_TRUE(sightings.is_present);
}

// Properties.

struct Sighting {
    std::optional<Instant> first;
    std::optional<Instant> last;
    bool is_present;
};

std::optional<Instant> any_instant() {
    if (*rc::gen::arbitrary<bool>()) return std::nullopt;
    return at(*rc::gen::inRange(0, 100));
}

Sighting any_sighting() {
    auto first = any_instant();
    auto last = any_instant();
    if (first && last && *last < *first) std::swap(first, last);
    return {first, last, *rc::gen::arbitrary<bool>()};
}

std::vector<Sighting> any_sightings() {
    std::vector<Sighting> all;
    const int count = *rc::gen::inRange(0, 6);
    for (int i = 0; i < count; ++i) all.push_back(any_sighting());
    return all;
}

Sightings added(const std::vector<Sighting>& all) {
    Sightings sightings;
    for (const Sighting& one : all) sightings.add(one.first, one.last, one.is_present);
    return sightings;
}

End any_end(int from, int until) {
    switch (*rc::gen::inRange(0, 3)) {
        case 0:
            return Known{at(*rc::gen::inRange(from, until)), Evidence::embedded};
        case 1:
            return Never{Evidence::catalogue};
        default:
            return Unknown{"not told"};
    }
}

ValidityWindow any_window() {
    return window(any_end(0, 50), any_end(50, 100));
}

RC_GTEST_PROP(ExposureProperty, TheOrderOfSightingsDoesNotMatter, ()) {
    auto all = any_sightings();
    const Sightings forward = added(all);
    std::ranges::reverse(all);
    const Sightings backward = added(all);
    const auto as_of = at(*rc::gen::inRange(0, 120));
    const ValidityWindow any = any_window();

    RC_ASSERT(exposure_of(forward, any, as_of) == exposure_of(backward, any, as_of));
}

RC_GTEST_PROP(ExposureProperty, LiveIsNeverLongerThanTheExposure, ()) {
    const Exposure exposure =
        exposure_of(added(any_sightings()), any_window(), at(*rc::gen::inRange(0, 120)));

    RC_ASSERT(exposure.live >= Duration::zero());
    if (!exposure.first_seen) {
        RC_ASSERT(exposure.live == Duration::zero());
        return;
    }
    RC_ASSERT(exposure.live <= *exposure.last_seen - *exposure.first_seen);
}

RC_GTEST_PROP(ExposureProperty, LiveNeverShrinksAsTimeGoesOn, ()) {
    const Sightings sightings = added(any_sightings());
    const ValidityWindow any = any_window();
    const int earlier = *rc::gen::inRange(0, 120);
    const int later = *rc::gen::inRange(earlier, 121);

    RC_ASSERT(exposure_of(sightings, any, at(earlier)).live <=
              exposure_of(sightings, any, at(later)).live);
}

RC_GTEST_PROP(ExposureProperty, CuttingWithTheWindowCommutes, ()) {
    // The part of [first, last) inside [begin, end) is the part of [begin, end) inside it.
    const int first = *rc::gen::inRange(0, 50);
    const int last = *rc::gen::inRange(first + 1, 100);
    const int begin = *rc::gen::inRange(0, 50);
    const int end = *rc::gen::inRange(begin + 1, 100);

    RC_ASSERT(exposure_of(seen(first, last), known(begin, end), at(200)).live ==
              exposure_of(seen(begin, end), known(first, last), at(200)).live);
}

RC_GTEST_PROP(ExposureProperty, OpenMeansPresentAndNotRefused, ()) {
    const ValidityWindow any = any_window();
    const auto as_of = at(*rc::gen::inRange(0, 120));
    const Exposure exposure = exposure_of(added(any_sightings()), any, as_of);

    RC_ASSERT(exposure.is_live_open ==
              (exposure.is_present && any.at(as_of) != core::Acceptance::refused));
}

}  // namespace
}  // namespace curfew::lifetime
