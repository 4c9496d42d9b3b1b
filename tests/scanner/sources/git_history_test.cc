#include "scanner/sources/git_history.h"

#include <filesystem>
#include <memory>
#include <set>

#include <gtest/gtest.h>

#include "tests/support/recording_sink.h"
#include "tests/support/repo_builder.h"
#include "tests/support/temp_dir.h"

namespace curfew::sources {
namespace {

using core::PlaceKind;
using support::RecordingSink;
using support::RepoBuilder;
using support::TempDir;

constexpr std::uint64_t kBytesMax = 1U << 20U;

struct History {
    core::Result<core::Covered> covered;
    RecordingSink sink;
};

std::unique_ptr<History> read_history(const std::string& path, HistoryRange range = {},
                                      std::uint64_t bytes_max = kBytesMax) {
    auto history = std::make_unique<History>(core::Covered{});
    core::BlobSink* const sink = &history->sink;
    history->covered = GitHistory(path, std::move(range), bytes_max).read({&sink, 1}, {});
    return history;
}

std::set<std::string> contents(const RecordingSink& sink) {
    std::set<std::string> all;
    for (const auto& blob : sink.taken) all.insert(blob.content);
    return all;
}

/// Moves an object's file away.
void remove_loose(const RepoBuilder& builder, const core::ObjectId& id) {
    const std::string hex = id.hex();
    const std::string path =
        builder.git_directory() + "/objects/" + hex.substr(0, 2) + "/" + hex.substr(2);
    ASSERT_TRUE(std::filesystem::remove(path));
}

TEST(GitHistory, ReadsEachBlobOnceAndCommitMessages) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    const auto first = builder.commit({.files = {{"a", "one"}, {"b", "one"}}, .message = "first"});
    builder.commit({.files = {{"a", "two"}}, .parents = {first}, .message = "second"});

    const auto history = read_history(folder.path());

    ASSERT_TRUE(history->covered.has_value());
    EXPECT_EQ(contents(history->sink), (std::set<std::string>{"one", "two", "first", "second"}));
    EXPECT_EQ(history->sink.taken.size(), 4U);
    EXPECT_EQ(history->sink.find("one")->kind, PlaceKind::commit);
    EXPECT_EQ(history->sink.find("one")->object, builder.blob_id("one"));
    EXPECT_EQ(history->sink.find("first")->kind, PlaceKind::commit_message);
    EXPECT_EQ(history->sink.find("first")->object, builder.id(first));
    EXPECT_EQ(history->covered.value().commits, 2U);
    EXPECT_EQ(history->covered.value().blobs, 2U);
    EXPECT_FALSE(history->sink.has_gap());
}

TEST(GitHistory, ReadsPackedBareRepositoriesLikeLooseOnes) {
    const TempDir folder;
    RepoBuilder builder(folder.path(), true);
    std::size_t last = builder.commit({.files = {{"f", std::string(9000, 'x')}}});
    for (int i = 0; i < 20; ++i) {
        last = builder.commit(
            {.files = {{"f", std::string(9000, 'x') + std::to_string(i)}}, .parents = {last}});
    }
    const auto loose = contents(read_history(folder.path())->sink);

    builder.git({"repack", "-adfq", "--depth=20"});
    const auto packed = read_history(folder.path());

    EXPECT_EQ(contents(packed->sink), loose);
    EXPECT_EQ(packed->covered.value().blobs, 21U);
}

TEST(GitHistory, ReadsAnObjectInTwoPacksAndLooseOnce) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    builder.commit({.files = {{"a", "one"}}, .message = "m"});
    builder.git({"repack", "-aq"});
    builder.git({"pack-objects", "-q", builder.git_directory() + "/objects/pack/pack"},
                builder.blob_id("one").hex() + "\n");

    const auto history = read_history(folder.path());

    EXPECT_EQ(history->sink.taken.size(), 2U);
}

TEST(GitHistory, ResultsDoNotDependOnTheNumberOfSinks) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    std::vector<support::CommitPlan> plans;
    for (std::size_t i = 0; i < 600; ++i) {
        plans.push_back(
            {.files = {{"f" + std::to_string(i), "content " + std::to_string(i)}},
             .parents = i == 0 ? std::vector<std::size_t>{} : std::vector<std::size_t>{i - 1}});
    }
    builder.commit_all(plans);
    const auto one = read_history(folder.path());

    std::array<RecordingSink, 3> sinks;
    std::array<core::BlobSink*, 3> pointers{&sinks[0], &sinks[1], &sinks[2]};
    const auto covered = GitHistory(folder.path(), {}, kBytesMax).read(pointers, {});

    std::multiset<support::TakenBlob> expected(one->sink.taken.begin(), one->sink.taken.end());
    std::multiset<support::TakenBlob> found;
    for (const auto& sink : sinks) found.insert(sink.taken.begin(), sink.taken.end());
    EXPECT_EQ(found, expected);
    EXPECT_EQ(covered.value(), one->covered.value());
}

