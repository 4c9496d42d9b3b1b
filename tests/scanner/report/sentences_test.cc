#include "scanner/report/sentences.h"

#include <gtest/gtest.h>

#include "tests/scanner/report/sample_report.h"

namespace curfew::report {
namespace {

using core::Evidence;
using core::Known;
using core::Never;
using core::Unknown;
using support::instant;
using support::kToday;
using support::made_window;

TEST(AcceptedText, KnownEndsSayHowLongAndHowWeKnow) {
    EXPECT_EQ(accepted_text(made_window(Known{instant("2026-01-01"), Evidence::embedded},
                                        Known{instant("2027-01-01"), Evidence::embedded}),
                            instant("2026-12-01")),
              "2026-01-01 → 2027-01-01, 31 d left (embedded)");
    EXPECT_EQ(accepted_text(made_window(Known{instant("2026-01-01"), Evidence::embedded},
                                        Known{instant("2026-02-01"), Evidence::embedded}),
                            instant("2026-02-01")),
              "2026-01-01 → 2026-02-01, over for 0 s (embedded)");
}

TEST(AcceptedText, EachEndNamesItsOwnEvidenceWhereTheyDiffer) {
    EXPECT_EQ(accepted_text(made_window(Known{instant("2026-01-01"), Evidence::embedded},
                                        Never{Evidence::catalogue}),
                            kToday),
              "2026-01-01 (embedded) → never (catalogue)");
}

TEST(AcceptedText, AHistoryBeginIsOnlyABound) {
    EXPECT_EQ(accepted_text(made_window(Known{instant("2026-01-01"), Evidence::history},
                                        Never{Evidence::history}),
                            kToday),
              "by 2026-01-01 → never (history)");
}

TEST(AcceptedText, UnknownSaysWhy) {
    EXPECT_EQ(accepted_text(core::ValidityWindow::unknown("nobody told"), kToday),
              "unknown (nobody told)");
    EXPECT_EQ(
        accepted_text(made_window(Never{Evidence::catalogue}, Unknown{"owner's choice"}), kToday),
        "always (catalogue) → unknown (owner's choice)");
}

TEST(ReadableText, TellsWhereItIsNow) {
    Finding finding = open_token();
    EXPECT_EQ(readable_text(finding), "2024-05-01 → now (still there)");

    finding.exposure.first_seen.reset();
    EXPECT_EQ(readable_text(finding), "now (since when is unknown: no history here)");

    finding = expired_token();
    EXPECT_EQ(readable_text(finding), "2025-03-01 → 2025-09-01 (taken out; the history keeps it)");

    finding.places.front().kind = core::PlaceKind::unreachable;
    EXPECT_EQ(readable_text(finding), "2025-03-01 → 2025-09-01 (no reference reaches it any more)");

    finding.exposure = {};
    EXPECT_EQ(readable_text(finding), "unknown");
}

TEST(LiveText, TellsRunningOverAndNone) {
    Finding finding = open_token();
    EXPECT_EQ(live_text(finding), "2 y 206 d and counting");

    finding.exposure.live = {};
    EXPECT_EQ(live_text(finding), "now, since when is unknown");

    finding = expired_token();
    EXPECT_EQ(live_text(finding), "184 d, over");

    finding.exposure.live = {};
    EXPECT_EQ(live_text(finding), "none");
}

TEST(LiveText, AnUnknownEndCountsAsOpenAndSaysSo) {
    Finding finding = open_token();
    finding.window = core::ValidityWindow::unknown("nobody told");
    EXPECT_EQ(live_text(finding),
              "2 y 206 d and counting (if it is still accepted: its end is unknown)");

    finding.exposure.is_live_open = false;
    EXPECT_EQ(live_text(finding),
              "2 y 206 d, over (if it was accepted all the time: its end is unknown)");
}

TEST(WhereText, NamesPathLineColumnAndContainers) {
    core::Place place = support::made_place("a/b.txt", 3, 7);
    EXPECT_EQ(where_text(place), "a/b.txt:3:7");

    place.position.column = 0;
    place.containers = {{"gzip", "inner.txt"}, {"base64", ""}};
    EXPECT_EQ(where_text(place), "a/b.txt:3 ! gzip inner.txt ! base64");

    place = {};
    place.kind = core::PlaceKind::standard_input;
    EXPECT_EQ(where_text(place), "standard input");
}

TEST(CommitText, IsShortDatedAndHarmless) {
    core::CommitFacts commit = support::made_commit(0xAB, "2026-01-01");
    commit.author = "A\x1b[2J <a@b>";

    EXPECT_EQ(commit_text(commit), "abababababab, 2026-01-01, A\\x1b[2J <a@b>");
}

TEST(HowToEnd, NamesThePageAndWhatTheCatalogueKnows) {
    EXPECT_EQ(how_to_end(support::token_signature()),
              "Revoke it at https://acme.example/settings/tokens\nTakes effect within a minute.");
}

TEST(HowToEnd, ANoteAboutARequestIsNotForAPersonsHands) {
    rules::Signature signature = support::token_signature();
    signature.end.request = rules::RequestRule{.method = "DELETE",
                                               .url = "https://acme.example/api",
                                               .headers = {},
                                               .body = {},
                                               .hosts = {}};

    EXPECT_EQ(how_to_end(signature), "Revoke it at https://acme.example/settings/tokens");

    signature.end.page.clear();
    EXPECT_EQ(how_to_end(signature), "Revoke it at its provider and issue a new one.");
}

TEST(HowToEnd, EachKindHasASentenceOfItsOwn) {
    for (int kind = 0; kind <= static_cast<int>(rules::SecretKind::identifier); ++kind) {
        rules::Signature signature;
        signature.kind = static_cast<rules::SecretKind>(kind);

        EXPECT_FALSE(how_to_end(signature).empty()) << kind;
    }
}

TEST(HowToEnd, SaysWhatCannotBeTakenBackAndWhatElseIsHit) {
    rules::Signature signature;
    signature.revocability = rules::Revocability::expiry_only;
    EXPECT_NE(how_to_end(signature).find("cannot be taken back"), std::string::npos);

    signature.revocability = rules::Revocability::principal_wide;
    EXPECT_NE(how_to_end(signature).find("everything of its owner"), std::string::npos);
}

TEST(AdviceFor, IsMilderWhereThereIsLessToFear) {
    Finding finding = open_token();
    EXPECT_NE(advice_for(finding).find("the history keeps it"), std::string::npos);

    finding.is_protected = true;
    EXPECT_NE(advice_for(finding).find("passphrase"), std::string::npos);

    finding.standing = LifetimeStanding::expired;
    EXPECT_NE(advice_for(finding).find("Nothing to revoke"), std::string::npos);

    finding.verdict.detail = "canary";
    EXPECT_NE(advice_for(finding).find("Known bait"), std::string::npos);
}

TEST(Numbers, AreGroupedAndCounted) {
    EXPECT_EQ(grouped(0), "0");
    EXPECT_EQ(grouped(999), "999");
    EXPECT_EQ(grouped(1'000), "1,000");
    EXPECT_EQ(grouped(1'234'567), "1,234,567");
    EXPECT_EQ(counted(1, "commit"), "1 commit");
    EXPECT_EQ(counted(0, "commit"), "0 commits");
}

TEST(Numbers, BytesHaveTheUnitAPersonReads) {
    EXPECT_EQ(byte_text(0), "0 B");
    EXPECT_EQ(byte_text(1'023), "1023 B");
    EXPECT_EQ(byte_text(1'024), "1.0 KiB");
    EXPECT_EQ(byte_text(12'897'484), "12.2 MiB");
    EXPECT_EQ(byte_text(1ULL << 40U), "1.0 TiB");
    EXPECT_EQ(byte_text(5000ULL << 40U), "5000.0 TiB");
}

}  // namespace
}  // namespace curfew::report
