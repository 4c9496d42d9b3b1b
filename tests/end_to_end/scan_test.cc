#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/end_to_end/program.h"

namespace curfew::end_to_end {
namespace {

TEST(Scan, ARemovedSecretIsFoundInHistoryWithItsCommits) {
    Workshop shop;
    shop.init();
    shop.write("deploy.env", "GITHUB_TOKEN=" + github_token(1) + "\n");
    shop.commit("Deploy", "2024-03-01T10:00:00Z");
    shop.git({"rm", "-q", "deploy.env"});
    shop.write("README", "clean\n");
    shop.commit("Clean up", "2024-04-01T10:00:00Z");

    const Outcome outcome = shop.curfew({"scan", "--format", "json"});

    EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
    EXPECT_NE(outcome.output.find("\"github-pat-classic\""), std::string::npos);
    EXPECT_NE(outcome.output.find("deploy.env"), std::string::npos);
    EXPECT_NE(outcome.output.find("2024-03-01T10:00:00Z"), std::string::npos);
    EXPECT_NE(outcome.output.find("\"last_seen\": \"2024-04-01T10:00:00Z\""), std::string::npos)
        << "it lay open until the commit that removed it";
    EXPECT_EQ(outcome.output.find(github_token(1)), std::string::npos) << "secrets stay masked";
}

TEST(Scan, ACleanRepositoryGivesZero) {
    Workshop shop;
    shop.init();
    shop.write("README", "nothing here\n");
    shop.commit("Begin");

    EXPECT_EQ(shop.curfew({"scan"}).exit_code, 0);
}

TEST(Scan, ADirectoryThatIsNoRepositoryIsReadAsFiles) {
    Workshop shop;
    shop.write("a/b/settings.env", "GITHUB_TOKEN=" + github_token(2) + "\n");

    const Outcome outcome = shop.curfew({"scan", "--format", "json", "."});

    EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
    EXPECT_NE(outcome.output.find("a/b/settings.env"), std::string::npos);
}

TEST(Scan, IgnoredFilesAreReadAndSaidToBeIgnored) {
    Workshop shop;
    shop.init();
    shop.write(".gitignore", ".env\n");
    shop.commit("Begin");
    shop.write(".env", "GITHUB_TOKEN=" + github_token(3) + "\n");

    const Outcome read = shop.curfew({"scan", "--format", "json"});
    const Outcome respected = shop.curfew({"scan", "--respect-gitignore"});

    EXPECT_EQ(read.exit_code, 1);
    EXPECT_NE(read.output.find("\"git_ignored\": true"), std::string::npos) << read.output;
    EXPECT_EQ(respected.exit_code, 0) << respected.output;
}

TEST(Scan, SinceCommitLooksAtWhatWasAddedOnly) {
    Workshop shop;
    shop.init();
    shop.write("old.env", "GITHUB_TOKEN=" + github_token(4) + "\n");
    shop.commit("Old");
    shop.git({"tag", "base"});
    shop.write("new.env", "GITHUB_TOKEN=" + github_token(5) + "\n");
    shop.commit("New", "2024-06-01T12:00:00Z");

    const Outcome outcome = shop.curfew({"scan", "--since-commit", "base", "--format", "json"});

    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_NE(outcome.output.find("new.env"), std::string::npos);
    EXPECT_EQ(outcome.output.find("old.env"), std::string::npos);
}

TEST(Scan, ARangeIsTheSameAsSinceCommit) {
    Workshop shop;
    shop.init();
    shop.write("old.env", "GITHUB_TOKEN=" + github_token(6) + "\n");
    shop.commit("Old");
    shop.write("new.env", "GITHUB_TOKEN=" + github_token(7) + "\n");
    shop.commit("New", "2024-06-01T12:00:00Z");

    const Outcome outcome = shop.curfew({"scan", "HEAD~1..HEAD", "--format", "json"});

    EXPECT_NE(outcome.output.find("new.env"), std::string::npos) << outcome.errors;
    EXPECT_EQ(outcome.output.find("old.env"), std::string::npos);
}

TEST(Scan, AsOfMakesTheReportReproducible) {
    Workshop shop;
    shop.write("a.env", "GITHUB_TOKEN=" + github_token(8) + "\n");
    const std::vector<std::string> call{"scan", ".",       "--format",
                                        "json", "--as-of", "2026-01-01T00:00:00Z"};

    const Outcome once = shop.curfew(call);
    const Outcome again = shop.curfew(call);

    EXPECT_EQ(once.output, again.output);
    EXPECT_NE(once.output.find("\"as_of\": \"2026-01-01T00:00:00Z\""), std::string::npos);
}

TEST(Scan, ExcludesLeaveAFileOut) {
    Workshop shop;
    shop.write("keep/a.env", "GITHUB_TOKEN=" + github_token(9) + "\n");

    EXPECT_EQ(shop.curfew({"scan", ".", "--exclude", "keep/**"}).exit_code, 0);
}

TEST(Scan, ExcludesHoldForTheHistoryToo) {
    Workshop shop;
    shop.init();
    shop.write("keep/a.env", "GITHUB_TOKEN=" + github_token(9) + "\n");
    shop.commit("add");

    EXPECT_EQ(shop.curfew({"scan", ".", "--exclude", "keep"}).exit_code, 0);
    EXPECT_EQ(shop.curfew({"scan", "."}).exit_code, 1);
}

TEST(Scan, TheExitCodeCanBeChosen) {
    Workshop shop;
    shop.write("a.env", "GITHUB_TOKEN=" + github_token(10) + "\n");

    EXPECT_EQ(shop.curfew({"scan", ".", "--exit-code", "0"}).exit_code, 0);
    EXPECT_EQ(shop.curfew({"scan", ".", "--exit-code", "42"}).exit_code, 42);
}

// Values for tests are made when they run, so that no scanner trips over this repository.
TEST(Scan, TheProjectsOwnFilesHoldNoSecret) {
    const Workshop shop;
    const std::filesystem::path root = CURFEW_ROOT;
    std::vector<std::string> arguments{"scan", "--no-history", "--no-store"};
    for (const auto& entry : std::filesystem::directory_iterator(root)) {
        const std::string name = entry.path().filename();
        if (name != ".git" && name != "build") arguments.push_back(entry.path());
    }

    const Outcome outcome = shop.curfew(arguments);

    EXPECT_EQ(outcome.exit_code, 0) << outcome.output << outcome.errors;
}

}  // namespace
}  // namespace curfew::end_to_end
