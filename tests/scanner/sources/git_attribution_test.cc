#include <algorithm>
#include <filesystem>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "scanner/sources/attribution.h"
#include "tests/support/repo_builder.h"
#include "tests/support/temp_dir.h"

namespace curfew::sources {
namespace {

using core::ObjectId;
using core::Place;
using core::PlaceKind;
using support::CommitPlan;
using support::RepoBuilder;
using support::TempDir;

Attribution attribute_all(const std::string& path, const std::vector<ObjectId>& objects,
                          const HistoryRange& range = {}) {
    auto attribution = attribute(path, objects, range, {});
    EXPECT_TRUE(attribution.has_value());
    return attribution.has_value() ? std::move(attribution).value() : Attribution{};
}

/// The places of a blob with this content.
std::vector<Place> places_of(const RepoBuilder& builder, const std::string& content,
                             const HistoryRange& range = {}) {
    const ObjectId id = builder.blob_id(content);
    return attribute_all(builder.path(), {id}, range).places[id];
}

Place only_place(const RepoBuilder& builder, const std::string& content,
                 const HistoryRange& range = {}) {
    const auto places = places_of(builder, content, range);
    EXPECT_EQ(places.size(), 1U);
    return places.empty() ? Place{} : places.front();
}

ObjectId first_of(const Place& place) {
    return place.first_commit ? place.first_commit->id.object : ObjectId{};
}

ObjectId last_of(const Place& place) {
    return place.last_commit ? place.last_commit->id.object : ObjectId{};
}

/// The commit that took it away; zero where none did.
ObjectId removal_of(const Place& place) {
    return place.removed_by ? place.removed_by->id.object : ObjectId{};
}

TEST(Attribution, TellsWhoBroughtABlobWhoHeldItLastAndWhoTookItAway) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    const auto first = builder.commit({.files = {{"a", "x"}}, .seconds = 1'600'000'000});
    const auto second = builder.commit(
        {.files = {{"a", "x"}, {"d/s", "wanted"}}, .parents = {first}, .seconds = 1'600'000'100});
    const auto third = builder.commit(
        {.files = {{"a", "y"}, {"d/s", "wanted"}}, .parents = {second}, .seconds = 1'600'000'200});
    const auto fourth =
        builder.commit({.files = {{"a", "y"}}, .parents = {third}, .seconds = 1'600'000'300});

    const Place place = only_place(builder, "wanted");

    EXPECT_EQ(place.kind, PlaceKind::commit);
    EXPECT_EQ(place.path, "d/s");
    EXPECT_EQ(place.object, builder.blob_id("wanted"));
    EXPECT_EQ(first_of(place), builder.id(second));
    EXPECT_EQ(place.first_commit.value().author, "Tester <tester@example.invalid>");
    EXPECT_EQ(core::to_text(place.first_commit.value().committed_at), "2020-09-13T12:28:20Z");
    EXPECT_EQ(last_of(place), builder.id(third));
    EXPECT_EQ(removal_of(place), builder.id(fourth));
    EXPECT_EQ(core::to_text(place.removed_by.value().committed_at), "2020-09-13T12:31:40Z");
    EXPECT_EQ(place.refs, std::vector<std::string>{"refs/heads/main"});
    EXPECT_FALSE(place.is_present);
}

TEST(Attribution, ARootCommitBringsAllItHolds) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    const auto root = builder.commit({.files = {{"a", "wanted"}}});

    const Place place = only_place(builder, "wanted");

    EXPECT_EQ(first_of(place), builder.id(root));
    EXPECT_EQ(last_of(place), builder.id(root));
    EXPECT_TRUE(place.is_present);
}

TEST(Attribution, AnEvilMergeBringsWhatNoParentHas) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    const auto base = builder.commit({.files = {{"a", "1"}}});
    const auto left = builder.commit({.files = {{"a", "2"}}, .parents = {base}});
    const auto right = builder.commit({.files = {{"a", "1"}, {"b", "3"}}, .parents = {base}});
    const auto merge = builder.commit(
        {.files = {{"a", "2"}, {"b", "3"}, {"c", "evil"}}, .parents = {left, right}});

    EXPECT_EQ(first_of(only_place(builder, "evil")), builder.id(merge));
    EXPECT_EQ(first_of(only_place(builder, "3")), builder.id(right));
}

TEST(Attribution, ARenameIsAPlaceOfItsOwn) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    const auto first = builder.commit({.files = {{"old", "wanted"}}});
    const auto second = builder.commit({.files = {{"new", "wanted"}}, .parents = {first}});

    const auto places = places_of(builder, "wanted");

    ASSERT_EQ(places.size(), 2U);
    EXPECT_EQ(places[0].path, "new");
    EXPECT_EQ(first_of(places[0]), builder.id(second));
    EXPECT_TRUE(places[0].is_present);
    EXPECT_EQ(places[1].path, "old");
    EXPECT_EQ(last_of(places[1]), builder.id(first));
    EXPECT_FALSE(places[1].is_present);
}

TEST(Attribution, ARevertThatBringsItBackKeepsTheFirst) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    const auto first = builder.commit({.files = {{"a", "wanted"}}});
    const auto gone = builder.commit({.files = {{"a", "clean"}}, .parents = {first}});
    const auto back = builder.commit({.files = {{"a", "wanted"}}, .parents = {gone}});

    const Place place = only_place(builder, "wanted");

    EXPECT_EQ(first_of(place), builder.id(first));
    EXPECT_EQ(last_of(place), builder.id(back));
    EXPECT_TRUE(place.is_present);
}

TEST(Attribution, WhatAnEmptyCommitTakesAwayIsGone) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    const auto first = builder.commit({.files = {{"a", "wanted"}}});
    builder.commit({.files = {}, .parents = {first}});

    const Place place = only_place(builder, "wanted");

    EXPECT_EQ(last_of(place), builder.id(first));
    EXPECT_FALSE(place.is_present);
}

TEST(Attribution, ABranchMergedAfterTheRemovalHeldItUntilItsMerge) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    const auto base = builder.commit({.files = {{"s", "wanted"}}, .seconds = 1'600'000'000});
    const auto side = builder.commit(
        {.files = {{"s", "wanted"}, {"b", "1"}}, .parents = {base}, .seconds = 1'600'000'100});
    const auto gone = builder.commit({.parents = {base}, .seconds = 1'600'000'200});
    const auto merge =
        builder.commit({.files = {{"b", "1"}}, .parents = {gone, side}, .seconds = 1'600'000'300});

    EXPECT_EQ(removal_of(only_place(builder, "wanted")), builder.id(merge));
}

TEST(Attribution, NothingTookAwayWhatABranchTipStillHolds) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    const auto base = builder.commit({.files = {{"s", "wanted"}}});
    builder.commit({.parents = {base}});
    builder.git({"branch", "left-behind", builder.id(base).hex()});

    const Place place = only_place(builder, "wanted");

    EXPECT_TRUE(place.is_present);
    EXPECT_FALSE(place.removed_by.has_value());
}

TEST(Attribution, ATagOfAnOldCommitDoesNotUndoARemoval) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    const auto base = builder.commit({.files = {{"s", "wanted"}}});
    builder.git({"tag", "v1", builder.id(base).hex()});
    const auto gone = builder.commit({.parents = {base}});

    EXPECT_EQ(removal_of(only_place(builder, "wanted")), builder.id(gone));
}

TEST(Attribution, ALineThatEndsLaterHoldingItWasNotCleaned) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    const auto base = builder.commit({.files = {{"s", "wanted"}}, .seconds = 1'600'000'000});
    builder.commit({.parents = {base}, .seconds = 1'600'000'100});
    const auto kept = builder.commit({.files = {{"s", "wanted"}, {"b", "1"}},
                                      .parents = {base},
                                      .branch = "refs/tags/abandoned",
                                      .seconds = 1'600'000'200});

    const Place place = only_place(builder, "wanted");

    EXPECT_EQ(last_of(place), builder.id(kept));
    EXPECT_FALSE(place.is_present);
    EXPECT_FALSE(place.removed_by.has_value());
}

TEST(Attribution, ARevertedRemovalIsNoneAndTheNextOneCounts) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    const auto first = builder.commit({.files = {{"a", "wanted"}}});
    const auto gone = builder.commit({.files = {{"a", "clean"}}, .parents = {first}});
    const auto back = builder.commit({.files = {{"a", "wanted"}}, .parents = {gone}});
    const auto again = builder.commit({.files = {{"a", "clean"}}, .parents = {back}});

    EXPECT_EQ(removal_of(only_place(builder, "wanted")), builder.id(again));
}

TEST(Attribution, KnowsStashNoteIndexAndUnreachable) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    builder.commit({.files = {{"a", "kept"}}});
    builder.git({"reset", "-q", "--hard"});
    builder.git({"notes", "add", "-m", "noted"});
    support::write_file(folder.at("a"), "stashed");
    builder.git({"stash", "-q"});
    support::write_file(folder.at("b"), "staged");
    builder.git({"add", "b"});
    builder.git({"hash-object", "-w", "--stdin"}, "dangling");

    EXPECT_EQ(only_place(builder, "kept").kind, PlaceKind::commit);
    EXPECT_EQ(only_place(builder, "noted\n").kind, PlaceKind::note);
    EXPECT_EQ(only_place(builder, "stashed").kind, PlaceKind::stash);
    EXPECT_EQ(only_place(builder, "stashed").path, "a");
    EXPECT_EQ(only_place(builder, "staged").kind, PlaceKind::index);
    EXPECT_EQ(only_place(builder, "staged").path, "b");
    EXPECT_TRUE(only_place(builder, "staged").is_present);
    EXPECT_EQ(only_place(builder, "dangling").kind, PlaceKind::unreachable);
    EXPECT_TRUE(only_place(builder, "dangling").refs.empty());
}

TEST(Attribution, AStashIsNotTheLastToHoldWhatItsBranchHolds) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    const auto tip = builder.commit({.files = {{"a", "kept"}, {"b", "1"}}});
    builder.git({"reset", "-q", "--hard"});
    support::write_file(folder.at("b"), "2");
    builder.git({"stash", "-q"});

    EXPECT_EQ(last_of(only_place(builder, "kept")), builder.id(tip));
    EXPECT_EQ(removal_of(only_place(builder, "1")), ObjectId{});
}

TEST(Attribution, ACommitNobodyReachesStillTellsWho) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    const auto kept = builder.commit({.files = {{"a", "1"}}});
    const auto gone = builder.commit({.files = {{"a", "1"}, {"s", "forced away"}},
                                      .parents = {kept},
                                      .branch = "refs/heads/gone"});
    builder.git({"update-ref", "-d", "refs/heads/gone"});

    const Place place = only_place(builder, "forced away");

    EXPECT_EQ(place.kind, PlaceKind::unreachable);
    EXPECT_EQ(place.path, "s");
    EXPECT_EQ(first_of(place), builder.id(gone));
    EXPECT_TRUE(place.refs.empty());
    EXPECT_FALSE(place.is_present);
}

TEST(Attribution, MessagesBelongToTheirCommitOrTag) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    const auto commit = builder.commit({.files = {{"a", "1"}}});
    builder.git({"tag", "-a", "v1", "-m", "text"});
    const ObjectId tag = *ObjectId::from_hex(builder.git({"rev-parse", "v1"}));

    const auto attribution = attribute_all(folder.path(), {builder.id(commit), tag});

    const Place message = attribution.places.at(builder.id(commit)).at(0);
    EXPECT_EQ(message.kind, PlaceKind::commit_message);
    EXPECT_EQ(first_of(message), builder.id(commit));
    EXPECT_EQ(message.refs, (std::vector<std::string>{"refs/heads/main", "refs/tags/v1"}));
    EXPECT_TRUE(message.is_present);
    const Place tagged = attribution.places.at(tag).at(0);
    EXPECT_EQ(tagged.kind, PlaceKind::tag_message);
    EXPECT_EQ(first_of(tagged), builder.id(commit));
    EXPECT_EQ(tagged.refs, std::vector<std::string>{"refs/tags/v1"});
}

TEST(Attribution, ARangeLooksAtItselfOnly) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    const auto first = builder.commit({.files = {{"a", "wanted"}}});
    const auto gone = builder.commit({.files = {{"a", "clean"}}, .parents = {first}});
    const auto back = builder.commit({.files = {{"a", "wanted"}}, .parents = {gone}});
    builder.commit({.files = {{"a", "clean"}}, .parents = {back}});

    const Place place = only_place(builder, "wanted", {.include = {"main"}, .exclude = {"main~2"}});

    EXPECT_EQ(first_of(place), builder.id(back));
    EXPECT_EQ(last_of(place), builder.id(back));
}

TEST(Attribution, AMissingTreeIsAGapAndTheRestIsPlaced) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    const auto first = builder.commit({.files = {{"d/x", "1"}, {"s", "wanted"}}});
    builder.commit({.files = {{"d/x", "2"}, {"s", "wanted"}}, .parents = {first}});
    const std::string hex = builder.git({"rev-parse", "main~1:d"});
    ASSERT_TRUE(std::filesystem::remove(builder.git_directory() + "/objects/" + hex.substr(0, 2) +
                                        "/" + hex.substr(2)));

    const auto attribution = attribute_all(folder.path(), {builder.blob_id("wanted")});

    ASSERT_EQ(attribution.places.size(), 1U);
    EXPECT_EQ(first_of(attribution.places.begin()->second.at(0)), builder.id(first));
    ASSERT_FALSE(attribution.gaps.empty());
    EXPECT_TRUE(attribution.gaps.front().is_gap);
}

}  // namespace
}  // namespace curfew::sources
