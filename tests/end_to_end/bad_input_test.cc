#include <filesystem>
#include <string>

#include <sys/stat.h>

#include <gtest/gtest.h>

#include "tests/end_to_end/program.h"

namespace curfew::end_to_end {
namespace {

namespace fs = std::filesystem;

TEST(BadInput, AMissingPathIsToldByName) {
    const Workshop shop;

    const Outcome outcome = shop.curfew({"scan", "no/such/place"});

    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_NE(outcome.errors.find("no/such/place"), std::string::npos);
}

TEST(BadInput, AWrongFlagIsToldWithTheWayToHelp) {
    const Workshop shop;

    const Outcome outcome = shop.curfew({"scan", "--no-such-flag"});

    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_NE(outcome.errors.find("--help"), std::string::npos);
}

TEST(BadInput, ALoopOfLinksEnds) {
    Workshop shop;
    shop.write("a/file", "nothing\n");
    fs::create_directory_symlink("..", shop.folder() / "a/up");

    EXPECT_EQ(shop.curfew({"scan", "."}).exit_code, 0);
}

TEST(BadInput, APipeInTheTreeIsNotOpened) {
    const Workshop shop;
    ASSERT_EQ(::mkfifo((shop.folder() / "pipe").c_str(), 0600), 0);

    EXPECT_EQ(shop.curfew({"scan", "."}).exit_code, 0);
}

TEST(BadInput, AHugeSparseFileIsCountedNotRead) {
    Workshop shop;
    shop.write("huge", "");
    fs::resize_file(shop.folder() / "huge", 4ULL << 30U);

    const Outcome outcome = shop.curfew({"scan", ".", "--format", "json"});

    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    EXPECT_NE(outcome.output.find("\"count\": 1"), std::string::npos) << outcome.output;
}

TEST(BadInput, EscapesInNamesDoNotReachTheTerminal) {
    Workshop shop;
    shop.write("evil\x1b[2Jname.env", "GITHUB_TOKEN=" + github_token(2) + "\n");

    const Outcome outcome = shop.curfew({"scan", "."});

    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_EQ(outcome.output.find('\x1b'), std::string::npos);
}

TEST(BadInput, NamesThatAreNoUtf8AreReported) {
    Workshop shop;
    shop.write("caf\xe9.env", "GITHUB_TOKEN=" + github_token(3) + "\n");

    const Outcome outcome = shop.curfew({"scan", ".", "--format", "json"});

    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_NE(outcome.output.find("caf"), std::string::npos);
}

TEST(BadInput, WithoutAHomeItWorksAll) {
    Workshop shop;
    shop.set("HOME", "");
    shop.write("a.env", "GITHUB_TOKEN=" + github_token(4) + "\n");

    EXPECT_EQ(shop.curfew({"scan", "."}).exit_code, 1);
}

TEST(BadInput, TheTargetsGitConfigurationIsNotRun) {
    Workshop shop;
    shop.init();
    shop.write("a.txt", "nothing\n");
    shop.commit("Begin");
    shop.write(".git/config",
               "[core]\n\trepositoryformatversion = 0\n\tfsmonitor = touch ../was-run\n"
               "\thooksPath = ../hooks\n[include]\n\tpath = /does/not/exist\n"
               "[filter \"x\"]\n\tclean = touch ../was-run\n\tsmudge = touch ../was-run\n");

    EXPECT_EQ(shop.curfew({"scan"}).exit_code, 0);
    EXPECT_FALSE(fs::exists(shop.folder() / "../was-run"));
}

}  // namespace
}  // namespace curfew::end_to_end
