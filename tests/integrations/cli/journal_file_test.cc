#include "integrations/cli/journal_file.h"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "scanner/core/instant.h"
#include "tests/support/temp_dir.h"

namespace curfew::cli {
namespace {

namespace fs = std::filesystem;

using core::ErrorKind;
using provider::Binding;
using provider::Ending;
using provider::EndingOutcome;
using provider::JournalEntry;
using Stage = JournalEntry::Stage;

core::Instant at(const char* text) {
    return core::parse_instant(text).value();
}

provider::Evidence evidence(int status) {
    provider::Evidence made;
    made.host = "acme.invalid";
    made.status = status;
    made.mark = "200 /login";
    made.request_id = "req-17";
    made.asked_at = at("2026-11-23T10:00:00.5Z");
    made.skew = std::chrono::seconds(-3);
    return made;
}

Ending course() {
    Ending ending;
    ending.before.detail = provider::Detail::live;
    ending.before.reason = "it said so";
    ending.before.expires_at = core::Known{at("2027-01-01T00:00:00Z"), core::Evidence::provider};
    ending.before.issued_at = core::Never{core::Evidence::catalogue};
    ending.before.owner = "deploy";
    ending.before.scopes = {"api", "read"};
    ending.before.id = "k17";
    ending.before.evidence = evidence(200);
    ending.binding = {.state = Binding::State::bound,
                      .id = "k17",
                      .how = "listing by full value",
                      .owner = "deploy",
                      .reason = "",
                      .evidence = evidence(200)};
    return ending;
}

JournalEntry entry(Stage stage, const std::string& who = "cf1:pub:17") {
    JournalEntry made;
    made.stage = stage;
    made.at = at("2026-11-23T10:00:01Z");
    made.fingerprint = who;
    made.signature = "acme-key";
    made.ending = course();
    if (stage != Stage::told) return made;
    made.ending.outcome = EndingOutcome::accepted_not_proven;
    made.ending.reason = "not seen dead \"yet\"\n";
    made.ending.needs_person = true;
    made.ending.ask_again_at = at("2026-11-23T11:00:00Z");
    made.ending.step = provider::Step{provider::Step::State::accepted, "took it", evidence(204)};
    made.ending.proof = {evidence(200), evidence(401)};
    return made;
}

class JournalFileTest : public testing::Test {
  protected:
    std::unique_ptr<JournalFile> opened() {
        auto journal = JournalFile::open(path_);
        EXPECT_TRUE(journal.has_value()) << (journal.has_value() ? "" : journal.error().message());
        return journal.has_value() ? std::move(journal).value() : nullptr;
    }
    void append(const std::string& text) const {
        std::ofstream(path_, std::ios::app | std::ios::binary) << text;
    }
    [[nodiscard]] std::string text() const {
        std::ifstream stream(path_, std::ios::binary);
        std::ostringstream all;
        all << stream.rdbuf();
        return all.str();
    }
    static std::size_t count(JournalFile& journal, const std::string& who = "cf1:pub:17") {
        auto entries = journal.read(who);
        EXPECT_TRUE(entries.has_value());
        return entries.has_value() ? entries.value().size() : 0;
    }

