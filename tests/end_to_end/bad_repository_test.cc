// Repositories that are broken or hostile: what can be read is read, the rest is a gap (exit 3
// where nothing was found), and nothing of the target's configuration is run.
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "tests/end_to_end/program.h"

namespace curfew::end_to_end {
namespace {

namespace fs = std::filesystem;

class BadRepository : public testing::Test {
  protected:
    BadRepository() {
        shop_.init();
        shop_.git({"config", "gc.auto", "0"});
        shop_.write("a.txt", "nothing here\n");
        shop_.commit("One");
        shop_.write("b.txt", "nothing there\n");
        shop_.commit("Two", "2024-06-01T12:00:00Z");
    }

    /// The loose file of what a revision names, made writable.
    fs::path object(const std::string& revision) {
        const Outcome id = shop_.run("/usr/bin/git", {"rev-parse", revision});
        name_ = id.output.substr(0, 40);
        const fs::path file =
            shop_.folder() / ".git/objects" / name_.substr(0, 2) / name_.substr(2);
        fs::permissions(file, fs::perms::owner_write, fs::perm_options::add);
        return file;
    }

    fs::path only_pack() {
        shop_.git({"repack", "-a", "-d", "-q"});
        for (const auto& entry : fs::directory_iterator(shop_.folder() / ".git/objects/pack")) {
            if (entry.path().extension() != ".pack") continue;
            fs::permissions(entry.path(), fs::perms::owner_write, fs::perm_options::add);
            return entry.path();
        }
        return {};
    }

    [[nodiscard]] Outcome scan() const {
        return shop_.curfew({"scan", "--history-only", "--format", "json"});
    }

    Workshop shop_;
    std::string name_;  ///< of the object asked for last
};

TEST_F(BadRepository, ATruncatedPackIsAGap) {
    const fs::path pack = only_pack();
    fs::resize_file(pack, fs::file_size(pack) / 2);

    const Outcome outcome = scan();

    EXPECT_EQ(outcome.exit_code, 3) << outcome.output << outcome.errors;
    EXPECT_NE(outcome.output.find("\"gap\": true"), std::string::npos);
}

TEST_F(BadRepository, ACorruptPackIsAGap) {
    const fs::path pack = only_pack();
    std::fstream bytes(pack, std::ios::binary | std::ios::in | std::ios::out);
    bytes.seekp(static_cast<std::streamoff>(fs::file_size(pack) / 2));
    bytes << "\xff\xff\xff\xff\xff\xff\xff\xff";
    bytes.close();

    const Outcome outcome = scan();

    EXPECT_EQ(outcome.exit_code, 3) << outcome.output << outcome.errors;
}

TEST_F(BadRepository, AnEmptyPackIsAGap) {
    fs::resize_file(only_pack(), 0);

    EXPECT_EQ(scan().exit_code, 3);
}

TEST_F(BadRepository, ACorruptObjectIsAGapWithItsName) {
    std::ofstream(object("HEAD:b.txt"), std::ios::binary | std::ios::trunc) << "no object at all";

    const Outcome outcome = scan();

    EXPECT_EQ(outcome.exit_code, 3) << outcome.output << outcome.errors;
    EXPECT_NE(outcome.output.find(name_), std::string::npos);
}

TEST_F(BadRepository, AnObjectOfTheWrongHashIsAGapWithItsName) {
    const fs::path other = object("HEAD:a.txt");
    fs::copy_file(other, object("HEAD:b.txt"), fs::copy_options::overwrite_existing);

    const Outcome outcome = scan();

    EXPECT_EQ(outcome.exit_code, 3) << outcome.output << outcome.errors;
    EXPECT_NE(outcome.output.find(name_), std::string::npos);
    EXPECT_NE(outcome.output.find("does not have the hash it is named by"), std::string::npos);
}

TEST_F(BadRepository, AMissingObjectIsAGapWithItsName) {
    fs::remove(object("HEAD:b.txt"));

    const Outcome outcome = scan();

    EXPECT_EQ(outcome.exit_code, 3) << outcome.output << outcome.errors;
    EXPECT_NE(outcome.output.find(name_), std::string::npos);
}

TEST_F(BadRepository, AGapDoesNotHideAFinding) {
    shop_.write("deploy.env", "GITHUB_TOKEN=" + github_token(1) + "\n");
    shop_.commit("Three", "2024-07-01T12:00:00Z");
    fs::remove(object("HEAD:b.txt"));

    const Outcome outcome = scan();

    EXPECT_EQ(outcome.exit_code, 1) << outcome.output << outcome.errors;
    EXPECT_NE(outcome.output.find("\"gap\": true"), std::string::npos);
}

TEST_F(BadRepository, ABrokenIndexIsAGapAndTheHistoryIsRead) {
    shop_.write("deploy.env", "GITHUB_TOKEN=" + github_token(2) + "\n");
    shop_.commit("Three", "2024-07-01T12:00:00Z");
    shop_.write(".git/index", "DIRC and then nothing");

    EXPECT_EQ(scan().exit_code, 1);
}

TEST_F(BadRepository, UnreachableObjectsAreCountedApart) {
    ASSERT_NE(scan().output.find("\"unreachable\": 0"), std::string::npos);
    shop_.write("loose.txt", "hashed and forgotten\n");
    shop_.git({"hash-object", "-w", "loose.txt"});
    shop_.git({"update-ref", "-d", "refs/heads/main"});
    fs::remove_all(shop_.folder() / ".git/logs");
    shop_.git({"rm", "-q", "-r", "--cached", "."});

    // A blob by itself, and two commits with their two blobs.
    EXPECT_NE(scan().output.find("\"unreachable\": 5"), std::string::npos) << scan().output;
}

TEST(BadGitFile, OnePointingNowhereIsAGapAndTheFilesAreRead) {
    Workshop shop;
    shop.write(".git", "gitdir: /no/such/repository\n");
    shop.write("a.txt", "nothing\n");

    const Outcome clean = shop.curfew({"scan", ".", "--format", "json"});
    shop.write("a.env", "GITHUB_TOKEN=" + github_token(3) + "\n");
    const Outcome found = shop.curfew({"scan", ".", "--format", "json"});

    EXPECT_EQ(clean.exit_code, 3) << clean.output << clean.errors;
    EXPECT_NE(clean.output.find("no repository where .git points to"), std::string::npos);
    EXPECT_EQ(found.exit_code, 1);
}

TEST(BadGitFile, OneThatPointsToItselfIsAGap) {
    const Workshop shop;
    shop.write(".git", "gitdir: .git\n");

    EXPECT_EQ(shop.curfew({"scan", "."}).exit_code, 3);
}

TEST(BadGitFile, AGateInARepositoryThatCannotBeOpenedFails) {
    const Workshop shop;
    shop.write(".git", "gitdir: /no/such/repository\n");

    EXPECT_EQ(shop.curfew({"gate", "--staged"}).exit_code, 2);
}

}  // namespace
}  // namespace curfew::end_to_end
