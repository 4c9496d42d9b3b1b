#include "scanner/store/finding_store.h"

#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/made_finding.h"
#include "tests/support/temp_dir.h"

namespace curfew::store {
namespace {

using support::instant;
using support::made_place;
using support::TempDir;

report::ScanReport report_of(unsigned seed, std::vector<core::Place> places, core::Instant as_of) {
    report::ScanReport report;
    report.as_of = as_of;
    report.key_id = "pub";
    report.findings.push_back(
        support::made_finding(support::token_signature(), support::made_token(seed)));
    report.findings.back().places = std::move(places);
    return report;
}

core::Fingerprint fingerprint_of(unsigned seed) {
    return core::Fingerprinter::with_public_key().of(
        core::SecretString(std::string_view(support::made_token(seed))));
}

FindingStore opened(const std::string& path) {
    auto store = FindingStore::open(path);
    EXPECT_TRUE(store.has_value()) << store.error().message();
    return std::move(store).value();
}

TEST(FindingStore, FindsThePlaceAgainByItsFingerprint) {
    const TempDir folder;
    core::Place place = made_place("a/\xFF.txt", 3, 7);
    place.first_commit = support::made_commit(0xAB, "2026-01-01");
    const auto when = instant("2026-11-23");
    ASSERT_TRUE(opened(folder.at("s"))
                    .record("/home/jane/project", report_of(1, {place}, when))
                    .has_value());

    const auto places = opened(folder.at("s")).places_of(fingerprint_of(1));

    ASSERT_TRUE(places.has_value());
    const StoredPlace expected{.signature_id = "acme-token",
                               .repository = "/home/jane/project",
                               .kind = "commit",
                               .path = "a/\xFF.txt",
                               .commit = support::made_object(0xAB).hex(),
                               .line = 3,
                               .column = 7,
                               .is_present = true,
                               .first_scan = when,
                               .last_scan = when};
    EXPECT_THAT(places.value(), ::testing::ElementsAre(expected));
}

TEST(FindingStore, KnowsNothingOfOtherSecrets) {
    const TempDir folder;
    FindingStore store = opened(folder.at("s"));
    ASSERT_TRUE(
        store.record("x", report_of(1, {made_place("a", 1, 1)}, support::kToday)).has_value());

    EXPECT_TRUE(store.places_of(fingerprint_of(2)).value().empty());
}

TEST(FindingStore, ALaterScanMovesThePlaceAndKeepsWhenItWasFirstSeen) {
    const TempDir folder;
    FindingStore store = opened(folder.at("s"));
    ASSERT_TRUE(store.record("x", report_of(1, {made_place("a", 1, 1)}, instant("2026-01-01")))
                    .has_value());
    ASSERT_TRUE(store.record("x", report_of(1, {made_place("a", 9, 2)}, instant("2026-02-01")))
                    .has_value());

    const auto places = store.places_of(fingerprint_of(1)).value();

    ASSERT_EQ(places.size(), 1U);
    EXPECT_EQ(places.front().line, 9U);
    EXPECT_EQ(places.front().first_scan, instant("2026-01-01"));
    EXPECT_EQ(places.front().last_scan, instant("2026-02-01"));
}

TEST(FindingStore, RepositoriesAreKeptApartTheLastSeenFirst) {
    const TempDir folder;
    FindingStore store = opened(folder.at("s"));
    ASSERT_TRUE(store.record("one", report_of(1, {made_place("a", 1, 1)}, instant("2026-01-01")))
                    .has_value());
    ASSERT_TRUE(store.record("two", report_of(1, {made_place("a", 1, 1)}, instant("2026-02-01")))
                    .has_value());

    const auto places = store.places_of(fingerprint_of(1)).value();

    ASSERT_EQ(places.size(), 2U);
    EXPECT_EQ(places.front().repository, "two");
    EXPECT_EQ(places.back().repository, "one");
}

TEST(FindingStore, PlacesOfOneSecretAreBounded) {
    const TempDir folder;
    std::vector<core::Place> places;
    for (std::size_t at = 0; at < kPlacesMax + 5; ++at)
        places.push_back(made_place("f" + std::to_string(at), 1, 1));
    FindingStore store = opened(folder.at("s"));
    ASSERT_TRUE(store.record("x", report_of(1, places, support::kToday)).has_value());

    EXPECT_EQ(store.places_of(fingerprint_of(1)).value().size(), kPlacesMax);
}

TEST(FindingStore, HoldsNoSecret) {
    const TempDir folder;
    {
        FindingStore store = opened(folder.at("s"));
        ASSERT_TRUE(
            store.record("x", report_of(1, {made_place("a", 1, 1)}, support::kToday)).has_value());
    }

    const std::string bytes =
        support::read_file(folder.at("s")) + support::read_file(folder.at("s-wal"));
    EXPECT_NE(bytes.find(fingerprint_of(1).text()), std::string::npos);
    EXPECT_EQ(bytes.find(support::made_token(1)), std::string::npos);
}

TEST(FindingStore, MakesTheFoldersAboveIt) {
    const TempDir folder;

    EXPECT_TRUE(FindingStore::open(folder.at("state/curfew/findings.sqlite")).has_value());
}

TEST(FindingStore, AFileInPlaceOfAFolderIsDenied) {
    const TempDir folder;
    folder.write("state", "");

    const auto store = FindingStore::open(folder.at("state/findings.sqlite"));

    ASSERT_FALSE(store.has_value());
    EXPECT_EQ(store.error().kind(), core::ErrorKind::denied);
}

TEST(FindingStore, WhatANewerCurfewWroteIsRefused) {
    const TempDir folder;
    opened(folder.at("s"));
    {
        auto database = core::Database::open(folder.at("s"));
        ASSERT_TRUE(database.value().execute("PRAGMA user_version = 99").has_value());
    }

    const auto store = FindingStore::open(folder.at("s"));

    ASSERT_FALSE(store.has_value());
    EXPECT_EQ(store.error().kind(), core::ErrorKind::unsupported);
    EXPECT_NE(store.error().message().find("version 99"), std::string::npos);
}

TEST(FindingStore, AnotherProgramsDatabaseIsLeftAlone) {
    const TempDir folder;
    {
        auto database = core::Database::open(folder.at("s"));
        ASSERT_TRUE(database.value().execute("CREATE TABLE theirs (n)").has_value());
    }

    const auto store = FindingStore::open(folder.at("s"));

    ASSERT_FALSE(store.has_value());
    EXPECT_EQ(store.error().kind(), core::ErrorKind::corrupt);
}

TEST(FindingStore, ATextFileIsCorrupt) {
    const TempDir folder;
    folder.write("s", std::string(2000, 'x'));

    const auto store = FindingStore::open(folder.at("s"));

    ASSERT_FALSE(store.has_value());
    EXPECT_EQ(store.error().kind(), core::ErrorKind::corrupt);
}

TEST(FindingStore, ScansAtOnceDoNotLoseEachOthersRecords) {
    const TempDir folder;
    constexpr unsigned kScans = 8;
    std::vector<core::Result<void>> results(kScans);
    {
        std::vector<std::jthread> scans;
        for (unsigned seed = 0; seed < kScans; ++seed) {
            scans.emplace_back([&, seed] {
                auto store = FindingStore::open(folder.at("s"));
                if (!store.has_value()) {
                    results[seed] = store.error();
                    return;
                }
                results[seed] = store.value().record(
                    "x", report_of(seed, {made_place("a", 1, 1)}, support::kToday));
            });
        }
    }

    FindingStore store = opened(folder.at("s"));
    for (unsigned seed = 0; seed < kScans; ++seed) {
        EXPECT_TRUE(results[seed].has_value()) << results[seed].error().message();
        EXPECT_EQ(store.places_of(fingerprint_of(seed)).value().size(), 1U);
    }
}

}  // namespace
}  // namespace curfew::store
