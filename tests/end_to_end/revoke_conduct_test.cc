/// What `curfew revoke` leaves behind when it is stopped, killed or cannot write, and how the next
/// run goes on.
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/end_to_end/acme_provider.h"
#include "tests/end_to_end/program.h"

namespace curfew::end_to_end {
namespace {

namespace fs = std::filesystem;

using support::AcmeKind;
using support::kAcmeAsk;

const std::string kJournal = "../home/.local/state/curfew/revocations.jsonl";

/// Until `is_true`, or ten seconds are over.
template <typename Condition>
bool becomes_true(const Condition& is_true) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!is_true()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::yield();
    }
    return true;
}

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

class RevokeConduct : public testing::Test {
  protected:
    RevokeConduct() {
        provider_.add(1);
        provider_.configure(shop_, {AcmeKind{"acme-key", kAcmeAsk, kEndsItself}});
        shop_.write("a.env", "KEY=" + acme_key(1) + "\n");
    }

    static std::vector<std::string> words(const std::string& file = "a.env") {
        return {"revoke", file, "--yes", "--signature", "acme-key", "--wait", "20s"};
    }

    /// Killed while its provider holds back the answer to the ending, which it carried out.
    void run_and_kill(int signal) {
        provider_.hold_answers(true);
        const Running running = shop_.start(words());
        EXPECT_TRUE(becomes_true([this] { return provider_.requests("DELETE") == 1; }));
        ::kill(running.process(), signal);
        outcome_ = running.wait();
        provider_.hold_answers(false);
    }

    Workshop shop_;
    AcmeProvider provider_;
    Outcome outcome_;
};

TEST_F(RevokeConduct, KilledBetweenSentAndRecordedTheNextRunReadsFirstAndSendsNothingAgain) {
    run_and_kill(SIGKILL);
    const std::string left = shop_.read(kJournal);

    const std::size_t requests_before = provider_.requests();
    const Outcome second = shop_.curfew(words());

    EXPECT_TRUE(holds(left, "\"stage\":\"sent\"")) << left;
    EXPECT_FALSE(holds(left, "\"stage\":\"told\"")) << left;
    EXPECT_EQ(second.exit_code, 0) << second.output << second.errors;
    EXPECT_TRUE(holds(second.output, "PROVEN")) << second.output;
    EXPECT_TRUE(holds(second.output, "an earlier run")) << second.output;
    EXPECT_EQ(provider_.requests("DELETE"), 1U);
    EXPECT_GT(provider_.requests(), requests_before);
    EXPECT_TRUE(holds(shop_.read(kJournal), "\"outcome\":\"proven\""));
}

TEST_F(RevokeConduct, KilledBeforeItWasDoneTheNextRunSendsItOnceMore) {
    provider_.lie();
    run_and_kill(SIGKILL);
    AcmeProvider honest;
    honest.add(1);
    honest.configure(shop_, {AcmeKind{"acme-key", kAcmeAsk, kEndsItself}});

    const Outcome second = shop_.curfew(words());

    EXPECT_EQ(second.exit_code, 0) << second.output << second.errors;
    EXPECT_EQ(honest.requests("DELETE"), 1U);
    EXPECT_FALSE(honest.is_live(1));
}

TEST_F(RevokeConduct, CtrlCWhileItIsUnderWayLeavesItInTheRecord) {
    run_and_kill(SIGINT);
    const std::string left = shop_.read(kJournal);
    const Outcome second = shop_.curfew(words());

    EXPECT_EQ(outcome_.exit_code, 130) << outcome_.output << outcome_.errors;
    EXPECT_TRUE(holds(left, "\"stage\":\"sent\"")) << left;
    EXPECT_TRUE(holds(outcome_.output, "stopped")) << outcome_.output;
    EXPECT_EQ(second.exit_code, 0) << second.output << second.errors;
    EXPECT_EQ(provider_.requests("DELETE"), 1U);
}

TEST_F(RevokeConduct, CtrlCSaysWhatIsLeft) {
    std::string text;
    for (unsigned key = 2; key < 60; ++key) {
        provider_.add(key);
        text += "KEY=" + acme_key(key) + "\n";
    }
    shop_.write("many.env", text);
    provider_.hold_answers(true);
    const Running running = shop_.start(words("many.env"));
    EXPECT_TRUE(becomes_true([this] { return provider_.requests("DELETE") >= 2; }));
    running.interrupt();
    const Outcome outcome = running.wait();

    EXPECT_EQ(outcome.exit_code, 130) << outcome.errors;
    EXPECT_TRUE(holds(outcome.output, "not begun")) << outcome.output;
    EXPECT_TRUE(holds(outcome.output, "NOT BEGUN: stopped before")) << outcome.output;
    EXPECT_LE(provider_.requests("DELETE"), 16U);
}

TEST_F(RevokeConduct, TheRecordIsItsOwnersAloneAndHoldsNoSecret) {
    const Outcome outcome = shop_.curfew(words());
    struct stat file{};
    struct stat folder{};

    EXPECT_EQ(outcome.exit_code, 0) << outcome.output << outcome.errors;
    ASSERT_EQ(::stat((shop_.folder() / kJournal).c_str(), &file), 0);
    ASSERT_EQ(::stat((shop_.folder() / kJournal).parent_path().c_str(), &folder), 0);
    EXPECT_EQ(file.st_mode & 0777U, 0600U);
    EXPECT_EQ(folder.st_mode & 0777U, 0700U);
    EXPECT_FALSE(holds(shop_.read(kJournal), acme_key(1)));
    EXPECT_FALSE(holds(shop_.read(kJournal), provider_.admin()));
}