    support::TempDir folder_;
    std::string path_ = (fs::path(folder_.path()) / "state" / "revocations.jsonl").string();
};

TEST_F(JournalFileTest, WhatWasWrittenIsReadByTheNextRun) {
    ASSERT_TRUE(opened()->append(entry(Stage::told)).has_value());

    const auto journal = opened();
    const auto read = journal->read("cf1:pub:17");

    ASSERT_TRUE(read.has_value());
    ASSERT_EQ(read.value().size(), 1U);
    const JournalEntry& back = read.value().front();
    const JournalEntry put = entry(Stage::told);
    EXPECT_EQ(journal_line_of(back), journal_line_of(put));
    EXPECT_EQ(back.stage, Stage::told);
    EXPECT_EQ(back.at, put.at);
    EXPECT_EQ(back.ending.outcome, EndingOutcome::accepted_not_proven);
    EXPECT_EQ(back.ending.before.expires_at, put.ending.before.expires_at);
    EXPECT_EQ(back.ending.before.scopes, put.ending.before.scopes);
    EXPECT_EQ(back.ending.before.evidence.skew, put.ending.before.evidence.skew);
    EXPECT_EQ(back.ending.binding.id, "k17");
    EXPECT_EQ(back.ending.step->reason, "took it");
    EXPECT_EQ(back.ending.proof.size(), 2U);
    EXPECT_EQ(back.ending.ask_again_at, put.ending.ask_again_at);
    EXPECT_TRUE(back.ending.needs_person);
}

TEST_F(JournalFileTest, EachCredentialHasItsOwnRecords) {
    const auto journal = opened();
    ASSERT_TRUE(journal->append(entry(Stage::intended)).has_value());
    ASSERT_TRUE(journal->append(entry(Stage::sent, "cf1:pub:18")).has_value());
    ASSERT_TRUE(journal->append(entry(Stage::sent)).has_value());

    EXPECT_EQ(count(*journal), 2U);
    EXPECT_EQ(count(*journal, "cf1:pub:18"), 1U);
    EXPECT_EQ(count(*journal, "cf1:pub:19"), 0U);
}

TEST_F(JournalFileTest, FileAndFolderAreTheOwnersAlone) {
    const mode_t before = ::umask(0);
    opened();
    ::umask(before);
    struct stat file{};
    struct stat folder{};
    ASSERT_EQ(::stat(path_.c_str(), &file), 0);
    ASSERT_EQ(::stat(fs::path(path_).parent_path().c_str(), &folder), 0);

    EXPECT_EQ(file.st_mode & 0777U, 0600U);
    EXPECT_EQ(folder.st_mode & 0777U, 0700U);
}

TEST_F(JournalFileTest, ATornLastRecordIsNamedOnceAndNeverCounts) {
    ASSERT_TRUE(opened()->append(entry(Stage::intended)).has_value());
    const std::string line = journal_line_of(entry(Stage::sent));
    for (const std::size_t cut : {std::size_t{1}, line.size() / 2, line.size() - 1}) {
        append(line.substr(0, cut));

        const auto journal = opened();
        EXPECT_NE(journal->torn().find(std::to_string(cut) + " bytes"), std::string::npos)
            << journal->torn();
        EXPECT_EQ(count(*journal), 1U);
        EXPECT_EQ(opened()->torn(), "");
    }
    const auto journal = opened();
    ASSERT_TRUE(journal->append(entry(Stage::sent)).has_value());
    EXPECT_EQ(count(*opened()), 2U);
}

TEST_F(JournalFileTest, ABrokenRecordInItsMidstIsCorruptAndNamesItsLine) {
    ASSERT_TRUE(opened()->append(entry(Stage::intended)).has_value());
    append("{\"journal\":1,\"stage\":\"sen\n");
    append(journal_line_of(entry(Stage::told)) + "\n");

    const auto journal = JournalFile::open(path_);

    ASSERT_FALSE(journal.has_value());
    EXPECT_EQ(journal.error().kind(), ErrorKind::corrupt);
    EXPECT_NE(journal.error().message().find("line 2"), std::string::npos);
}

TEST_F(JournalFileTest, ANewerCurfewsRecordIsUnsupported) {
    opened();
    append("{\"journal\":2,\"stage\":\"sent\"}\n");

    const auto journal = JournalFile::open(path_);

    ASSERT_FALSE(journal.has_value());
    EXPECT_EQ(journal.error().kind(), ErrorKind::unsupported);
}

TEST_F(JournalFileTest, TwoRunsSeeEachOthersRecords) {
    const auto first = opened();
    const auto second = opened();
    ASSERT_TRUE(first->append(entry(Stage::intended)).has_value());
    ASSERT_TRUE(second->append(entry(Stage::sent)).has_value());

    EXPECT_EQ(count(*first), 2U);
    EXPECT_EQ(count(*second), 2U);
}

TEST_F(JournalFileTest, TwoProcessesThatWriteAtOnceTearNothing) {
    constexpr int kEach = 50;
    std::vector<pid_t> children;
    for (int number = 0; number < 2; ++number) {
        const pid_t child = ::fork();
        if (child == 0) {
            auto journal = JournalFile::open(path_);
            bool went = journal.has_value();
            for (int at = 0; at < kEach && went; ++at) {
                went = journal.value()->append(entry(Stage::sent)).has_value();
            }
            ::_exit(went ? 0 : 1);
        }
        children.push_back(child);
    }
    for (const pid_t child : children) {
        int status = 0;
        ::waitpid(child, &status, 0);
        EXPECT_EQ(status, 0);
    }

    const auto journal = opened();
    EXPECT_EQ(journal->torn(), "");
    EXPECT_EQ(count(*journal), 2U * kEach);
}

TEST_F(JournalFileTest, OnlyOneRunEndsACredentialAtATime) {
    auto first = opened();
    const auto second = opened();

    EXPECT_TRUE(first->claim("cf1:pub:17").value());
    EXPECT_FALSE(second->claim("cf1:pub:17").value());
    EXPECT_TRUE(second->claim("cf1:pub:18").value());
    first.reset();
    EXPECT_TRUE(second->claim("cf1:pub:17").value()) << "a claim ends with its run";
}

TEST_F(JournalFileTest, AFullDiskIsToldAndLeavesNoTornRecord) {
    const auto journal = opened();
    ASSERT_TRUE(journal->append(entry(Stage::intended)).has_value());
    const std::string before = text();
    rlimit old{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &old), 0);
    const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
    // Room for half a record.
    const rlimit small{.rlim_cur = before.size() + before.size() / 2, .rlim_max = old.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    const auto full = journal->append(entry(Stage::sent));
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &old), 0);
    static_cast<void>(std::signal(SIGXFSZ, ignored));

