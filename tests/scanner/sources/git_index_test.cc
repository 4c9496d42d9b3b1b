#include "scanner/sources/git_index.h"

#include <filesystem>
#include <memory>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

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

std::unique_ptr<RecordingSink> read_all(Source& source) {
    auto sink = std::make_unique<RecordingSink>();
    core::BlobSink* const pointer = sink.get();
    const auto covered = source.read({&pointer, 1}, {});
    EXPECT_TRUE(covered.has_value()) << covered.error().message();
    return sink;
}

std::unique_ptr<RecordingSink> read_index(const std::string& path, IndexSide side) {
    GitIndex index(path, side, kBytesMax);
    return read_all(index);
}

std::unique_ptr<RecordingSink> read_base(const std::string& path, bool with_work_tree = false) {
    GitBaseVersions base(path, kBytesMax, with_work_tree);
    return read_all(base);
}

std::unique_ptr<RecordingSink> read_base(const std::string& path, const RevisionPair& range) {
    GitRangeBaseVersions base(path, range, kBytesMax);
    return read_all(base);
}

using Blobs = std::set<std::pair<std::string, std::string>>;  // path, content

Blobs blobs(const RecordingSink& sink) {
    Blobs all;
    for (const auto& blob : sink.taken) all.emplace(blob.path, blob.content);
    return all;
}

/// A repository with one commit, checked out.
void start(RepoBuilder& builder, const support::Snapshot& files) {
    builder.commit({.files = files});
    builder.git({"reset", "-q", "--hard"});
}

TEST(GitIndex, StagedIsWhatTheNextCommitWouldBring) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    start(builder, {{"a", "1"}, {"d/b", "2"}, {"d/c", "3"}});
    folder.write("d/b", "staged");
    folder.write("new/x", "also staged");
    builder.git({"add", "."});
    folder.write("d/b", "not staged");
    builder.git({"rm", "-q", "a"});

    const auto staged = read_index(folder.path(), IndexSide::staged);

    EXPECT_EQ(blobs(*staged), (Blobs{{"d/b", "staged"}, {"new/x", "also staged"}}));
    EXPECT_EQ(staged->taken[0].kind, PlaceKind::index);
    EXPECT_FALSE(staged->taken[0].object.is_zero());
}

TEST(GitIndex, UnstagedIsTheWorkTreeAgainstTheIndex) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    start(builder, {{"a", "1"}, {"b", "2"}, {"c", "3"}});
    folder.write("a", "staged");
    builder.git({"add", "."});
    folder.write("b", "changed");
    folder.write("c", "3");  // written anew, but the same
    folder.write("untracked", "x");

    const auto unstaged = read_index(folder.path(), IndexSide::unstaged);

    EXPECT_EQ(blobs(*unstaged), (Blobs{{"b", "changed"}}));
    EXPECT_EQ(unstaged->taken[0].kind, PlaceKind::worktree);
}

TEST(GitIndex, BeforeTheFirstCommitEverythingStagedIsNew) {
    const TempDir folder;
    const RepoBuilder builder(folder.path());
    folder.write("a", "1");
    builder.git({"add", "."});

    EXPECT_EQ(blobs(*read_index(folder.path(), IndexSide::staged)), (Blobs{{"a", "1"}}));
    EXPECT_TRUE(read_base(folder.path(), "HEAD")->taken.empty());
}

TEST(GitIndex, WithoutAnIndexNothingIsStaged) {
    const TempDir folder;
    const RepoBuilder builder(folder.path(), true);

    EXPECT_TRUE(read_index(folder.path(), IndexSide::staged)->taken.empty());
    RecordingSink sink;
    core::BlobSink* const pointer = &sink;
    const auto unstaged =
        GitIndex(folder.path(), IndexSide::unstaged, kBytesMax).read({&pointer, 1}, {});
    EXPECT_EQ(unstaged.error().kind(), core::ErrorKind::not_found);
}

TEST(GitIndex, ASplitIndexIsUnsupportedAndABrokenOneCorrupt) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    start(builder, {{"a", "1"}});
    RecordingSink sink;
    core::BlobSink* const pointer = &sink;
    GitIndex index(folder.path(), IndexSide::staged, kBytesMax);

    builder.git({"update-index", "--split-index"});
    EXPECT_EQ(index.read({&pointer, 1}, {}).error().kind(), core::ErrorKind::unsupported);
    std::filesystem::resize_file(folder.at(".git/index"), 70);
    EXPECT_EQ(index.read({&pointer, 1}, {}).error().kind(), core::ErrorKind::corrupt);
}

TEST(GitIndex, ConflictingStagesAreAllRead) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    const auto base = builder.commit({.files = {{"a", "1"}}});
    builder.commit({.files = {{"a", "theirs"}}, .parents = {base}, .branch = "refs/heads/side"});
    builder.commit({.files = {{"a", "ours"}}, .parents = {base}});
    builder.git({"reset", "-q", "--hard"});
    builder.git({"read-tree", "-m", "main~1", "main", "side"});

    const auto found = blobs(*read_index(folder.path(), IndexSide::staged));

    EXPECT_TRUE(found.contains({"a", "theirs"}));
}

