#include "tests/support/servers/redis.h"

#include <gtest/gtest.h>

#include "tests/support/servers/shared_server.h"

namespace curfew::support {
namespace {

class RedisServer : public ::testing::Test {
  protected:
    void SetUp() override {
        const auto server = shared_server<Redis>();
        ASSERT_TRUE(server.has_value()) << server.error().message();
        server_ = server.value();
    }

    void make_user(const DatabaseLogin& login) {
        const auto made = server_->run({"ACL", "SETUSER", login.user, "on", ">" + login.password,
                                        "~task:*", "&task:*", "+ping", "+subscribe"});
        ASSERT_TRUE(made.has_value()) << made.error().message();
    }

    std::string answer_to(const DatabaseLogin& login, const std::vector<std::string>& command) {
        const auto outcome = server_->redis_cli(login, command);
        if (!outcome.has_value()) return "redis-cli did not run";
        return outcome.value().output + outcome.value().errors;
    }

    Redis* server_ = nullptr;
};

TEST_F(RedisServer, SaysTheSameToDisabledDeletedAndMadeUpUsers) {
    const DatabaseLogin login{"task-login", made_password()};
    make_user(login);
    EXPECT_EQ(answer_to(login, {"PING"}), "PONG\n");

    ASSERT_TRUE(server_->run({"ACL", "SETUSER", "task-login", "off"}).has_value());
    const std::string disabled = answer_to(login, {"PING"});
    EXPECT_NE(disabled.find("WRONGPASS"), std::string::npos);
    ASSERT_EQ(server_->run({"ACL", "DELUSER", "task-login"}).value(), "1");

    EXPECT_EQ(answer_to(login, {"PING"}), disabled);
    EXPECT_EQ(answer_to({"nobody-here", "made up"}, {"PING"}), disabled);
}

TEST_F(RedisServer, WhoMayNotAskIsDenied) {
    const DatabaseLogin login{"task-asker", made_password()};
    make_user(login);

    EXPECT_NE(answer_to(login, {"ACL", "GETUSER", "default"}).find("NOPERM"), std::string::npos);
    EXPECT_NE(answer_to({"default", "wrong"}, {"PING"}).find("WRONGPASS"), std::string::npos);
}

TEST_F(RedisServer, AHeldSessionOutlivesDisablingAndEndsWhenItIsKilled) {
    const DatabaseLogin login{"task-session", made_password()};
    make_user(login);
    const auto session = server_->hold_session(login);
    ASSERT_TRUE(session.has_value()) << session.error().message();

    ASSERT_TRUE(server_->run({"ACL", "SETUSER", "task-session", "off"}).has_value());
    EXPECT_TRUE(session.value().is_running());
    ASSERT_EQ(server_->run({"CLIENT", "KILL", "USER", "task-session"}).value(), "1");

    EXPECT_TRUE(has_ended_within(session.value().pid(), std::chrono::seconds(5)));
}

}  // namespace
}  // namespace curfew::support