TEST(GitHistory, ReadsStashNotesTagsReflogsAndUnreachableObjects) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    builder.commit({.files = {{"a", "kept"}}});
    builder.git({"reset", "-q", "--hard"});
    builder.git({"notes", "add", "-m", "in a note"});
    builder.git({"tag", "-a", "v1", "-m", "in a tag"});
    support::write_file(folder.at("a"), "in a stash");
    builder.git({"stash", "-q"});
    support::write_file(folder.at("a"), "only in the reflog");
    builder.git({"commit", "-qam", "reset away"});
    builder.git({"reset", "-q", "--hard", "HEAD~1"});
    builder.git({"hash-object", "-w", "--stdin"}, "dangling");

    const auto history = read_history(folder.path());

    const auto found = contents(history->sink);
    for (const char* text :
         {"kept", "in a note\n", "in a tag\n", "in a stash", "only in the reflog", "dangling"}) {
        EXPECT_TRUE(found.contains(text)) << text;
    }
    EXPECT_EQ(history->sink.find("in a tag\n")->kind, PlaceKind::tag_message);
}

TEST(GitHistory, LeavesUnreachableObjectsOutWhenAsked) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    builder.commit({.files = {{"a", "kept"}}});
    builder.git({"tag", "-a", "v1", "-m", "in a tag"});
    builder.git({"hash-object", "-w", "--stdin"}, "dangling");

    const auto history = read_history(folder.path(), {.with_unreachable = false});

    const auto found = contents(history->sink);
    EXPECT_TRUE(found.contains("kept"));
    EXPECT_TRUE(found.contains("in a tag\n"));
    EXPECT_FALSE(found.contains("dangling"));
}

TEST(GitHistory, ARangeIsWhatItsCommitsBrought) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    const auto base = builder.commit({.files = {{"a", "old"}}, .message = "base"});
    const auto next = builder.commit(
        {.files = {{"a", "old"}, {"b", "new"}}, .parents = {base}, .message = "next"});
    builder.commit(
        {.files = {{"a", "newest"}, {"b", "new"}}, .parents = {next}, .message = "last"});

    const auto since = read_history(folder.path(), {.exclude = {builder.id(base).hex()}});
    const auto between =
        read_history(folder.path(), {.include = {"main~1"}, .exclude = {"main~2"}});

    EXPECT_EQ(contents(since->sink), (std::set<std::string>{"new", "newest", "next", "last"}));
    EXPECT_EQ(contents(between->sink), (std::set<std::string>{"new", "next"}));
    EXPECT_EQ(since->covered.value().commits, 2U);
}

TEST(GitHistory, ARangeKnowsThePathsOfItsBlobs) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    const auto base = builder.commit({.files = {{"a", "old"}}});
    builder.commit({.files = {{"a", "old"}, {"d/b", "new"}}, .parents = {base}, .message = "m"});

    const auto history = read_history(folder.path(), {.exclude = {"main~1"}});

    std::set<std::pair<std::string, std::string>> found;
    for (const auto& blob : history->sink.taken) found.emplace(blob.path, blob.content);
    EXPECT_EQ(found, (std::set<std::pair<std::string, std::string>>{{"d/b", "new"}, {"", "m"}}));
}

TEST(GitHistory, ARangeShowsWhatOnlyAMergeBrought) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    const auto base = builder.commit({.files = {{"a", "1"}}, .message = "base"});
    const auto left = builder.commit({.files = {{"a", "2"}}, .parents = {base}, .message = "left"});
    const auto right = builder.commit({.files = {{"a", "1"}, {"b", "3"}},
                                       .parents = {base},
                                       .branch = "refs/heads/side",
                                       .message = "right"});
    builder.commit({.files = {{"a", "2"}, {"b", "3"}, {"evil", "only here"}},
                    .parents = {left, right},
                    .message = "merge"});

    const auto range =
        read_history(folder.path(), {.include = {"main"}, .exclude = {"main^1", "main^2"}});

    EXPECT_EQ(contents(range->sink), (std::set<std::string>{"only here", "merge"}));
}

