#include "tests/support/servers/server_process.h"

#include <gtest/gtest.h>

#include "tests/support/servers/loopback.h"
#include "tests/support/servers/server_tools.h"
#include "tests/support/temp_dir.h"

namespace curfew::support {
namespace {

using core::ErrorKind;

ServerPlan shell_server(const TempDir& folder, const std::string& script) {
    ServerPlan plan;
    plan.child = {.program = "/bin/sh",
                  .arguments = {"-c", script},
                  .folder = folder.path(),
                  .output = folder.at("log")};
    plan.is_ready = [log = folder.at("log")] {
        return read_file(log).find("ready") != std::string::npos;
    };
    return plan;
}

ServerPlan file_server(const TempDir& folder, std::uint16_t port) {
    ServerPlan plan;
    plan.child = {.program = "/usr/bin/python3",
                  .arguments = {"-m", "http.server", "--bind", "127.0.0.1", std::to_string(port)},
                  .folder = folder.path(),
                  .output = folder.at("log")};
    plan.is_ready = [port] { return http_status(port, "/") == 200; };
    return plan;
}

TEST(ServerProcess, IsReadyWhenItComesBackAndGoneWhenItGoes) {
    const TempDir folder;
    std::uint16_t port = 0;
    {
        const auto server = start_with_ports(1, [&](const std::vector<std::uint16_t>& ports) {
            port = ports.front();
            return file_server(folder, port);
        });

        ASSERT_TRUE(server.has_value()) << server.error().message();
        EXPECT_TRUE(server.value().is_running());
        EXPECT_EQ(http_status(port, "/log"), 200);
    }
    EXPECT_FALSE(is_listening(port));
}

TEST(ServerProcess, OneThatEndsTooEarlyIsReportedWithItsLog) {
    const TempDir folder;

    const auto server = ServerProcess::start(shell_server(folder, "echo the reason; exit 1"));

    ASSERT_FALSE(server.has_value());
    EXPECT_EQ(server.error().kind(), ErrorKind::unreachable);
    EXPECT_NE(server.error().message().find("the reason"), std::string::npos);
}

TEST(ServerProcess, OneThatNeverGetsReadyIsEndedAndReported) {
    const TempDir folder;
    ServerPlan plan = shell_server(folder, "echo still busy; exec sleep 600");
    plan.patience = std::chrono::milliseconds(100);

    const auto server = ServerProcess::start(std::move(plan));

    ASSERT_FALSE(server.has_value());
    EXPECT_EQ(server.error().kind(), ErrorKind::timed_out);
    EXPECT_NE(server.error().message().find("still busy"), std::string::npos);
}

TEST(ServerProcess, StartsAgainWhereItWas) {
    const TempDir folder;
    const std::uint16_t port = free_ports(1).front();
    auto server = ServerProcess::start(file_server(folder, port));
    ASSERT_TRUE(server.has_value()) << server.error().message();

    server.value().kill_now();
    EXPECT_FALSE(is_listening(port));

    ASSERT_TRUE(server.value().start_again().has_value());
    EXPECT_EQ(http_status(port, "/"), 200);
}

TEST(ServerProcess, FrozenItTakesConnectionsAndDoesNotAnswer) {
    const TempDir folder;
    const std::uint16_t port = free_ports(1).front();
    const auto server = ServerProcess::start(file_server(folder, port));
    ASSERT_TRUE(server.has_value()) << server.error().message();

    server.value().freeze();
    const auto silent = ask({.port = port, .patience = std::chrono::milliseconds(100)});
    server.value().resume();

    ASSERT_FALSE(silent.has_value());
    EXPECT_EQ(silent.error().kind(), ErrorKind::timed_out);
    EXPECT_EQ(http_status(port, "/"), 200);
}

TEST(StartWithPorts, TakesOtherPortsWhenOneIsTaken) {
    const TempDir folder;
    const std::uint16_t taken = free_ports(1).front();
    const auto first = ServerProcess::start(file_server(folder, taken));
    ASSERT_TRUE(first.has_value()) << first.error().message();
    const TempDir other;
    int attempts = 0;

    const auto second = start_with_ports(1, [&](const std::vector<std::uint16_t>& ports) {
        ++attempts;
        ServerPlan plan = file_server(other, attempts == 1 ? taken : ports.front());
        // The other server's answer must not pass for this one's.
        plan.is_ready = [port = ports.front()] { return http_status(port, "/") == 200; };
        return plan;
    });

    ASSERT_TRUE(second.has_value()) << second.error().message();
    EXPECT_EQ(attempts, 2);
}

TEST(ServerTools, AMissingProgramSaysHowToGetIt) {
    const auto program = system_program("no-such-server");

    ASSERT_FALSE(program.has_value());
    EXPECT_EQ(program.error().kind(), ErrorKind::not_found);
    EXPECT_EQ(program.error().message(),
              "no-such-server is not there; `./dev servers` installs it");
}

}  // namespace
}  // namespace curfew::support
