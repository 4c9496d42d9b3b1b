#include "scanner/findings.h"

#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "tests/support/acme.h"

namespace curfew {
namespace {

core::Instant day(int number) {
    return core::Instant{std::chrono::days{number}};
}

core::ObjectId object(std::uint8_t number) {
    core::ObjectId id;
    id.bytes[0] = number;
    return id;
}

core::CommitFacts commit(std::uint8_t number, int committed) {
    return {core::CommitId{object(number)}, "A <a@example.invalid>", day(committed)};
}

core::Place history(const std::string& path, int first, int last, bool is_present) {
    core::Place place;
    place.kind = core::PlaceKind::commit;
    place.path = path;
    place.first_commit = commit(static_cast<std::uint8_t>(first), first);
    place.last_commit = commit(static_cast<std::uint8_t>(last), last);
    place.is_present = is_present;
    return place;
}

core::Place removed_history(const std::string& path, int first, int last, int removed) {
    core::Place place = history(path, first, last, false);
    place.removed_by = commit(static_cast<std::uint8_t>(removed), removed);
    return place;
}

class FindingsTest : public testing::Test {
  protected:
    /// One secret seen in the given git object, or in the work tree for object 0.
    void see(std::uint8_t number, const std::string& path, std::uint32_t line) {
        match::Detection detection;
        detection.signature = catalog_.find("acme-key");
        detection.secret = core::SecretString(support::acme_key(1));
        detection.confidence.value = 0.9;
        detection.is_confirmed = true;
        RawSighting sighting;
        sighting.place.kind = number == 0 ? core::PlaceKind::worktree : core::PlaceKind::commit;
        sighting.place.is_present = number == 0;
        sighting.place.object = object(number);
        sighting.place.path = path;
        sighting.place.position.line = line;
        const core::RunFingerprint who = fingerprinter_.of(detection.secret);
        table_.add(who, std::move(detection), {}, std::move(sighting));
    }

    report::Finding finding() {
        std::uint64_t below = 0;
        auto findings = findings_of(table_, setup_, {}, below);
        EXPECT_EQ(findings.size(), 1U);
        return std::move(findings.front());
    }

