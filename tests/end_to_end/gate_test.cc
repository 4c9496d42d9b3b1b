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

}  // namespace
}  // namespace curfew::end_to_end
