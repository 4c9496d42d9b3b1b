#include "tests/support/servers/mariadb.h"

#include <gtest/gtest.h>

#include "tests/support/servers/shared_server.h"

namespace curfew::support {
namespace {

class MariaDbServer : public ::testing::Test {
  protected:
    void SetUp() override {
        const auto server = shared_server<MariaDb>();
        ASSERT_TRUE(server.has_value()) << server.error().message();
        server_ = server.value();
    }

    void make_user(const DatabaseLogin& login) {
        const auto made = server_->run("CREATE USER '" + login.user + "'@'%' IDENTIFIED BY '" +
                                       login.password + "'");
        ASSERT_TRUE(made.has_value()) << made.error().message();
    }

    std::string refusal_of(const DatabaseLogin& login, const std::string& sql = "select 1") {
        const auto outcome = server_->mariadb(login, sql);
        return outcome.has_value() ? outcome.value().errors : "mariadb did not run";
    }

    MariaDb* server_ = nullptr;
};

TEST_F(MariaDbServer, NamesTheReasonOnlyForLockedAccounts) {
    const DatabaseLogin login{"task_login", made_password()};
    make_user(login);
    EXPECT_EQ(refusal_of(login), "");

    ASSERT_TRUE(server_->run("ALTER USER 'task_login'@'%' ACCOUNT LOCK").has_value());
    EXPECT_NE(refusal_of(login).find("ERROR 4151"), std::string::npos);

    ASSERT_TRUE(server_->run("DROP USER 'task_login'@'%'").has_value());
    const std::string dead = refusal_of(login);
    EXPECT_NE(dead.find("ERROR 1045"), std::string::npos);
    EXPECT_EQ(dead, refusal_of({"task_login", "made up"}));
}

TEST_F(MariaDbServer, WhoMayNotAskIsDenied) {
    const DatabaseLogin login{"task_asker", made_password()};
    make_user(login);

    EXPECT_NE(refusal_of(login, "select * from mysql.global_priv").find("ERROR 1142"),
              std::string::npos);
    EXPECT_NE(refusal_of({"admin", login.password}).find("ERROR 1045"), std::string::npos);
}

TEST_F(MariaDbServer, HasNoAccountWithoutPassword) {
    EXPECT_NE(refusal_of({"root", ""}).find("ERROR 1045"), std::string::npos);
    EXPECT_NE(refusal_of({"", ""}).find("ERROR 1045"), std::string::npos);
}

TEST_F(MariaDbServer, AHeldSessionOutlivesTheLockAndEndsWhenItIsKilled) {
    const DatabaseLogin login{"task_session", made_password()};
    make_user(login);
    const auto session = server_->hold_session(login);
    ASSERT_TRUE(session.has_value()) << session.error().message();

    ASSERT_TRUE(server_->run("ALTER USER 'task_session'@'%' ACCOUNT LOCK").has_value());
    EXPECT_TRUE(session.value().is_running());
    ASSERT_TRUE(server_->run("KILL USER 'task_session'@'%'").has_value());

    EXPECT_TRUE(has_ended_within(session.value().pid(), std::chrono::seconds(5)));
}

}  // namespace
}  // namespace curfew::support
