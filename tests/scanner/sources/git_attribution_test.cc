#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>

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

// The twin: what `git log --all --raw -m` says was brought, and the plain definition of the rest.

using Key = std::pair<std::string, ObjectId>;  // path, blob

struct Expected {
    std::set<ObjectId> brought_by;
    std::set<ObjectId> taken_by;
    std::set<std::size_t> held_by;
};

/// Per path and blob: commits whose raw difference to each parent brings it, and those whose raw
/// difference to any parent takes it away.
std::map<Key, Expected> brought_by_log(const RepoBuilder& builder) {
    const std::string log = builder.git({"log", "--all", "--raw", "-m", "--root", "--no-renames",
                                         "--no-abbrev", "-z", "--format=commit %H %P"});
    std::map<Key, Expected> expected;
    std::map<std::pair<ObjectId, Key>, std::size_t> times;
    std::map<ObjectId, std::size_t> parents;
    ObjectId commit;
    std::istringstream parts(log);
    std::string id;
    std::string old_id;
    for (std::string part; std::getline(parts, part, '\0');) {
        while (part.starts_with('\n')) part.erase(0, 1);
        if (part.starts_with("commit ")) {
            const std::size_t end = std::min(part.find('\n'), part.size());
            commit = *ObjectId::from_hex(std::string_view(part).substr(7, 40));
            parents[commit] = (end - 47) / 41;
            part.erase(0, std::min(end + 1, part.size()));
            while (part.starts_with('\n')) part.erase(0, 1);
        }
        if (part.starts_with(':')) {
            old_id = part.substr(15, 40);
            id = part.substr(56, 40);
        } else if (!part.empty() && !id.empty()) {
            const auto blob = *ObjectId::from_hex(id);
            const auto old_blob = *ObjectId::from_hex(old_id);
            if (!old_blob.is_zero()) expected[{part, old_blob}].taken_by.insert(commit);
            if (!blob.is_zero()) ++times[{commit, {part, blob}}];
            id.clear();
        }
    }
    for (const auto& [key, count] : times) {
        if (count == std::max<std::size_t>(parents[key.first], 1)) {
            expected[key.second].brought_by.insert(key.first);
        }
    }
    return expected;
}

struct RandomHistory {
    std::vector<CommitPlan> plans;
};

RandomHistory random_history() {
    RandomHistory history;
    const std::size_t size = *rc::gen::inRange<std::size_t>(1, 12);
    const std::vector<std::string> names = {"a", "b", "d/a", "d/e/c", "d.x"};
    const std::vector<std::string> contents = {"one", "two", "three"};
    for (std::size_t at = 0; at < size; ++at) {
        CommitPlan plan;
        const std::size_t parents = at == 0 ? 0 : *rc::gen::inRange<std::size_t>(0, 4);
        for (std::size_t i = 0; i < parents; ++i) {
            const std::size_t parent = *rc::gen::inRange<std::size_t>(at > 4 ? at - 4 : 0, at);
            if (std::ranges::count(plan.parents, parent) == 0) plan.parents.push_back(parent);
        }
        if (!plan.parents.empty()) plan.files = history.plans[plan.parents.front()].files;
        const std::size_t changes = *rc::gen::inRange<std::size_t>(0, 4);
        for (std::size_t i = 0; i < changes; ++i) {
            const std::string name = *rc::gen::elementOf(names);
            plan.files.erase(name);
            if (*rc::gen::inRange(0, 3) > 0) plan.files[name] = *rc::gen::elementOf(contents);
        }
        plan.branch = "refs/heads/b" + std::to_string(*rc::gen::inRange(0, 3));
        plan.seconds = 1'700'000'000 + *rc::gen::inRange(0, 6);
        plan.message = "commit " + std::to_string(at) + "\n";
        history.plans.push_back(plan);
    }
    return history;
}

/// Commits from which `commit` is reached, itself included.
std::set<std::size_t> with_descendants(const std::vector<CommitPlan>& plans, std::size_t commit) {
    std::set<std::size_t> found = {commit};
    for (std::size_t at = commit + 1; at < plans.size(); ++at) {
        const auto& parents = plans[at].parents;
        if (std::ranges::any_of(parents, [&](std::size_t one) { return found.contains(one); })) {
            found.insert(at);
        }
    }
    return found;
}

class Twin {
  public:
    Twin(const RepoBuilder& builder, const std::vector<CommitPlan>& plans)
        : builder_(builder), plans_(plans), expected_(brought_by_log(builder)) {
        for (std::size_t at = 0; at < plans.size(); ++at) {
            number_of_[builder.id(at)] = at;
            for (const auto& [path, content] : plans[at].files) {
                expected_[{path, builder.blob_id(content)}].held_by.insert(at);
            }
            branches_[plans[at].branch] = at;
        }
    }

