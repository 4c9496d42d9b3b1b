#include <algorithm>
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