TEST_F(RevokeConduct, ATornLastRecordIsNamedAndDoesNotHoldItUp) {
    run_and_kill(SIGKILL);
    std::ofstream(shop_.folder() / kJournal, std::ios::app) << R"({"journal":1,"stage":"to)";

    const Outcome second = shop_.curfew(words());

    EXPECT_EQ(second.exit_code, 0) << second.output << second.errors;
    EXPECT_TRUE(holds(second.errors, "torn")) << second.errors;
    EXPECT_EQ(provider_.requests("DELETE"), 1U);
    EXPECT_EQ(shop_.curfew(words()).exit_code, 0);
}

TEST_F(RevokeConduct, ARecordThatCannotBeReadStopsItBeforeAnythingIsSent) {
    shop_.write(kJournal, "what somebody wrote\n");
    const Outcome corrupt = shop_.curfew(words());
    fs::remove(shop_.folder() / kJournal);
    fs::create_directories(shop_.folder() / kJournal);
    const Outcome folder = shop_.curfew(words());
    shop_.set("HOME", "");
    shop_.set("XDG_CONFIG_HOME", (shop_.folder() / "../home/.config").string());
    const Outcome homeless = shop_.curfew(words());

    for (const Outcome* outcome : {&corrupt, &folder, &homeless}) {
        EXPECT_EQ(outcome->exit_code, 2) << outcome->output << outcome->errors;
    }
    EXPECT_TRUE(holds(corrupt.errors, "revocations.jsonl: line 1")) << corrupt.errors;
    EXPECT_TRUE(holds(homeless.errors, "XDG_STATE_HOME")) << homeless.errors;
    EXPECT_EQ(provider_.requests(), 0U);
}

TEST_F(RevokeConduct, WhereTheReportCannotGoNothingIsSent) {
    const Outcome outcome = shop_.curfew(
        {"revoke", "a.env", "--yes", "--signature", "acme-key", "-o", "no/such/folder/r.json"});

    EXPECT_EQ(outcome.exit_code, 2) << outcome.output << outcome.errors;
    EXPECT_TRUE(holds(outcome.errors, "no/such/folder/r.json")) << outcome.errors;
    EXPECT_EQ(provider_.requests("DELETE"), 0U);
    EXPECT_TRUE(provider_.is_live(1));
}

TEST_F(RevokeConduct, ADryRunTellsWhatAnEarlierRunSent) {
    const std::vector<std::string> plan{"revoke", "a.env", "--signature", "acme-key"};
    std::vector<std::string> really = plan;
    really.emplace_back("--yes");

    const Outcome before = shop_.curfew(plan);
    const Outcome ended = shop_.curfew(really);
    const Outcome after = shop_.curfew(plan);

    EXPECT_EQ(ended.exit_code, 0) << ended.output << ended.errors;
    EXPECT_FALSE(holds(before.output, "an earlier run")) << before.output;
    EXPECT_TRUE(holds(after.output, "an earlier run")) << after.output;
    EXPECT_EQ(provider_.requests("DELETE"), 1U);
}

TEST_F(RevokeConduct, OnAFullDiskNothingIsSent) {
    std::string filled;
    while (filled.size() < 64U << 10U) filled += "{\"journal\":1,\"stage\":\"torn\"}\n";
    shop_.write(kJournal, filled);
    fs::permissions(shop_.folder() / kJournal, fs::perms::owner_read | fs::perms::owner_write);
    // No file may grow beyond 64 KiB; in blocks of 512 bytes.
    const Outcome outcome =
        shop_.run("/bin/sh", {"-c", std::string("ulimit -f 128; exec ") + CURFEW_PROGRAM +
                                        " revoke a.env --yes --signature acme-key"});

    EXPECT_EQ(outcome.exit_code, 1) << outcome.output << outcome.errors;
    EXPECT_TRUE(holds(outcome.output, "could not be written down, so nothing was sent"))
        << outcome.output;
    EXPECT_EQ(provider_.requests("DELETE"), 0U);
    EXPECT_TRUE(provider_.is_live(1));
}

TEST_F(RevokeConduct, TwoRunsAtOnceSendOneEnding) {
    provider_.hold_answers(true);
    const Running first = shop_.start(words());
    ASSERT_TRUE(becomes_true([this] { return provider_.requests("DELETE") == 1; }));
    Workshop other;
    other.set("HOME", (shop_.folder() / "../home").string());
    other.write("a.env", "KEY=" + acme_key(1) + "\n");
    const Outcome second = other.curfew(words());
    ::kill(first.process(), SIGKILL);
    static_cast<void>(first.wait());

    EXPECT_EQ(second.exit_code, 1) << second.output << second.errors;
    EXPECT_TRUE(holds(second.output, "another run is ending it right now")) << second.output;
    EXPECT_EQ(provider_.requests("DELETE"), 1U);
}

}  // namespace
}  // namespace curfew::end_to_end
