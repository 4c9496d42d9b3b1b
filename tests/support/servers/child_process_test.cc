#include "tests/support/servers/child_process.h"

#include <sys/wait.h>

#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"

namespace curfew::support {
namespace {

using core::ErrorKind;

ClientCall shell(const std::string& script) {
    return {.program = "/bin/sh", .arguments = {"-c", script}};
}

TEST(RunClient, GivesExitCodeOutputAndErrorsApart) {
    const auto outcome = run_client(shell("echo out; echo err >&2; exit 3"));

    ASSERT_TRUE(outcome.has_value());
    EXPECT_EQ(outcome.value().exit_code, 3);
    EXPECT_EQ(outcome.value().output, "out\n");
    EXPECT_EQ(outcome.value().errors, "err\n");
}

TEST(RunClient, PassesInputAndEnvironmentAndNothingElse) {
    ClientCall call = shell("cat; echo \"$WORD\"; env | wc -l");
    call.input = "from input\n";
    call.environment = {"WORD=from environment"};

    const auto outcome = run_client(call);

    ASSERT_TRUE(outcome.has_value());
    // PATH, LANG, TZ, HOME, WORD, and PWD, which the shell adds.
    EXPECT_EQ(outcome.value().output, "from input\nfrom environment\n6\n");
}

TEST(RunClient, SaysTheSignalThatEndedIt) {
    const auto outcome = run_client(shell("kill -TERM $$"));

    ASSERT_TRUE(outcome.has_value());
    EXPECT_EQ(outcome.value().exit_code, 128 + SIGTERM);
}

TEST(RunClient, EndsWhatTakesTooLong) {
    ClientCall call = shell("exec sleep 600");
    call.patience = std::chrono::milliseconds(50);

    const auto outcome = run_client(call);

    ASSERT_FALSE(outcome.has_value());
    EXPECT_EQ(outcome.error().kind(), ErrorKind::timed_out);
}

TEST(StartChild, AProgramThatIsNotThereIsAnErrorOfTheStart) {
    const auto child = start_child({.program = "/nowhere/program"});

    ASSERT_FALSE(child.has_value());
    EXPECT_EQ(child.error().kind(), ErrorKind::not_found);
    EXPECT_EQ(child.error().message(),
              "/nowhere/program cannot be started: No such file or directory");
}

TEST(StartChild, LeadsAGroupOfItsOwn) {
    const auto child = start_child({.program = "/bin/sleep", .arguments = {"600"}});

    ASSERT_TRUE(child.has_value());
    EXPECT_EQ(::getpgid(child.value()), child.value());
    end_child(child.value(), SIGTERM, std::chrono::seconds(3));
    EXPECT_EQ(::kill(child.value(), 0), -1);
}

TEST(StartChild, BecomesTheOtherUserWhenRoot) {
    ClientCall call = shell("id -un; id -Gn");
    call.run_as = "nobody";

    const auto outcome = run_client(call);

    ASSERT_TRUE(outcome.has_value());
    if (::geteuid() == 0) {
        EXPECT_EQ(outcome.value().output, "nobody\nnogroup\n");
    } else {
        EXPECT_NE(outcome.value().output, "root\nroot\n");
    }
}

TEST(EndChild, TakesTheWholeGroupAlong) {
    const TempDir folder;
    const auto child = start_child({.program = "/bin/sh",
                                    .arguments = {"-c", "sleep 600 & echo $! >pid; wait"},
                                    .folder = folder.path()});
    ASSERT_TRUE(child.has_value());
    while (read_file(folder.at("pid")).empty()) {
        ASSERT_FALSE(has_ended_within(child.value(), std::chrono::milliseconds(5)));
    }
    const pid_t grandchild = std::stoi(read_file(folder.at("pid")));

    end_child(child.value(), SIGTERM, std::chrono::seconds(3));

    // It is nobody's child of ours; its handle says when it is gone.
    EXPECT_TRUE(has_ended_within(grandchild, std::chrono::seconds(3)));
}

TEST(EndChild, KillsWhatWillNotGo) {
    const TempDir folder;
    const auto child =
        start_child({.program = "/bin/sh",
                     .arguments = {"-c", "trap '' TERM; echo >ready; while :; do sleep 600; done"},
                     .folder = folder.path()});
    ASSERT_TRUE(child.has_value());
    while (read_file(folder.at("ready")).empty()) {
        ASSERT_FALSE(has_ended_within(child.value(), std::chrono::milliseconds(5)));
    }

    // The shell stays until its patience is over; the kill that follows needs no more.
    end_child(child.value(), SIGTERM, std::chrono::milliseconds(50));

    EXPECT_EQ(::kill(child.value(), 0), -1);
}

TEST(StartChild, DiesWithTheProgramThatStartedIt) {
    const TempDir folder;
    const pid_t middle = ::fork();
    if (middle == 0) {
        const auto child = start_child({.program = "/bin/sleep", .arguments = {"600"}});
        write_file(folder.at("pid"), std::to_string(child.has_value() ? child.value() : 0));
        ::_exit(0);
    }
    ASSERT_EQ(::waitpid(middle, nullptr, 0), middle);
    const pid_t orphan = std::stoi(read_file(folder.at("pid")));
    ASSERT_GT(orphan, 0);

    EXPECT_TRUE(has_ended_within(orphan, std::chrono::seconds(3)));
}

}  // namespace
}  // namespace curfew::support
