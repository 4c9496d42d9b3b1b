#include "scanner/report/text_finding.h"

#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scanner/report/sample_report.h"

namespace curfew::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string block_of(const Finding& finding, const RenderOptions& options = {}) {
    Page page(options.width, options.uses_color);
    print_finding(page, finding, options, support::kToday);
    return std::move(page).take();
}

TEST(TextFinding, TheTitleMovesTheSecretBelowWhereItIsTooLong) {
    Finding finding = open_token();
    rules::Signature signature = support::token_signature();
    signature.name = "A signature with quite a long name for a narrow terminal";
    finding.signature = &signature;

    EXPECT_THAT(block_of(finding, {.width = 60}),
                StartsWith("CRITICAL  " + signature.name + "\n  secret         acme_…"));
}

TEST(TextFinding, TheFutureStandsBehindNow) {
    Finding finding = open_token();
    finding.window =
        support::made_window(core::Known{support::instant("2024-05-01"), core::Evidence::embedded},
                             core::Known{support::instant("2027-05-01"), core::Evidence::embedded});

    EXPECT_THAT(block_of(finding), HasSubstr("█│█──── 2027-05-01\n"));
}

TEST(TextFinding, AnEndTooFarOffIsNamedBehindDots) {
    Finding finding = open_token();
    finding.window =
        support::made_window(core::Known{support::instant("2024-05-01"), core::Evidence::embedded},
                             core::Known{support::instant("2049-05-01"), core::Evidence::embedded});

    EXPECT_THAT(block_of(finding), HasSubstr("█│────────"));
    EXPECT_THAT(block_of(finding), HasSubstr("─ … 2049-05-01\n"));
}

TEST(TextFinding, WithoutKnownTimesThereIsNoPicture) {
    Finding finding = support::made_finding(support::password_signature(), "hunter2hunter2");
    finding.exposure.is_present = true;

    const std::string text = block_of(finding);

    for (const char* sign : {"█", "▓", "░", "─", "·"}) EXPECT_THAT(text, Not(HasSubstr(sign)));
}

TEST(TextFinding, VerboseListsAllPlacesAndTheReasons) {
    const std::string text = block_of(open_token(), {.is_verbose = true});

    EXPECT_THAT(text, HasSubstr("deploy/old.env:3:7 ! base64"));
    EXPECT_THAT(text, HasSubstr("last in 3c3c3c3c3c3c"));
    EXPECT_THAT(text, HasSubstr("99 %: checksum is right"));
    EXPECT_THAT(text, Not(HasSubstr("more place")));
}

TEST(TextFinding, HostileTextDoesNotReachTheTerminal) {
    const std::string text =
        block_of(hostile_finding(), {.shows_secrets = true, .is_verbose = true});

    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_EQ(text.find("\xE2\x80\xAE"), std::string::npos);
    EXPECT_THAT(text, HasSubstr("\\u{202e}exe.txt \\xff"));
    EXPECT_THAT(text, HasSubstr("=cmd|'\\xff\\x1b[2J"));
}

TEST(TextFinding, RemarksSayWhatContradictsAndWhoAllowedIt) {
    const std::string text = block_of(hostile_finding());

    EXPECT_THAT(text, HasSubstr("contradiction  two ends"));
    EXPECT_THAT(text, HasSubstr("note           a note"));
    EXPECT_THAT(text, HasSubstr("suppressed     by inline: a test, until 2027-01-01"));
    EXPECT_THAT(text, HasSubstr("(ignored by git)"));
}

TEST(TextFinding, ColoursPaintTheLevelAndThePicture) {
    const std::string text = block_of(open_token(), {.uses_color = true});

    EXPECT_THAT(text, StartsWith("\x1b[1;31mCRITICAL\x1b[0m"));
    EXPECT_THAT(text, HasSubstr("\x1b[31m█"));
}

}  // namespace
}  // namespace curfew::report
