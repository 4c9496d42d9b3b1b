#include "integrations/process/child.h"

#include <fcntl.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "scanner/core/clock.h"

namespace curfew::process {
namespace {

using core::ErrorKind;
using core::SecretString;

Command shell(const std::string& script) {
    Command command;
    command.program = "/bin/sh";
    command.arguments = {"-c", script};
    return command;
}

const core::SystemClock kClock;

TEST(Run, BringsBothOutputsAndTheExitCode) {
    const auto outcome = run(shell("echo said; echo wrong >&2; exit 3"), kClock);

    ASSERT_TRUE(outcome.has_value());
    EXPECT_EQ(outcome.value().output, "said\n");
    EXPECT_EQ(outcome.value().errors, "wrong\n");
    EXPECT_EQ(outcome.value().exit_code, 3);
}

TEST(Run, TheInputCanBeReadTwiceAndByPath) {
    Command command = shell("cat; cat /proc/self/fd/0; stat -L -c %a /proc/self/fd/0");
    command.input = SecretString("words ");

    const auto outcome = run(command, kClock);

    ASSERT_TRUE(outcome.has_value());
    EXPECT_EQ(outcome.value().output, "words words 600\n");
}

TEST(Run, NothingOfOursIsInherited) {
    const int open_file = ::open("/dev/null", O_RDONLY);  // without O_CLOEXEC, on purpose

    const auto outcome = run(shell("ls /proc/self/fd | wc -l; env | sort"), kClock);
    ::close(open_file);

    ASSERT_TRUE(outcome.has_value());
    // Three, and the folder that ls itself reads.
    EXPECT_EQ(
        outcome.value().output,
        "4\nHOME=/nonexistent\nLC_ALL=C\nPATH=/usr/sbin:/usr/bin:/sbin:/bin\nPWD=/\nTZ=UTC\n");
}

TEST(Run, AProgramThatIsNotThereIsNotFound) {
    Command command;
    command.program = "/no/such/program";

    const auto outcome = run(command, kClock);

    ASSERT_FALSE(outcome.has_value());
    EXPECT_EQ(outcome.error().kind(), ErrorKind::not_found);
}

TEST(Run, OneThatHangsIsEndedWithItsChildren) {
    Command command = shell("sleep 600 & sleep 600");
    command.timeout = std::chrono::milliseconds(50);

    const auto outcome = run(command, kClock);

    ASSERT_FALSE(outcome.has_value());
    EXPECT_EQ(outcome.error().kind(), ErrorKind::timed_out);
}

TEST(Run, AChildLeftBehindDoesNotKeepItWaiting) {
    const auto outcome = run(shell("sleep 600 & echo done"), kClock);

    ASSERT_TRUE(outcome.has_value());
    EXPECT_EQ(outcome.value().output, "done\n");
}

TEST(Run, EndlessOutputIsExhausted) {
    const auto outcome = run(shell("yes >&2"), kClock);

    ASSERT_FALSE(outcome.has_value());
    EXPECT_EQ(outcome.error().kind(), ErrorKind::exhausted);
}

TEST(Run, ItIsStoppedByTheLineThatWasWaitedFor) {
    Command command = shell("echo 'first' >&2; echo 'There it is' >&2; exec sleep 600");
    command.stop_at = "There it";

    const auto outcome = run(command, kClock);

    ASSERT_TRUE(outcome.has_value());
    EXPECT_TRUE(outcome.value().was_stopped);
}

TEST(Run, ClosedOutputsAreNoEnd) {
    const auto outcome = run(shell("exec >&- 2>&-; sleep 0.05; exit 4"), kClock);

    ASSERT_TRUE(outcome.has_value());
    EXPECT_EQ(outcome.value().exit_code, 4);
}

TEST(HasLineBeginning, LooksAtLinesNotAtTheirMiddle) {
    EXPECT_TRUE(has_line_beginning("mark here", "mark"));
    EXPECT_TRUE(has_line_beginning("one\nmark here", "mark"));
    EXPECT_FALSE(has_line_beginning("no mark here", "mark"));
}

}  // namespace
}  // namespace curfew::process
