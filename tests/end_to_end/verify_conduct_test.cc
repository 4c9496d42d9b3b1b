/// How the program behaves while it asks: when it begins, how it stops, and what it leaves behind.
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/end_to_end/private_provider.h"
#include "tests/end_to_end/program.h"

namespace curfew::end_to_end {
namespace {

namespace fs = std::filesystem;

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

support::HttpScripted hanging() {
    return {.manner = support::HttpManner::hangs};
}

/// Every byte below `folder`.
std::string everything_below(const fs::path& folder) {
    std::string all;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;
        std::ifstream stream(entry.path(), std::ios::binary);
        std::ostringstream text;
        text << stream.rdbuf();
        all += entry.path().string() + "\n" + text.str() + "\n";
    }
    return all;
}

std::string process_file(pid_t process, const char* name) {
    std::ifstream stream("/proc/" + std::to_string(process) + "/" + name, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

TEST(VerifyConduct, AskingBeginsWhileItStillScans) {
    Workshop shop;
    PrivateProvider provider;
    provider.configure(shop);
    provider.script(gitlab_token(1), live_until("2031-01-01"));
    shop.write("a.env", "TOKEN=" + gitlab_token(1) + "\n");
    std::array<int, 2> pipe{-1, -1};
    ASSERT_EQ(::pipe2(pipe.data(), O_CLOEXEC), 0);

    const Running running = shop.start({"scan", "--verify", "a.env", "-"}, {.input = pipe[0]});
    ::close(pipe[0]);
    const bool was_asked =
        becomes_true([&] { return provider.questions_about(gitlab_token(1)) == 1; });
    ::close(pipe[1]);  // only now is there an end of what is scanned
    const Outcome outcome = running.wait();

    EXPECT_TRUE(was_asked);
    EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
    EXPECT_NE(outcome.output.find("Asked: 1 live"), std::string::npos) << outcome.output;
    EXPECT_EQ(provider.questions_about(gitlab_token(1)), 1U);
}

TEST(VerifyConduct, CtrlCStopsAskingAndReportsWhatIsKnown) {
    Workshop shop;
    PrivateProvider provider;
    provider.configure(shop);
    provider.script(gitlab_token(1), live_until("2031-01-01"));
    provider.script(gitlab_token(2), hanging());
    shop.write("a.env", "A=" + gitlab_token(1) + "\nB=" + gitlab_token(2) + "\n");

    const Running running = shop.start({"verify", "a.env"});
    EXPECT_TRUE(becomes_true([&] {
        return provider.questions_about(gitlab_token(1)) == 1 &&
               provider.questions_about(gitlab_token(2)) == 1;
    }));
    running.interrupt();
    const Outcome outcome = running.wait();

    EXPECT_EQ(outcome.exit_code, 130) << outcome.errors;
    EXPECT_NE(outcome.output.find("stopped before an answer came"), std::string::npos)
        << outcome.output;
}

TEST(VerifyConduct, NothingThatIsWrittenHoldsTheSecret) {
    Workshop shop;
    PrivateProvider provider;
    const std::string admin = password(9) + password(10);
    shop.write("../home/admin", admin + "\n");
    fs::permissions(shop.folder() / "../home/admin",
                    fs::perms::owner_read | fs::perms::owner_write);
    provider.configure(shop, "[provider.vault]\nadmin = { file = \"" +
                                 (shop.folder() / "../home/admin").string() + "\" }\n");
    provider.script(gitlab_token(1), live_until("2031-01-01"));
    shop.write("../input-file", "TOKEN=" + gitlab_token(1) + "\n");

    std::string written;
    for (const char* format : {"text", "json", "jsonl", "sarif", "csv"}) {
        const Outcome scan =
            shop.curfew({"scan", "--verify", "-v", "../input-file", "-f", format, "-o", "report"});
        const Outcome verify = shop.curfew({"-v", "verify", "../input-file", "-f", format});
        const Outcome explained =
            shop.curfew({"verify", "../input-file", "-f", format, "--explain-requests"});
        const Outcome shown = shop.curfew({"config", "show"});
        for (const Outcome* outcome : {&scan, &verify, &explained, &shown}) {
            written += outcome->output + outcome->errors;
        }
        written += everything_below(shop.folder());
    }
    fs::remove(shop.folder() / "../home/admin");
    written += everything_below(shop.folder() / "../home");  // the finding store, the cache

    EXPECT_NE(written.find("findings.sqlite"), std::string::npos);
    EXPECT_EQ(written.find(gitlab_token(1)), std::string::npos);
    EXPECT_EQ(written.find(admin), std::string::npos);
}

TEST(VerifyConduct, WhileItAsksNobodyElseReadsItsMemoryAndItsWordsHoldNoSecret) {
    if (::geteuid() != 0) GTEST_SKIP() << "wants root, to run as somebody else and look on";
    Workshop shop;
    PrivateProvider provider;
    provider.configure(shop);
    provider.script_all({.status = 401, .body = "{}"});
    provider.script(gitlab_token(1), hanging());
    shop.write("a.env", "TOKEN=" + gitlab_token(1) + "\n");

    const Running running = shop.start_as_nobody({"verify", "a.env"});
    EXPECT_TRUE(becomes_true([&] { return provider.questions_about(gitlab_token(1)) == 1; }));
    struct stat facts{};
    const std::string memory = "/proc/" + std::to_string(running.process()) + "/mem";
    EXPECT_EQ(::stat(memory.c_str(), &facts), 0);
    const std::string words =
        process_file(running.process(), "cmdline") + process_file(running.process(), "environ");
    const std::string limits = process_file(running.process(), "limits");
    running.interrupt();
    const Outcome outcome = running.wait();

    // Of a process that may not be dumped the system itself owns these files.
    EXPECT_EQ(facts.st_uid, 0U) << "not nobody's";
    EXPECT_NE(words.find("verify"), std::string::npos);
    EXPECT_EQ(words.find(gitlab_token(1)), std::string::npos);
    const std::size_t core = limits.find("Max core file size");
    ASSERT_NE(core, std::string::npos);
    EXPECT_EQ(limits.substr(core, 60).find("unlimited"), std::string::npos);
    EXPECT_EQ(limits[limits.find_first_not_of(' ', core + 18)], '0') << limits;
    EXPECT_EQ(outcome.exit_code, 130) << outcome.errors;
}

}  // namespace
}  // namespace curfew::end_to_end
