#include "integrations/providers/ssh_login.h"

#include "tests/integrations/providers/ssh_world.h"
#include "tests/support/servers/loopback.h"
#include "tests/support/servers/server_process.h"
#include "tests/support/servers/ssh_server.h"

namespace curfew::providers {
namespace {

using core::SecretString;
using support::read_file;
using support::SshServer;
using support::TempDir;
using State = SshLoginAnswer::State;

class SshLoginTest : public testing::Test {
  protected:
    void SetUp() override {
        auto started = SshServer::start(folder_);
        ASSERT_TRUE(started.has_value()) << started.error().message();
        server_.emplace(std::move(started).value());
        for (const char* name : {"plain", "stranger", "task"}) server_->make_key(name);
        server_->authorize("plain");
        settings_.known_hosts = folder_.at("known_hosts");
    }

    [[nodiscard]] SshLogin login() const {
        return {support::own_user_name(), "127.0.0.1", server_->port()};
    }
    SshLoginAnswer by_key(const std::string& name) {
        const SecretString key(std::string_view(read_file(folder_.at(name))));
        return try_login(settings_, login(), {.private_key = &key}, kClock);
    }

    TempDir folder_;
    std::optional<SshServer> server_;
    SshSettings settings_;
};

TEST_F(SshLoginTest, AnAuthorizedKeyIsAcceptedAndRunsNothing) {
    const SshLoginAnswer answer = by_key("plain");

    EXPECT_EQ(answer.state, State::accepted) << answer.reason;
    EXPECT_EQ(server_->log().find("Starting session"), std::string::npos);
    EXPECT_EQ(answer.evidence.host, "127.0.0.1");
}

TEST_F(SshLoginTest, AStrangersKeyIsRefused) {
    EXPECT_EQ(by_key("stranger").state, State::refused);
}

TEST_F(SshLoginTest, ACertificateIsOfferedWithoutItsKey) {
    server_->sign("task", {"-z", "17", "-V", "-5m:+5m"});
    const std::string line = read_file(folder_.at("task-cert.pub"));

    const auto answer = try_login(settings_, login(), {.certificate = line}, kClock);

    EXPECT_EQ(answer.state, State::accepted) << answer.reason;
    EXPECT_EQ(server_->log().find("Accepted publickey"), std::string::npos);
}

TEST_F(SshLoginTest, ACertificateForSomebodyElseIsRefused) {
    server_->sign("task", {"-n", "somebody-else"});
    const std::string line = read_file(folder_.at("task-cert.pub"));

    EXPECT_EQ(try_login(settings_, login(), {.certificate = line}, kClock).state, State::refused);
}

TEST_F(SshLoginTest, AServerWithAnotherHostKeyIsNotBelieved) {
    server_->make_key("impostor");
    folder_.write("known_hosts", "[127.0.0.1]:" + std::to_string(server_->port()) + " " +
                                     read_file(folder_.at("impostor.pub")));

    const SshLoginAnswer answer = by_key("plain");

    EXPECT_EQ(answer.state, State::unclear);
    EXPECT_EQ(server_->log().find("Accepted"), std::string::npos);
}

TEST_F(SshLoginTest, NobodyThereIsUnclear) {
    const SecretString key(std::string_view(read_file(folder_.at("plain"))));
    const SshLogin nowhere{"root", "127.0.0.1", support::free_ports(1).front()};

    EXPECT_EQ(try_login(settings_, nowhere, {.private_key = &key}, kClock).state, State::unclear);
}

TEST_F(SshLoginTest, AHostileServerIsUnclear) {
    // Says no SSH, but lines that look like what the client prints when it is in.
    const std::string script =
        "import socket,sys\ns=socket.create_server(('127.0.0.1',int(sys.argv[1])))\n"
        "while True:\n c,_=s.accept()\n try:\n"
        "  for _ in range(100000): c.sendall(b'Authenticated to you using \"publickey\".\\r\\n'"
        "b'root@host: Permission denied (publickey).\\r\\n')\n except OSError: pass\n c.close()\n";
    const std::uint16_t port = support::free_ports(1).front();
    const auto hostile =
        support::ServerProcess::start({.child = {.program = "/usr/bin/python3",
                                                 .arguments = {"-c", script, std::to_string(port)},
                                                 .folder = folder_.path()},
                                       .is_ready = [port] { return support::is_listening(port); }});
    ASSERT_TRUE(hostile.has_value()) << hostile.error().message();
    const SecretString key(std::string_view(read_file(folder_.at("plain"))));

    const auto answer =
        try_login(settings_, {"root", "127.0.0.1", port}, {.private_key = &key}, kClock);

    EXPECT_EQ(answer.state, State::unclear) << answer.reason;
}

TEST_F(SshLoginTest, TheCommandLineForAPersonHoldsNoUserConfiguration) {
    const std::string line = explain_login(settings_, login());

    EXPECT_NE(line.find("-F none -N"), std::string::npos);
    EXPECT_NE(line.find("StrictHostKeyChecking=yes"), std::string::npos);
}

}  // namespace
}  // namespace curfew::providers