TEST(GitHistory, AnUnknownRevisionIsNotFound) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    builder.commit({.files = {{"a", "1"}}});

    const auto range = read_history(folder.path(), {.include = {"no-such-branch"}});

    ASSERT_FALSE(range->covered.has_value());
    EXPECT_EQ(range->covered.error().kind(), core::ErrorKind::not_found);
}

TEST(GitHistory, BinariesAndLargeBlobsAreCountedAndNoGaps) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    builder.commit({.files = {{"binary", std::string("\x7f"
                                                     "ELF\0\0",
                                                     6)},
                              {"large", std::string(2000, 'x')},
                              {"small", "text"}}});

    const auto history = read_history(folder.path(), {}, 1000);

    EXPECT_NE(history->sink.find_skipped("binary"), nullptr);
    EXPECT_NE(history->sink.find_skipped("larger than --max-file-size"), nullptr);
    EXPECT_NE(history->sink.find("text"), nullptr);
    EXPECT_EQ(history->covered.value().blobs, 1U);
    EXPECT_FALSE(history->sink.has_gap());
}

TEST(GitHistory, AMissingBlobIsAGapAndTheRestIsRead) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    builder.commit({.files = {{"a", "kept"}, {"b", "lost"}}});
    remove_loose(builder, builder.blob_id("lost"));

    const auto history = read_history(folder.path());
    const auto range = read_history(folder.path(), {.with_unreachable = false});

    for (const auto& one : {history.get(), range.get()}) {
        const auto* const gap = one->sink.find_skipped("blob missing");
        ASSERT_NE(gap, nullptr);
        EXPECT_TRUE(gap->is_gap);
        EXPECT_EQ(gap->name, builder.blob_id("lost").hex());
        EXPECT_NE(one->sink.find("kept"), nullptr);
    }
}

TEST(GitHistory, WhatOnlyUnreachableTreesMissIsNoGap) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    builder.commit({.files = {{"a", "kept"}}});
    builder.commit({.files = {{"b", "lost"}}, .branch = "refs/heads/gone"});
    builder.git({"update-ref", "-d", "refs/heads/gone"});
    remove_loose(builder, builder.blob_id("lost"));

    const auto history = read_history(folder.path());

    EXPECT_FALSE(history->sink.has_gap());
}

TEST(GitHistory, AMissingCommitAndTreeAreGaps) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    const auto first = builder.commit({.files = {{"a", "1"}}});
    const auto second = builder.commit({.files = {{"d/a", "2"}}, .parents = {first}});
    builder.commit({.files = {{"a", "3"}}, .parents = {second}});
    remove_loose(builder, builder.id(first));
    remove_loose(builder, *core::ObjectId::from_hex(builder.git({"rev-parse", "main~1:d"})));

    const auto history = read_history(folder.path());

    EXPECT_NE(history->sink.find_skipped("commit is missing"), nullptr);
    EXPECT_NE(history->sink.find_skipped("tree missing"), nullptr);
    EXPECT_NE(history->sink.find("3"), nullptr);
}

TEST(GitHistory, ACorruptLooseObjectIsAGapAndTheRestIsRead) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    builder.commit({.files = {{"a", "kept"}, {"b", "broken"}}});
    const std::string hex = builder.blob_id("broken").hex();
    const std::string path =
        builder.git_directory() + "/objects/" + hex.substr(0, 2) + "/" + hex.substr(2);
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    support::write_file(path, "no zlib stream");

    const auto history = read_history(folder.path());

    EXPECT_NE(history->sink.find_skipped("object cannot be read"), nullptr);
    EXPECT_TRUE(history->sink.has_gap());
    EXPECT_NE(history->sink.find("kept"), nullptr);
}

TEST(GitHistory, ALooseObjectOfTheWrongHashIsToldAndRead) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    builder.commit({.files = {{"a", "kept"}, {"b", "other"}}});
    const auto path_of = [&](const char* content) {
        const std::string hex = builder.blob_id(content).hex();
        return builder.git_directory() + "/objects/" + hex.substr(0, 2) + "/" + hex.substr(2);
    };
    std::filesystem::permissions(path_of("other"), std::filesystem::perms::owner_all);
    support::write_file(path_of("other"), support::read_file(path_of("kept")));

    const auto history = read_history(folder.path());

    const auto* const gap = history->sink.find_skipped("does not have the hash it is named by");
    ASSERT_NE(gap, nullptr);
    EXPECT_TRUE(gap->is_gap);
}

