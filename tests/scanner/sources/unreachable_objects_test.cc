#include "scanner/sources/unreachable_objects.h"

#include <gtest/gtest.h>

#include "scanner/sources/git_history.h"
#include "tests/support/recording_sink.h"
#include "tests/support/repo_builder.h"
#include "tests/support/temp_dir.h"

namespace curfew::sources {
namespace {

using support::RepoBuilder;
using support::TempDir;

std::uint64_t unreachable_of(const RepoBuilder& builder) {
    support::RecordingSink sink;
    core::BlobSink* const sinks = &sink;
    const auto covered = GitHistory(builder.path(), {}, 1U << 20U).read({&sinks, 1}, {});
    EXPECT_TRUE(covered.has_value());
    return covered.has_value() ? covered.value().unreachable : 0;
}

TEST(UnreachableObjects, NoneInAFreshHistoryHoweverItIsReached) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    const auto first = builder.commit({.files = {{"a", "1"}, {"d/b", "2"}}});
    builder.commit({.files = {{"a", "3"}}, .parents = {first}});
    builder.git({"reset", "-q", "--hard"});
    builder.git({"tag", "-a", "v1", "-m", "text"});
    builder.git({"notes", "add", "-m", "noted"});
    support::write_file(folder.at("a"), "stashed");
    builder.git({"stash", "-q"});
    support::write_file(folder.at("staged"), "staged");
    builder.git({"add", "staged"});

    EXPECT_EQ(unreachable_of(builder), 0U);
}

TEST(UnreachableObjects, ADanglingBlobIsOne) {
    const TempDir folder;
    const RepoBuilder builder(folder.path());
    builder.git({"hash-object", "-w", "--stdin"}, "dangling");

    EXPECT_EQ(unreachable_of(builder), 1U);
}

TEST(UnreachableObjects, WhatAForgottenCommitSharesWithAKeptOneIsReached) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    const auto kept = builder.commit({.files = {{"a", "1"}, {"d/b", "2"}}});
    const auto gone = builder.commit({.files = {{"a", "1"}, {"d/b", "2"}, {"d/c", "3"}},
                                      .parents = {kept},
                                      .branch = "refs/heads/gone"});
    builder.commit({.files = {{"a", "4"}}, .parents = {gone}, .branch = "refs/heads/gone"});
    builder.git({"update-ref", "-d", "refs/heads/gone"});

    EXPECT_EQ(unreachable_of(builder), 4U) << "two commits, \"3\" and \"4\"";
}

TEST(UnreachableObjects, PackedOnesAreCountedAsWell) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    const auto kept = builder.commit({.files = {{"a", "1"}}});
    builder.commit({.files = {{"a", "2"}}, .parents = {kept}, .branch = "refs/heads/gone"});
    builder.git({"repack", "-a", "-d", "-q"});
    builder.git({"update-ref", "-d", "refs/heads/gone"});

    EXPECT_EQ(unreachable_of(builder), 2U);
}

}  // namespace
}  // namespace curfew::sources
