#include "scanner/store/baseline.h"

#include <string>

#include <rapidcheck.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/made_finding.h"

namespace curfew::store {
namespace {

using support::instant;
using ::testing::HasSubstr;
using ::testing::StartsWith;

core::Fingerprint fingerprint_of(const std::string& text) {
    // A long value: a guessable one under the public key takes milliseconds.
    return core::Fingerprinter::with_public_key().of(
        core::SecretString(std::string_view(text + " Zx8!qW3#nM6$vB9%kL2^")));
}

std::string error_of(const std::string& text) {
    const auto parsed = Baseline::parse(text, "known.txt", "pub");
    if (parsed.has_value()) return "no error";
    EXPECT_EQ(parsed.error().kind(), core::ErrorKind::invalid_input);
    return parsed.error().message();
}

TEST(Baseline, IsWrittenSortedWithReasonAndLastDay) {
    Baseline baseline(Baseline::Kind::baseline, "pub");
    const core::Fingerprint one = fingerprint_of("one");
    const core::Fingerprint two = fingerprint_of("two");
    baseline.add(std::max(one, two), {.reason = {}, .until = {}});
    baseline.add(std::min(one, two), {.reason = "test data", .until = instant("2027-02-01")});

    EXPECT_EQ(baseline.text(), "curfew-baseline 1 pub\n" + std::min(one, two).text() +
                                   " until=2027-01-31 # test data\n" + std::max(one, two).text() +
                                   "\n");
}

TEST(Baseline, WhatIsReadCanBeFound) {
    const core::Fingerprint known = fingerprint_of("known");
    const auto baseline = Baseline::parse(
        "curfew-ignore 1 pub\n" + known.text() + " until=2027-01-31 # why\n", "x", "pub");

    ASSERT_TRUE(baseline.has_value());
    EXPECT_EQ(baseline.value().kind(), Baseline::Kind::ignore_file);
    const BaselineEntry* entry = baseline.value().find(known);
    ASSERT_NE(entry, nullptr);
    EXPECT_EQ(entry->reason, "why");
    EXPECT_EQ(baseline.value().find(fingerprint_of("other")), nullptr);
}

TEST(Baseline, TheNamedDayIsTheLastOneThatCounts) {
    const core::Fingerprint known = fingerprint_of("known");
    const auto baseline =
        Baseline::parse("curfew-ignore 1 pub\n" + known.text() + " until=2027-01-31", "x", "pub");

    const BaselineEntry& entry = *baseline.value().find(known);
    EXPECT_TRUE(entry.covers(instant("2027-01-31T23:59:59Z")));
    EXPECT_FALSE(entry.covers(instant("2027-02-01")));
    EXPECT_TRUE(BaselineEntry{}.covers(instant("9999-12-31")));
}

TEST(Baseline, EmptyLinesRemarksAndCarriageReturnsSayNothing) {
    const std::string text = "curfew-ignore 1 pub\r\n\r\n# a remark\r\n" +
                             fingerprint_of("known").text() + "\t# why \r\n";
    const auto baseline = Baseline::parse(text, "x", "pub");

    ASSERT_TRUE(baseline.has_value());
    EXPECT_EQ(baseline.value().size(), 1U);
    EXPECT_EQ(baseline.value().find(fingerprint_of("known"))->reason, "why");
}

TEST(Baseline, AnotherKeyIsAnErrorThatNamesBoth) {
    const std::string message = error_of("curfew-baseline 1 0123abcd\n");

    EXPECT_THAT(message, StartsWith("known.txt:1: "));
    EXPECT_THAT(message, HasSubstr("\"0123abcd\""));
    EXPECT_THAT(message, HasSubstr("\"pub\""));
    EXPECT_THAT(error_of("curfew-baseline 1 pub\ncf1:0123abcd:" + std::string(32, '0') + "\n"),
                StartsWith("known.txt:2: made with key \"0123abcd\""));
}

TEST(Baseline, EachFaultIsNamedWithItsLine) {
    const std::string head = "curfew-baseline 1 pub\n";
    const std::string known = fingerprint_of("known").text();

    EXPECT_THAT(error_of(""), StartsWith("known.txt:1: the first line must be"));
    EXPECT_THAT(error_of(known), StartsWith("known.txt:1: the first line must be"));
    EXPECT_THAT(error_of("curfew-baseline 2 pub"), HasSubstr("version 1 of the format"));
    EXPECT_THAT(error_of("curfew-baseline 1"), HasSubstr("the key id is missing"));
    EXPECT_THAT(error_of("curfew-baseline 1 pub more"), HasSubstr("nothing may follow"));
    EXPECT_THAT(error_of(head + "nonsense"), StartsWith("known.txt:2: "));
    EXPECT_THAT(error_of(head + "\n" + known + " why"), StartsWith("known.txt:3: after the"));
    EXPECT_THAT(error_of(head + known + " until=soon"), HasSubstr("until must be a day"));
    EXPECT_THAT(error_of(head + known + " until=2027-02-30"), HasSubstr("until must be a day"));
    EXPECT_THAT(error_of(head + known + "\n" + known), HasSubstr("a second time"));
}

TEST(Baseline, AReasonBecomesOneLine) {
    Baseline baseline(Baseline::Kind::baseline, "pub");
    baseline.add(fingerprint_of("known"), {.reason = " one\ntwo\t", .until = {}});

    EXPECT_EQ(baseline.find(fingerprint_of("known"))->reason, "one two");
}

TEST(Baseline, ParsingWhatWasWrittenGivesTheSame) {
    EXPECT_TRUE(rc::check("parse(text()) is the same", [] {
        const bool is_ignore = *rc::gen::arbitrary<bool>();
        Baseline baseline(is_ignore ? Baseline::Kind::ignore_file : Baseline::Kind::baseline,
                          "pub");
        const auto count = *rc::gen::inRange(0, 8);
        for (int i = 0; i < count; ++i) {
            BaselineEntry entry;
            entry.reason = *rc::gen::arbitrary<std::string>();
            if (*rc::gen::arbitrary<bool>()) {
                const std::int64_t seconds = *rc::gen::inRange(0, 2'000'000'000);
                entry.until = core::Instant(std::chrono::seconds(seconds));
            }
            const std::string name = std::to_string(*rc::gen::inRange(0, 20));
            baseline.add(fingerprint_of(name), std::move(entry));
        }

        const auto parsed = Baseline::parse(baseline.text(), "x", "pub");

        RC_ASSERT(parsed.has_value());
        RC_ASSERT(parsed.value() == baseline);
    }));
}

}  // namespace
}  // namespace curfew::store
