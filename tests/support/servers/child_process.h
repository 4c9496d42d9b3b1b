/// A program started by a test: in a process group of its own, gone at the latest when the test
/// program is.
///
/// Owns:     nothing; whoever starts a child waits for it.
/// Threads:  any; the child dies with the thread that started it (PR_SET_PDEATHSIG), so start what
///           has to last from the thread that runs the tests.
/// Errors:   not_found (no such program, folder or user), timed_out, internal (fork, pipe).
#pragma once

#include <chrono>
#include <csignal>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "scanner/core/result.h"

namespace curfew::support {

struct ChildPlan {
    std::string program;  ///< absolute path
    std::vector<std::string> arguments{};
    std::vector<std::string> environment{};  ///< "NAME=value", beside PATH, LANG, TZ and HOME
    std::string folder = "/";                ///< where it runs, and its HOME
    std::string input = "/dev/null";
    std::string output = "/dev/null";
    std::string errors{};  ///< empty: goes where `output` goes
    /// The user to become when the tests run as root; empty: stay.
    std::string run_as{};
    /// What the child gets when the test program dies without saying goodbye.
    int death_signal = SIGKILL;
};

/// Starts it and says its process id, which is its group's id too. A program that cannot be
/// executed is an error here, not a child that exits at once.
[[nodiscard]] core::Result<pid_t> start_child(const ChildPlan& plan);

/// Waits until the child has ended, at most this long; reaps nothing. Whether it has ended.
[[nodiscard]] bool has_ended_within(pid_t child, std::chrono::milliseconds patience);

/// Ends the child and all of its group, then reaps it: `signal` first, SIGKILL after `patience`.
void end_child(pid_t child, int signal, std::chrono::milliseconds patience);

/// One call of a command-line client: psql, redis-cli, ssh, curl.
struct ClientCall {
    std::string program;  ///< absolute path
    std::vector<std::string> arguments{};
    std::vector<std::string>
        environment{};  ///< secrets go here or into `input`, not into arguments
    std::string input{};
    std::string run_as{};
    std::chrono::milliseconds patience = std::chrono::seconds(60);
};

struct ClientOutcome {
    int exit_code = -1;  ///< 128 + signal where one ended it
    std::string output{};
    std::string errors{};
};

/// Runs a client to its end; timed_out when it takes longer than its patience.
[[nodiscard]] core::Result<ClientOutcome> run_client(const ClientCall& call);

/// Gives `path` to the user when the tests run as root, so that a child that becomes this user can
/// write there; does nothing otherwise.
void hand_over(const std::string& path, const std::string& user);

}  // namespace curfew::support