    ASSERT_FALSE(full.has_value());
    EXPECT_EQ(full.error().kind(), ErrorKind::exhausted);
    EXPECT_NE(full.error().message().find(path_), std::string::npos);
    EXPECT_EQ(text(), before);
    EXPECT_EQ(opened()->torn(), "");
}

TEST_F(JournalFileTest, WhatOthersMayWriteOrWhatIsNoFileIsDenied) {
    opened();
    fs::permissions(path_, fs::perms::group_write, fs::perm_options::add);
    const auto shared = JournalFile::open(path_);
    fs::remove(path_);
    fs::create_symlink("/dev/full", path_);
    const auto link = JournalFile::open(path_);
    const auto device = JournalFile::open("/dev/full");

    for (const auto* journal : {&shared, &link, &device}) {
        ASSERT_FALSE(journal->has_value());
        EXPECT_EQ(journal->error().kind(), ErrorKind::denied) << journal->error().message();
    }
}

TEST_F(JournalFileTest, AFolderThatMayNotBeWrittenIsDenied) {
    fs::create_directories(fs::path(path_).parent_path());
    fs::permissions(fs::path(path_).parent_path(), fs::perms::owner_read | fs::perms::owner_exec);
    const pid_t child = ::fork();
    if (child == 0) {
        // Root may write everywhere.
        fs::permissions(folder_.path(), fs::perms::others_exec, fs::perm_options::add);
        if (::geteuid() == 0 && ::setuid(65534) != 0) ::_exit(2);
        const auto journal = JournalFile::open(path_);
        const bool is_denied = !journal.has_value() && journal.error().kind() == ErrorKind::denied;
        ::_exit(is_denied ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    fs::permissions(fs::path(path_).parent_path(), fs::perms::owner_all);

    EXPECT_EQ(status, 0);
}

TEST_F(JournalFileTest, AFileThatWasCutUnderARunIsCorrupt) {
    const auto journal = opened();
    ASSERT_TRUE(journal->append(entry(Stage::sent)).has_value());
    fs::resize_file(path_, 10);

    const auto read = journal->read("cf1:pub:17");

    ASSERT_FALSE(read.has_value());
    EXPECT_EQ(read.error().kind(), ErrorKind::corrupt);
}

TEST(JournalLine, HoldsNeitherSecretNorLineEnd) {
    const std::string line = journal_line_of(entry(Stage::told));

    EXPECT_EQ(line.find('\n'), std::string::npos);
    EXPECT_TRUE(journal_entry_from(line).has_value());
}

TEST(JournalLine, WhatIsNoRecordIsCorrupt) {
    const std::string whole = journal_line_of(entry(Stage::sent));
    for (const std::string& line :
         {std::string(), std::string("{}"), std::string("[1]"), std::string("null"),
          std::string(R"({"journal":1,"stage":"sent"})"), whole.substr(0, whole.size() - 1),
          std::string(R"({"journal":"1"})"), std::string(100'000, '[')}) {
        const auto entry = journal_entry_from(line);
        ASSERT_FALSE(entry.has_value()) << line.substr(0, 50);
        EXPECT_EQ(entry.error().kind(), ErrorKind::corrupt);
    }
}

}  // namespace
}  // namespace curfew::cli
