#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "tests/end_to_end/program.h"

namespace curfew::end_to_end {
namespace {

/// A repository with one clean commit.
void begin(Workshop& shop) {
    shop.init();
    shop.write("README", "a shop\n");
    shop.commit("Begin");
}

TEST(Gate, IsQuietWhenAllIsWell) {
    Workshop shop;
    begin(shop);
    shop.write("more.txt", "nothing to see\n");
    shop.git({"add", "-A"});

    const Outcome outcome = shop.curfew({"gate", "--staged"});

    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    EXPECT_EQ(outcome.output, "");
}

TEST(Gate, BlocksAStagedTokenAndSaysTheWayOut) {
    Workshop shop;
    begin(shop);
    shop.write("deploy.env", "GITHUB_TOKEN=" + github_token(1) + "\n");
    shop.git({"add", "-A"});

    const Outcome outcome = shop.curfew({"gate", "--staged"});

    EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
    EXPECT_NE(outcome.output.find("deploy.env:1"), std::string::npos) << outcome.output;
    EXPECT_NE(outcome.output.find("curfew:allow"), std::string::npos);
}

/// A commit waits for it, so nothing is started beside the lean program.
TEST(Gate, BeforeACommitTheLeanProgramNeedsNoOther) {
    Workshop shop;
    begin(shop);
    shop.write("deploy.env", "GITHUB_TOKEN=" + github_token(7) + "\n");
    shop.git({"add", "-A"});
    const std::filesystem::path alone = shop.folder() / ".git" / "curfew";
    std::filesystem::copy_file(CURFEW_PROGRAM, alone);

    EXPECT_EQ(shop.run(alone.string(), {"gate", "--staged"}).exit_code, 1);
    EXPECT_EQ(shop.run(alone.string(), {"gate", "--staged", "--unstaged"}).exit_code, 1);
    EXPECT_EQ(shop.run(alone.string(), {"gate", "--unstaged"}).exit_code, 0);
    EXPECT_EQ(shop.run(alone.string(), {"gate", "--since-commit", "HEAD"}).exit_code, 2);
}

TEST(Gate, ReadsTheIndexNotTheFiles) {
    Workshop shop;
    begin(shop);
    shop.write("deploy.env", "GITHUB_TOKEN=" + github_token(2) + "\n");
    shop.git({"add", "-A"});
    shop.write("deploy.env", "cleaned, but not staged\n");

    EXPECT_EQ(shop.curfew({"gate", "--staged"}).exit_code, 1);
}

TEST(Gate, WhatIsNotStagedDoesNotBlockTheCommit) {
    Workshop shop;
    begin(shop);
    shop.write("later.env", "GITHUB_TOKEN=" + github_token(3) + "\n");

    EXPECT_EQ(shop.curfew({"gate", "--staged"}).exit_code, 0);
}

TEST(Gate, ASecretTheBaseVersionHadIsNotNew) {
    Workshop shop;
    begin(shop);
    shop.write("deploy.env", "GITHUB_TOKEN=" + github_token(4) + "\n");
    shop.commit("Too late");
    shop.write("deploy.env", "# moved\n\nGITHUB_TOKEN=" + github_token(4) + "\n");
    shop.git({"add", "-A"});

    EXPECT_EQ(shop.curfew({"gate", "--staged"}).exit_code, 0);
}

TEST(Gate, ANewSecretOnAnOldLineIsNew) {
    Workshop shop;
    begin(shop);
    shop.write("deploy.env", "GITHUB_TOKEN=" + github_token(5) + "\n");
    shop.commit("Too late");
    shop.write("deploy.env", "GITHUB_TOKEN=" + github_token(6) + "\n");
    shop.git({"add", "-A"});

    EXPECT_EQ(shop.curfew({"gate", "--staged"}).exit_code, 1);
}

TEST(Gate, SinceACommitJudgesByThePolicyOfTheBase) {
    Workshop shop;
    begin(shop);
    shop.git({"tag", "base"});
    shop.write("curfew.toml", "[policy]\nallowed_signatures = [\"github-pat-classic\"]\n");
    shop.write("deploy.env", "GITHUB_TOKEN=" + github_token(7) + "\n");
    shop.commit("Relax and leak", "2024-06-01T12:00:00Z");

    const Outcome outcome = shop.curfew({"gate", "--since-commit", "base"});

    EXPECT_EQ(outcome.exit_code, 1) << "a change cannot relax the rules it is judged by";
}

TEST(Gate, ARangeComparesWithWhatStoodBeforeIt) {
    Workshop shop;
    begin(shop);
    shop.write("deploy.env", "GITHUB_TOKEN=" + github_token(8) + "\n");
    shop.commit("Too late", "2024-06-01T12:00:00Z");
    shop.write("deploy.env", "# moved\nGITHUB_TOKEN=" + github_token(8) + "\n");
    shop.commit("Old secret", "2024-06-02T12:00:00Z");
    shop.write("deploy.env", "GITHUB_TOKEN=" + github_token(9) + "\n");
    shop.commit("New secret", "2024-06-03T12:00:00Z");
    shop.write("deploy.env", "clean\n");
    shop.commit("Clean", "2024-06-04T12:00:00Z");

    EXPECT_EQ(shop.curfew({"gate", "HEAD~3..HEAD~2"}).exit_code, 0);
    EXPECT_EQ(shop.curfew({"gate", "HEAD~2..HEAD~1"}).exit_code, 1);
    EXPECT_EQ(shop.curfew({"gate", "--since-commit", "HEAD~3", "--branch", "HEAD~2"}).exit_code, 0);
}

TEST(Gate, BesideARangeTheRepositorySaysWhoseCommitsAreMeant) {
    Workshop shop;
    begin(shop);
    shop.write("deploy.env", "GITHUB_TOKEN=" + github_token(10) + "\n");
    shop.commit("Too late", "2024-06-01T12:00:00Z");
    shop.write("README", "a clean shop\n");
    shop.commit("Harmless", "2024-06-02T12:00:00Z");
    shop.git({"clone", "-q", "--bare", ".", "copy.git"});

    EXPECT_EQ(shop.curfew({"gate", "copy.git", "HEAD^..HEAD"}).exit_code, 0);
    EXPECT_EQ(shop.curfew({"gate", "copy.git", "HEAD~2..HEAD"}).exit_code, 1);
}

TEST(Gate, AnotherRepositorysRevisionIsNotLookedForHere) {
    Workshop other;
    begin(other);
    other.git({"tag", "base"});
    other.write("deploy.env", "GITHUB_TOKEN=" + github_token(11) + "\n");
    other.commit("Leak", "2024-06-01T12:00:00Z");
    Workshop shop;
    begin(shop);

    const Outcome outcome =
        shop.curfew({"gate", other.folder().string(), "--since-commit", "base"});

    EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
}

}  // namespace
}  // namespace curfew::end_to_end