    const rules::Catalog catalog_ = support::acme_catalog();
    const match::Detector detector_ = match::Detector::compile(catalog_).value();
    const core::RunFingerprinter fingerprinter_;
    const core::Fingerprinter written_ = core::Fingerprinter::with_public_key();
    policy::Policy policy_;
    ScanSetup setup_{.catalog = catalog_,
                     .detector = detector_,
                     .fingerprinter = written_,
                     .policy = policy_,
                     .as_of = day(100)};
    SecretTable table_;
};

TEST_F(FindingsTest, ObjectsAreAskedOnceEach) {
    see(1, "", 1);
    see(1, "", 9);
    see(2, "", 1);
    see(0, "worktree.txt", 1);

    EXPECT_EQ(objects_of(table_), (std::vector{object(1), object(2)}));
}

TEST_F(FindingsTest, VersionsOfOnePathAreOnePlaceFromFirstToLast) {
    see(1, "", 3);
    see(2, "", 7);
    attribute_sightings(table_, {{object(1), {history("a.env", 10, 20, false)}},
                                 {object(2), {history("a.env", 20, 40, false)}}});

    const report::Finding made = finding();

    ASSERT_EQ(made.places.size(), 1U);
    EXPECT_EQ(made.places[0].first_commit->committed_at, day(10));
    EXPECT_EQ(made.places[0].last_commit->committed_at, day(40));
    EXPECT_EQ(made.places[0].position.line, 7U) << "where the newest version has it";
    EXPECT_EQ(made.exposure.first_seen, day(10));
    EXPECT_EQ(made.exposure.last_seen, day(40));
    EXPECT_FALSE(made.exposure.is_present);
}

TEST_F(FindingsTest, ReferencesThatAreNotListedAreCounted) {
    core::Place listed = history("a.env", 10, 20, true);
    listed.refs = {"refs/heads/main"};
    listed.refs_total = 900;
    see(1, "", 3);
    see(2, "", 3);
    attribute_sightings(table_, {{object(1), {listed}}, {object(2), {listed}}});

    const report::Finding made = finding();

    EXPECT_EQ(made.places[0].refs.size(), 1U);
    EXPECT_EQ(made.places[0].refs_total, 900U);
}

TEST_F(FindingsTest, ExposureEndsWithTheCommitThatTookTheSecretAway) {
    see(1, "", 3);
    see(2, "", 7);
    attribute_sightings(table_, {{object(1), {removed_history("a.env", 10, 15, 20)}},
                                 {object(2), {removed_history("a.env", 20, 25, 60)}}});

    const report::Finding made = finding();

    ASSERT_EQ(made.places.size(), 1U);
    EXPECT_EQ(made.places[0].last_commit->committed_at, day(25));
    EXPECT_EQ(made.places[0].removed_by->committed_at, day(60));
    EXPECT_EQ(made.exposure.last_seen, day(60));
    EXPECT_FALSE(made.exposure.is_present);
}

TEST_F(FindingsTest, BetweenTheLastHolderAndTheRemovalItStillLayThere) {
    see(1, "", 3);
    attribute_sightings(table_, {{object(1), {removed_history("a.env", 10, 20, 200)}}});

    const report::Finding made = finding();  // as of day 100

    EXPECT_TRUE(made.exposure.is_present);
    EXPECT_EQ(made.exposure.last_seen, day(100));
}

TEST_F(FindingsTest, AVersionThatNothingTookAwayOutlastsAnEarlierRemoval) {
    see(1, "", 3);
    see(2, "", 7);
    attribute_sightings(table_, {{object(1), {removed_history("a.env", 10, 15, 20)}},
                                 {object(2), {history("a.env", 20, 40, false)}}});

    const report::Finding made = finding();

    EXPECT_FALSE(made.places[0].removed_by.has_value());
    EXPECT_EQ(made.exposure.last_seen, day(40));
}

TEST_F(FindingsTest, WhatTheWorkTreeHoldsWasNotTakenAway) {
    see(1, "", 3);
    see(0, "a.env", 5);
    attribute_sightings(table_, {{object(1), {removed_history("a.env", 10, 20, 30)}}});

    EXPECT_FALSE(finding().places[0].removed_by.has_value());
}

TEST_F(FindingsTest, TheWorkTreesCopyIsThePlaceHistoryKnows) {
    see(1, "", 3);
    see(0, "a.env", 5);
    attribute_sightings(table_, {{object(1), {history("a.env", 10, 20, false)}}});

    const report::Finding made = finding();

    ASSERT_EQ(made.places.size(), 1U);
    EXPECT_TRUE(made.places[0].is_present);
    EXPECT_EQ(made.places[0].position.line, 5U);
    EXPECT_EQ(made.exposure.first_seen, day(10));
    EXPECT_TRUE(made.exposure.is_present);
}

TEST_F(FindingsTest, PresentPlacesComeFirstThenTheNewest) {
    see(1, "", 1);
    attribute_sightings(table_, {{object(1),
                                  {history("old", 10, 20, false), history("new", 10, 90, false),
                                   history("here", 5, 15, true)}}});

    const report::Finding made = finding();

    ASSERT_EQ(made.places.size(), 3U);
    EXPECT_EQ(made.places[0].path, "here");
    EXPECT_EQ(made.places[1].path, "new");
    EXPECT_EQ(made.places[2].path, "old");
}

TEST_F(FindingsTest, KindNobodyCanAskAboutIsNotAskable) {
    see(0, "a", 1);

    const report::Finding made = finding();

    EXPECT_EQ(made.verdict.state, "not_checked");
    EXPECT_EQ(made.verdict.detail, "not_askable");
    EXPECT_EQ(made.verdict.reason, "Cannot be asked.");
}

TEST_F(FindingsTest, KindThatCouldBeAskedAboutIsNotAsked) {
    rules::Signature askable = *catalog_.find("acme-key");
    askable.ask.request.emplace();
    match::Detection detection;
    detection.signature = &askable;
    detection.secret = core::SecretString(support::acme_key(1));
    detection.confidence.value = 0.9;
    const auto who = fingerprinter_.of(detection.secret);
    table_.add(who, std::move(detection), {}, {});

    const report::Finding made = finding();

    EXPECT_EQ(made.verdict.detail, "not_asked");
    EXPECT_TRUE(made.verdict.reason.empty());
}

TEST_F(FindingsTest, AnIdBesideItsKeyIsNoFindingOfItsOwn) {
    see(0, "a", 1);
    match::Detection pair;
    pair.signature = catalog_.find("acme-key");
    pair.secret = core::SecretString(support::acme_key(2));
    pair.parts.push_back({"key_id", core::SecretString(support::acme_key(1)), {}, false});
    const auto who = fingerprinter_.of(pair.secret);
    table_.add(who, std::move(pair), {}, {});

    fold_public_parts(table_, fingerprinter_);

    ASSERT_EQ(table_.entries().size(), 1U);
    EXPECT_TRUE(table_.entries().contains(who));
}

TEST_F(FindingsTest, WhatThePolicyDoesNotShowIsCounted) {
    see(1, "a", 1);
    policy_.report_confidence_min = 0.95;
    std::uint64_t below = 0;

    const auto findings = findings_of(table_, setup_, {}, below);

    EXPECT_TRUE(findings.empty());
    EXPECT_EQ(below, 1U);
}

TEST_F(FindingsTest, ABaselineSuppressesUntilItsEnd) {
    see(0, "a", 1);
    store::Baseline baseline(store::Baseline::Kind::baseline, written_.key_id());
    baseline.add(written_.of(core::SecretString(support::acme_key(1))), {"accepted", day(50)});
    const std::vector baselines{baseline};
    ScanSetup before{.catalog = catalog_,
                     .detector = detector_,
                     .fingerprinter = written_,
                     .policy = policy_,
                     .as_of = day(49),
                     .baselines = baselines};
    std::uint64_t below = 0;

    const auto findings = findings_of(table_, before, {}, below);

    ASSERT_EQ(findings.size(), 1U);
    ASSERT_TRUE(findings.front().suppressed.has_value());
    EXPECT_EQ(findings.front().suppressed->by, "baseline");
    EXPECT_FALSE(findings.front().is_blocking);
}

}  // namespace
}  // namespace curfew