TEST(GitIndex, SymbolicLinksOutOfTheTreeAreNotFollowed) {
    const TempDir folder;
    const TempDir outside;
    outside.write("secret", "outside");
    RepoBuilder builder(folder.path());
    start(builder, {{"d/a", "1"}});
    std::filesystem::remove_all(folder.at("d"));
    std::filesystem::create_directory_symlink(outside.path(), folder.at("d"));
    std::filesystem::rename(outside.at("secret"), outside.at("a"));

    EXPECT_TRUE(read_index(folder.path(), IndexSide::unstaged)->taken.empty());
}

TEST(GitBaseVersions, OfHeadAreTheStagedPathsBefore) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    start(builder, {{"a", "old a"}, {"b", "old b"}, {"d/e/c", "gone"}, {"same", "same"}});
    folder.write("a", "new a");
    builder.git({"add", "."});
    builder.git({"rm", "-qr", "d"});
    folder.write("b", "new b");

    EXPECT_EQ(blobs(*read_base(folder.path())), (Blobs{{"a", "old a"}, {"d/e/c", "gone"}}));
    EXPECT_EQ(blobs(*read_base(folder.path(), true)),
              (Blobs{{"a", "old a"}, {"b", "old b"}, {"d/e/c", "gone"}}));
}

TEST(GitRangeBaseVersions, AreThePathsChangedSince) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    const auto base = builder.commit({.files = {{"a", "old a"}, {"b", "b"}, {"c", "gone"}}});
    builder.commit({.files = {{"a", "new a"}, {"b", "b"}}, .parents = {base}});

    EXPECT_EQ(blobs(*read_base(folder.path(), {"HEAD~1", "HEAD"})),
              (Blobs{{"a", "old a"}, {"c", "gone"}}));
}

TEST(GitRangeBaseVersions, LookAtTheEndOfTheRangeAndNotAtHead) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    const auto base = builder.commit({.files = {{"a", "old a"}, {"b", "old b"}}});
    const auto middle =
        builder.commit({.files = {{"a", "new a"}, {"b", "old b"}}, .parents = {base}});
    builder.commit({.files = {{"a", "old a"}, {"b", "new b"}}, .parents = {middle}});

    EXPECT_EQ(blobs(*read_base(folder.path(), {"HEAD~2", "HEAD~1"})), (Blobs{{"a", "old a"}}));
}

TEST(GitRangeBaseVersions, AnUnknownRevisionIsNotFound) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    start(builder, {{"a", "1"}});
    RecordingSink sink;
    core::BlobSink* const pointer = &sink;

    const auto covered =
        GitRangeBaseVersions(folder.path(), {"nothing", "HEAD"}, kBytesMax).read({&pointer, 1}, {});

    EXPECT_EQ(covered.error().kind(), core::ErrorKind::not_found);
}

support::Snapshot random_files() {
    const std::vector<std::string> names = {"a", "a.b", "d/x", "d/e/y", "d/e/f/z", "d.c", "e/q"};
    support::Snapshot files;
    for (const std::string& name : names) {
        const int version = *rc::gen::inRange(0, 4);
        if (version > 0) files[name] = name + " version " + std::to_string(version);
    }
    return files;
}

RC_GTEST_PROP(GitIndex, StagedAgreesWithGitForAnyChange, ()) {
    const support::Snapshot before = random_files();
    const support::Snapshot after = random_files();
    const auto version = *rc::gen::elementOf(std::vector<std::string>{"2", "4"});
    const bool is_cached = *rc::gen::arbitrary<bool>();
    const TempDir folder;
    RepoBuilder builder(folder.path());
    start(builder, before);
    builder.git({"update-index", "--index-version", version});
    std::string updates;
    for (const auto& [name, content] : before) {
        if (!after.contains(name))
            updates += "0 0000000000000000000000000000000000000000\t" + name + "\n";
    }
    std::string blob_paths;
    for (const auto& [name, content] : after) {
        blob_paths += folder.write("blobs/" + name, content) + "\n";
        updates += "100644 " + builder.blob_id(content).hex() + "\t" + name + "\n";
    }
    builder.git({"hash-object", "-w", "--stdin-paths"}, blob_paths);
    builder.git({"update-index", "--index-info"}, updates);
    if (is_cached) builder.git({"write-tree"});

    Blobs expected;
    Blobs expected_base;
    for (const auto& [name, content] : after) {
        if (!before.contains(name) || before.at(name) != content) expected.emplace(name, content);
    }
    for (const auto& [name, content] : before) {
        if (!after.contains(name) || after.at(name) != content)
            expected_base.emplace(name, content);
    }
    RC_ASSERT(blobs(*read_index(folder.path(), IndexSide::staged)) == expected);
    RC_ASSERT(blobs(*read_base(folder.path())) == expected_base);
}

}  // namespace
}  // namespace curfew::sources
