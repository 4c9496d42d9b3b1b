#include "tests/support/servers/postgresql.h"

#include <gtest/gtest.h>

#include "tests/support/servers/database_login.h"
#include "tests/support/servers/shared_server.h"

namespace curfew::support {
namespace {

class PostgreSqlServer : public ::testing::Test {
  protected:
    void SetUp() override {
        const auto server = shared_server<PostgreSql>();
        ASSERT_TRUE(server.has_value()) << server.error().message();
        server_ = server.value();
    }

    void make_role(const DatabaseLogin& login) {
        const auto made =
            server_->run("CREATE ROLE " + login.user + " LOGIN PASSWORD '" + login.password + "'");
        ASSERT_TRUE(made.has_value()) << made.error().message();
    }

    std::string refusal_of(const DatabaseLogin& login) {
        const auto outcome = server_->psql(login, "select 1");
        return outcome.has_value() ? outcome.value().errors : "psql did not run";
    }

    PostgreSql* server_ = nullptr;
};

TEST_F(PostgreSqlServer, LetsAliveRolesInAndNamesTheReasonOnlyForNoLogin) {
    const DatabaseLogin login{"task_login", made_password()};
    make_role(login);
    EXPECT_EQ(refusal_of(login), "");

    ASSERT_TRUE(server_->run("ALTER ROLE task_login NOLOGIN").has_value());
    EXPECT_NE(refusal_of(login).find("is not permitted to log in"), std::string::npos);

    ASSERT_TRUE(server_->run("DROP ROLE task_login").has_value());
    const std::string dead = refusal_of(login);
    EXPECT_NE(dead.find("password authentication failed"), std::string::npos);
    EXPECT_EQ(dead, refusal_of({"task_login", "made up"}));
}

TEST_F(PostgreSqlServer, WhoMayNotAskIsDenied) {
    const DatabaseLogin login{"task_asker", made_password()};
    make_role(login);

    EXPECT_NE(refusal_of({"postgres", login.password}).find("authentication failed"),
              std::string::npos);
    const auto asked = server_->psql(login, "select rolpassword from pg_authid");

    ASSERT_TRUE(asked.has_value());
    EXPECT_NE(asked.value().exit_code, 0);
    EXPECT_NE(asked.value().errors.find("permission denied"), std::string::npos);
}

TEST_F(PostgreSqlServer, AHeldSessionOutlivesNoLoginAndEndsWhenItIsTerminated) {
    const DatabaseLogin login{"task_session", made_password()};
    make_role(login);
    const auto session = server_->hold_session(login);
    ASSERT_TRUE(session.has_value()) << session.error().message();

    ASSERT_TRUE(server_->run("ALTER ROLE task_session NOLOGIN").has_value());
    EXPECT_TRUE(session.value().is_running());
    ASSERT_TRUE(server_
                    ->run("select pg_terminate_backend(pid, 2000) from pg_stat_activity "
                          "where usename = 'task_session'")
                    .has_value());

    EXPECT_TRUE(has_ended_within(session.value().pid(), std::chrono::seconds(5)));
}

}  // namespace
}  // namespace curfew::support