    [[nodiscard]] std::map<Key, Place> places() const {
        std::map<Key, Place> all;
        for (const auto& [key, one] : expected_) all[key] = place_of(key, one);
        return all;
    }

  private:
    [[nodiscard]] std::pair<std::int64_t, ObjectId> rank(std::size_t commit) const {
        return {plans_[commit].seconds, builder_.id(commit)};
    }

    [[nodiscard]] bool is_last(const Expected& one, std::size_t commit) const {
        bool has_child = false;
        for (std::size_t at = commit + 1; at < plans_.size(); ++at) {
            if (std::ranges::count(plans_[at].parents, commit) == 0) continue;
            has_child = true;
            if (!one.held_by.contains(at)) return true;
        }
        return !has_child;
    }

    [[nodiscard]] bool has_child(std::size_t commit) const {
        return std::ranges::any_of(plans_, [&](const CommitPlan& plan) {
            return std::ranges::count(plan.parents, commit) != 0;
        });
    }

    /// The latest removal, unless a line that ends later still holds it.
    [[nodiscard]] std::optional<core::CommitFacts> removal_of(const Expected& one) const {
        std::set<std::pair<std::int64_t, ObjectId>> taken;
        for (const ObjectId& id : one.taken_by) taken.insert(rank(number_of_.at(id)));
        if (taken.empty()) return std::nullopt;
        for (const std::size_t commit : one.held_by) {
            if (!has_child(commit) && rank(commit) > *taken.rbegin()) return std::nullopt;
        }
        return core::CommitFacts{{taken.rbegin()->second}, "", {}};
    }

    [[nodiscard]] Place place_of(const Key& key, const Expected& one) const {
        Place place;
        place.path = key.first;
        place.object = key.second;
        std::set<std::pair<std::int64_t, ObjectId>> first;
        std::set<std::pair<std::int64_t, ObjectId>> last;
        std::set<std::string> refs;
        for (const ObjectId& id : one.brought_by) {
            first.insert(rank(number_of_.at(id)));
            const auto reaching = with_descendants(plans_, number_of_.at(id));
            for (const auto& [branch, tip] : branches_) {
                if (reaching.contains(tip)) refs.insert(branch);
            }
            for (const std::size_t tip : reaching) refs.insert("refs/tags/t" + std::to_string(tip));
        }
        for (const std::size_t commit : one.held_by) {
            if (is_last(one, commit)) last.insert(rank(commit));
        }
        place.first_commit = core::CommitFacts{{first.begin()->second}, "", {}};
        place.last_commit = core::CommitFacts{{last.rbegin()->second}, "", {}};
        place.refs.assign(refs.begin(), refs.end());
        place.is_present = std::ranges::any_of(
            branches_, [&](const auto& branch) { return one.held_by.contains(branch.second); });
        if (!place.is_present) place.removed_by = removal_of(one);
        return place;
    }

    const RepoBuilder& builder_;
    const std::vector<CommitPlan>& plans_;
    std::map<Key, Expected> expected_;
    std::map<ObjectId, std::size_t> number_of_;
    std::map<std::string, std::size_t> branches_;
};

RC_GTEST_PROP(Attribution, AgreesWithTheLogOfAnyHistory, ()) {
    const RandomHistory history = random_history();
    const TempDir folder;
    RepoBuilder builder(folder.path(), true);
    builder.commit_all(history.plans);
    std::string updates;
    for (std::size_t at = 0; at < history.plans.size(); ++at) {
        updates += "create refs/tags/t" + std::to_string(at) + " " + builder.id(at).hex() + "\n";
    }
    builder.git({"update-ref", "--stdin"}, updates);

    const auto attribution = attribute_all(
        folder.path(), {builder.blob_id("one"), builder.blob_id("two"), builder.blob_id("three")});

    std::map<Key, Place> found;
    for (const auto& [id, places] : attribution.places) {
        for (const Place& place : places) {
            if (place.kind == PlaceKind::commit) found[{place.path, id}] = place;
        }
    }
    const auto expected = Twin(builder, history.plans).places();
    RC_ASSERT(found.size() == expected.size());
    for (const auto& [key, place] : expected) {
        RC_ASSERT(found.contains(key));
        RC_ASSERT(first_of(found[key]).hex() == first_of(place).hex());
        RC_ASSERT(last_of(found[key]).hex() == last_of(place).hex());
        RC_ASSERT(removal_of(found[key]).hex() == removal_of(place).hex());
        RC_ASSERT(found[key].refs == place.refs);
        RC_ASSERT(found[key].is_present == place.is_present);
    }
}

}  // namespace
}  // namespace curfew::sources