TEST(GitHistory, ATruncatedPackIsAGapAndTheRestIsRead) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    support::Snapshot files;
    for (int i = 0; i < 50; ++i) {
        std::string text;
        for (int j = 0; j < 200; ++j) text += std::to_string(i * 7919 + j * 104729) + " ";
        files["f" + std::to_string(i)] = text;
    }
    builder.commit({.files = files});
    builder.git({"repack", "-adq"});
    for (const auto& entry :
         std::filesystem::directory_iterator(builder.git_directory() + "/objects/pack")) {
        if (entry.path().extension() != ".pack") continue;
        std::filesystem::permissions(entry.path(), std::filesystem::perms::owner_all);
        std::filesystem::resize_file(entry.path(), entry.file_size() / 2);
    }

    const auto history = read_history(folder.path());

    ASSERT_TRUE(history->covered.has_value());
    EXPECT_TRUE(history->sink.has_gap());
}

TEST(GitHistory, ABrokenPackIndexIsAGapAndLooseObjectsAreRead) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    builder.commit({.files = {{"a", "packed"}}});
    builder.git({"repack", "-adq"});
    builder.git({"hash-object", "-w", "--stdin"}, "loose");
    for (const auto& entry :
         std::filesystem::directory_iterator(builder.git_directory() + "/objects/pack")) {
        if (entry.path().extension() != ".idx") continue;
        std::filesystem::permissions(entry.path(), std::filesystem::perms::owner_all);
        std::filesystem::resize_file(entry.path(), 100);
    }

    const auto history = read_history(folder.path());

    EXPECT_NE(history->sink.find_skipped("index of a pack is corrupt"), nullptr);
    EXPECT_NE(history->sink.find("loose"), nullptr);
}

TEST(GitHistory, ShallowHistoryOutsideIsNoGap) {
    const TempDir folder;
    RepoBuilder builder(folder.at("origin"));
    const auto first = builder.commit({.files = {{"a", "1"}}});
    builder.commit({.files = {{"a", "2"}}, .parents = {first}});
    support::run_git(folder.path(),
                     {"clone", "-q", "--depth=1", "file://" + folder.at("origin"), "shallow"});

    const auto history = read_history(folder.at("shallow"));

    EXPECT_FALSE(history->sink.has_gap());
    EXPECT_NE(history->sink.find("2"), nullptr);
    EXPECT_EQ(history->sink.find("1"), nullptr);
}

TEST(GitHistory, APartialCloneNamesWhatWasNeverFetched) {
    const TempDir folder;
    RepoBuilder builder(folder.at("origin"));
    builder.commit({.files = {{"a", "promised"}}, .message = "m"});
    builder.git({"config", "uploadpack.allowFilter", "true"});
    support::run_git(folder.path(), {"clone", "-q", "--bare", "--filter=blob:none",
                                     "file://" + folder.at("origin"), "partial"});

    const auto history = read_history(folder.at("partial"));

    const auto* const gap = history->sink.find_skipped("blob missing (partial clone)");
    ASSERT_NE(gap, nullptr);
    EXPECT_TRUE(gap->is_gap);
    EXPECT_NE(history->sink.find("m"), nullptr);
}

TEST(GitHistory, ObjectsOfAlternatesAreRead) {
    const TempDir folder;
    RepoBuilder builder(folder.at("origin"));
    builder.commit({.files = {{"a", "borrowed"}}});
    support::run_git(folder.path(), {"clone", "-q", "--shared", folder.at("origin"), "borrower"});

    const auto history = read_history(folder.at("borrower"));

    EXPECT_NE(history->sink.find("borrowed"), nullptr);
    EXPECT_FALSE(history->sink.has_gap());
}

TEST(GitHistory, AReferenceToNothingIsAGap) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    builder.commit({.files = {{"a", "1"}}});
    support::write_file(builder.git_directory() + "/refs/heads/lost", std::string(40, '7') + "\n");

    const auto history = read_history(folder.path());

    EXPECT_NE(history->sink.find_skipped("points to an object that is missing"), nullptr);
}

TEST(GitHistory, AStopEndsTheReading) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    builder.commit({.files = {{"a", "1"}}});
    std::stop_source stop;
    stop.request_stop();
    RecordingSink sink;
    core::BlobSink* const pointer = &sink;

    const auto covered =
        GitHistory(folder.path(), {}, kBytesMax).read({&pointer, 1}, stop.get_token());

    ASSERT_TRUE(covered.has_value());
    EXPECT_TRUE(sink.taken.empty());
}

}  // namespace
}  // namespace curfew::sources
