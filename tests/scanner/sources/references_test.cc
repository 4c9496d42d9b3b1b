#include "scanner/sources/references.h"

#include <gtest/gtest.h>

#include "tests/support/repo_builder.h"
#include "tests/support/temp_dir.h"

namespace curfew::sources {
namespace {

using support::RepoBuilder;
using support::TempDir;

TEST(References, LooseOnesWinOverPackedOnes) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    const auto first = builder.commit({.files = {{"a", "1"}}});
    builder.git({"pack-refs", "--all"});
    const auto second = builder.commit({.files = {{"a", "2"}}, .parents = {first}});
    const auto layout = lay_out(folder.path()).value();

    const References references = read_references(layout);

    ASSERT_NE(references.find("refs/heads/main"), nullptr);
    EXPECT_EQ(references.find("refs/heads/main")->id, builder.id(second));
    EXPECT_EQ(references.head, builder.id(second));
    EXPECT_EQ(find_head(layout), builder.id(second));
    EXPECT_EQ(references.find("HEAD"), nullptr);
    EXPECT_TRUE(references.problems.empty());
}

TEST(References, PackedOnesAreFoundByName) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    builder.commit({.files = {{"a", "1"}}});
    builder.git({"pack-refs", "--all"});

    EXPECT_EQ(find_reference(lay_out(folder.path()).value(), "refs/heads/main"), builder.id(0));
    EXPECT_EQ(find_reference(lay_out(folder.path()).value(), "heads/main"), std::nullopt);
}

TEST(References, ADetachedHeadHasAName) {
    const TempDir folder;
    RepoBuilder builder(folder.path());
    builder.commit({.files = {{"a", "1"}}});
    builder.git({"checkout", "-q", "--detach", "main"});

    const References references = read_references(lay_out(folder.path()).value());

    ASSERT_NE(references.find("HEAD"), nullptr);
    EXPECT_EQ(references.head, builder.id(0));
}

TEST(References, ALoopOrRubbishIsAProblemAndNoHang) {
    const TempDir folder;
    const RepoBuilder builder(folder.path());
    folder.write(".git/refs/heads/a", "ref: refs/heads/b\n");
    folder.write(".git/refs/heads/b", "ref: refs/heads/a\n");
    folder.write(".git/refs/heads/c", "rubbish");
    folder.write(".git/HEAD", "ref: ../../outside\n");

    const auto layout = lay_out(folder.path()).value();
    const References references = read_references(layout);

    EXPECT_TRUE(references.named.empty());
    ASSERT_EQ(references.problems.size(), 1U);
    EXPECT_EQ(references.problems[0].name, "refs/heads/c");
    EXPECT_EQ(find_head(layout), std::nullopt);
}

}  // namespace
}  // namespace curfew::sources
